import Foundation

/// What became of the apps that a person's restores on a PC brought.
public struct InstallReport: Sendable, Codable, Hashable {
  /// In the order in which they are installed.
  public let apps: [App]
  /// The pins that still wait for their apps, in their order.
  public let waitingPins: [PinResult]

  public struct App: Sendable, Codable, Hashable {
    /// The restore that brought it.
    public let restore: String
    public let name: String
    public let source: String
    public let packageID: String
    public let state: State
    /// How often its installation was begun.
    public let attempts: Int
    /// winget's last code, such as `0x8A150014`, or a word for what is no code; nil before an attempt
    /// has ended.
    public let code: String?
    /// What happened and what can be done.
    public let message: String?
    /// Whether a restart of the PC is wanted: to complete the app, or before it can be installed.
    public let needsRestart: Bool
    /// When the state changed last.
    public let changedAt: Date?

    /// Which app of which restore it is.
    public struct Place: Sendable, Hashable {
      let restore: String
      let source: String
      let packageID: String
    }

    public var place: Place { Place(restore: restore, source: source, packageID: packageID) }
  }

  public enum State: String, Sendable, Codable, Hashable, CaseIterable {
    /// Not begun, or to be tried again.
    case waiting
    /// Begun; looked at again when it was interrupted.
    case installing
    case installed
    case alreadyThere
    case notAvailable
    case blockedByPolicy
    case failed
    /// Not installed, since its restore was undone.
    case dropped

    init(_ state: InstallQueue.Entry.State, isRestoreUndone: Bool) {
      switch state {
      case .waiting: self = isRestoreUndone ? .dropped : .waiting
      case .installing: self = isRestoreUndone ? .dropped : .installing
      case .installed: self = .installed
      case .alreadyThere: self = .alreadyThere
      case .notAvailable: self = .notAvailable
      case .blockedByPolicy: self = .blockedByPolicy
      case .failed: self = .failed
      }
    }
  }

  /// How many apps are in one of these states.
  public func count(_ states: State...) -> Int { apps.count { states.contains($0.state) } }

  init(_ stored: [InstallQueueFolder.Stored], waitingPins: [PinResult]) {
    self.waitingPins = waitingPins
    apps = stored.flatMap { stored in
      stored.queue.apps.map { entry in
        App(entry, restore: stored.queue.restore, isRestoreUndone: !stored.restore.isInForce)
      }
    }
  }

  private init(apps: [App], waitingPins: [PinResult]) {
    self.apps = apps
    self.waitingPins = waitingPins
  }

  /// Each app once, as the newest restore that brought it left it: restoring again after an undo
  /// brings the same apps again.
  public var newest: InstallReport {
    var restores: [[String]: String] = [:]
    for app in apps {
      restores[app.package] = max(restores[app.package] ?? "", app.restore)
    }
    return InstallReport(
      apps: apps.filter { restores[$0.package] == $0.restore }, waitingPins: waitingPins)
  }
}

extension InstallReport.App {
  /// What it is to the package manager.
  fileprivate var package: [String] { [source, packageID] }

  init(_ entry: InstallQueue.Entry, restore: String, isRestoreUndone: Bool = false) {
    self.init(
      restore: restore, name: entry.app.name, source: entry.app.source,
      packageID: entry.app.packageID,
      state: InstallReport.State(entry.state, isRestoreUndone: isRestoreUndone),
      attempts: entry.attempts, code: entry.answer?.text, message: entry.answer?.sentence,
      needsRestart: entry.answer?.wantsRestart ?? false, changedAt: entry.changedAt)
  }
}

extension InstallAnswer {
  fileprivate var wantsRestart: Bool {
    guard case .code(let code) = self else { return false }
    return [.installedUntilRestart, .restartFirst].contains(code.consequence)
  }
}

/// Something that happened while the apps are installed.
public struct InstallEvent: Sendable, Codable, Hashable {
  public let event: Kind
  /// Nil for pins of apps that an earlier visit installed.
  public let app: InstallReport.App?
  /// How many of the visit's apps are done with.
  public let done: Int
  /// How many apps the visit began with.
  public let total: Int
  /// In how many seconds the app is tried again.
  public let retryAfter: Int?
  /// The pins that were placed, as they were read back; nil for events of apps.
  public let pins: [PinResult]?
  /// Why the pins are placed later; nil when they are not.
  public let message: String?

  public enum Kind: String, Sendable, Codable, Hashable, CaseIterable {
    /// Its installation begins.
    case begun
    /// There is nothing more to do for it.
    case ended
    /// It is tried again in this visit.
    case retry
    /// It is tried again at the next visit.
    case later
    /// The pins that waited for it are placed.
    case pinned
    /// The pins could not be placed now. It is tried again after the next app, and at the next visit.
    case pinsLater
  }
}

/// What came of placing the pins of apps that have arrived.
enum PinsOutcome: Sendable {
  case placed([PinResult])
  /// They could not be placed now; with the reason, in sentences.
  case later(String)
}
