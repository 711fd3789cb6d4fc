/// Why a PC could not be read or written. Equality is on the code alone.
public struct DeviceError: Error, Sendable, Equatable, CustomStringConvertible {
  public let code: Code
  /// What went wrong and what can be done, in a sentence.
  public let message: String
  public let cause: String?

  public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause.map { String(describing: $0) }
  }

  public var description: String { message }

  public static func == (left: DeviceError, right: DeviceError) -> Bool { left.code == right.code }

  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String {
      case notWindows, unknownUser, ambiguousUser, unreadable, readOnly, full, outsideVolume
      case toolFailed, toolMissing, incomplete, damaged, busy, tooLarge, invalidPolicy
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// As it is shown: `device.notWindows`.
    public var description: String { "device." + value.rawValue }

    /// The folder does not hold a Windows installation.
    public static let notWindows = Code(.notWindows)
    public static let unknownUser = Code(.unknownUser)
    /// Several accounts go by that name.
    public static let ambiguousUser = Code(.ambiguousUser)
    /// A file or hive is there but cannot be read.
    public static let unreadable = Code(.unreadable)
    public static let readOnly = Code(.readOnly)
    /// No space is left.
    public static let full = Code(.full)
    /// A path leads out of the volume, through a link.
    public static let outsideVolume = Code(.outsideVolume)
    /// One of Windows' own tools is missing or failed.
    public static let toolFailed = Code(.toolFailed)
    /// A program that is to be run is not there.
    public static let toolMissing = Code(.toolMissing)
    /// Something that every Windows installation has is missing.
    public static let incomplete = Code(.incomplete)
    /// A hive is damaged; writing it would lose for good what cannot be read now.
    public static let damaged = Code(.damaged)
    /// Another restore is at work for the same person.
    public static let busy = Code(.busy)
    /// A file is larger than any of its kind.
    public static let tooLarge = Code(.tooLarge)
    /// The PC's capture policy cannot be understood.
    public static let invalidPolicy = Code(.invalidPolicy)
  }
}

extension Sequence<Account> {
  /// The account of this name, SID or subject, without regard to case.
  ///
  /// - Throws: ``DeviceError`` with `device.unknownUser`, which names the accounts that there are.
  public func account(named name: String) throws(DeviceError) -> Account {
    let wanted = name.lowercased()
    let found = filter {
      [$0.name, $0.sid, $0.subject].contains { $0.lowercased() == wanted }
    }
    guard let account = found.first else {
      let names = map(\.name).sorted().joined(separator: ", ")
      throw DeviceError(
        .unknownUser,
        "There is no user \(name) on this PC. "
          + (names.isEmpty ? "It has no user profiles." : "Its users are: \(names)."))
    }
    guard found.count == 1 else {
      let sids = found.map(\.sid).joined(separator: ", ")
      throw DeviceError(
        .ambiguousUser, "Several accounts are called \(name). Name one by its SID: \(sids).")
    }
    return account
  }
}
