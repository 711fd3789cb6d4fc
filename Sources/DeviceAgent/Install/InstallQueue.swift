import Foundation

/// The apps that a restore left to be installed, and what became of each so far. One file beside the
/// restore's journal, written whole before and after everything that is done.
public struct InstallQueue: Codable, Sendable, Hashable {
  /// The restore that it belongs to.
  public let restore: String
  /// In the order in which they are installed.
  public internal(set) var apps: [Entry]

  init(restore: String, apps: [QueuedApp]) {
    self.restore = restore
    self.apps = apps.map { Entry(app: $0) }
  }

  /// One app of the queue.
  public struct Entry: Codable, Sendable, Hashable {
    public let app: QueuedApp
    public private(set) var state = State.waiting
    /// How often its installation was begun.
    public private(set) var attempts = 0
    /// What the last attempt that came to an end gave.
    public private(set) var answer: InstallAnswer?
    /// When the state changed last.
    public private(set) var changedAt: Date?

    /// More than any queue of ours counts to. A number beyond it is forged, or damage.
    static let mostAttempts = 10_000

    init(app: QueuedApp) {
      self.app = app
    }

    /// - Throws: `DecodingError`, for a number of attempts too that nothing could have counted.
    public init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: CodingKeys.self)
      app = try members.decode(QueuedApp.self, forKey: .app)
      state = try members.decode(State.self, forKey: .state)
      attempts = try members.decode(Int.self, forKey: .attempts)
      answer = try members.decodeIfPresent(InstallAnswer.self, forKey: .answer)
      changedAt = try members.decodeIfPresent(Date.self, forKey: .changedAt)
      guard (0...Self.mostAttempts).contains(attempts) else {
        throw DecodingError.dataCorruptedError(
          forKey: .attempts, in: members, debugDescription: "Not a number of attempts.")
      }
    }

    public enum State: String, Codable, Sendable, Hashable, CaseIterable {
      /// Not begun, or to be tried again.
      case waiting
      /// Begun. Where nobody is at work any more, the power was cut, and nobody knows how it ended.
      case installing
      case installed
      case alreadyThere
      case notAvailable
      case blockedByPolicy
      case failed

      /// Whether there is still something to do.
      public var isOpen: Bool { self == .waiting || self == .installing }

      /// Whether the app is on the PC.
      var isThere: Bool { self == .installed || self == .alreadyThere }
    }

    /// Whether an earlier attempt may have installed it unseen, so that it has to be looked for first.
    var isUncertain: Bool {
      state == .installing || state == .waiting && answer == .tookTooLong
    }

    mutating func begin(at time: Date) {
      state = .installing
      attempts = min(attempts + 1, Self.mostAttempts)
      changedAt = time
    }

    mutating func end(as state: State, _ answer: InstallAnswer, at time: Date) {
      self.state = state
      self.answer = answer
      changedAt = time
    }

    /// Puts what failed back into the queue.
    mutating func reopen(at time: Date) {
      guard [.failed, .notAvailable, .blockedByPolicy].contains(state) else { return }
      self = Entry(app: app)
      changedAt = time
    }
  }
}

/// What an attempt to install an app gave.
public enum InstallAnswer: Sendable, Hashable {
  /// winget's answer.
  case code(WingetCode)
  /// It did not end within the time limit, and was ended.
  case tookTooLong
  /// An attempt whose end nobody saw had installed it.
  case foundInstalled
  /// Another restore had brought it too, and its queue has it.
  case cameWithAnotherRestore
  /// It comes from a source that IT does not allow on this PC.
  case sourceNotAllowed

  /// What happened and what can be done.
  public var sentence: String {
    switch self {
    case .code(let code): code.sentence
    case .tookTooLong:
      "Its installation did not end in time and was stopped; it may have waited for an answer that "
        + "nobody saw. Install it by hand."
    case .foundInstalled: "It is installed."
    case .cameWithAnotherRestore: "Another restore brought it too, and it is there."
    case .sourceNotAllowed: "IT does not allow apps from its source on this PC."
    }
  }
}

extension InstallAnswer: Codable {
  private static let words: [String: InstallAnswer] = [
    "tookTooLong": .tookTooLong, "foundInstalled": .foundInstalled,
    "cameWithAnotherRestore": .cameWithAnotherRestore, "sourceNotAllowed": .sourceNotAllowed,
  ]

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    self = try Self.words[text] ?? .code(WingetCode(from: decoder))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  /// winget's code, or the word for what is no code.
  public var text: String {
    switch self {
    case .code(let code): code.description
    case .tookTooLong: "tookTooLong"
    case .foundInstalled: "foundInstalled"
    case .cameWithAnotherRestore: "cameWithAnotherRestore"
    case .sourceNotAllowed: "sourceNotAllowed"
    }
  }
}
