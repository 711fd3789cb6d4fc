import Foundation

/// Asks a device for a backup: `POST /v1/users/{user}/devices/{device}/backup-orders`.
public struct BackupRequest: Codable, Sendable, Hashable {
  /// Why, in words for the audit log.
  public let reason: String

  public init(reason: String) {
    self.reason = reason
  }
}

/// An order to back up, and what became of it.
public struct BackupOrderMessage: Codable, Sendable, Hashable {
  /// Where an order stands.
  public enum State: String, Codable, Sendable, Hashable, CaseIterable {
    /// The device has not been in contact since.
    case open
    /// The device has it, and has not said how it ended.
    case taken
    /// The device was in contact, and something about it forbade a backup then (``hindrance``). It
    /// tries again at its next contact.
    case putOff
    case done, failed
    /// The device was not in contact in time, or could not until the end. It does not carry the order
    /// out any more.
    case expired

    /// Whether the device is to carry it out: also when it put it off, or took it before and never said
    /// how it ended.
    public var isWaiting: Bool { [.open, .taken, .putOff].contains(self) }
  }

  public let id: String
  public let user: String
  public let device: String
  public let reason: String
  /// Who asked for it; nil where a static token did.
  public let requestedBy: String?
  public let requestedAt: Date
  /// Until when the device may take it.
  public let openUntil: Date
  public let state: State
  public let takenAt: Date?
  public let endedAt: Date?
  /// Why it was last put off; nil when it never was.
  public let hindrance: Hindrance?
  /// The snapshot, when it was done.
  public let receipt: Receipt?
  /// Why it failed.
  public let failure: Failure?

  /// What forbade a backup when the device was in contact.
  public struct Hindrance: Codable, Sendable, Hashable {
    /// When the device told of it.
    public let at: Date
    /// A stable dotted code: `backup.notNow`.
    public let code: String
    /// The sentence that the agent printed.
    public let message: String

    public init(at: Date, code: String, message: String) {
      self.at = at
      self.code = code
      self.message = message
    }
  }

  /// What went wrong on the device.
  public struct Failure: Codable, Sendable, Hashable {
    /// A stable dotted code: `device.unknownUser`.
    public let code: String
    /// The sentence that the agent printed.
    public let message: String

    public init(code: String, message: String) {
      self.code = code
      self.message = message
    }
  }

  public init(
    id: String, user: String, device: String, reason: String, requestedBy: String?,
    requestedAt: Date, openUntil: Date, state: State, takenAt: Date?, endedAt: Date?,
    hindrance: Hindrance?, receipt: Receipt?, failure: Failure?
  ) {
    self.id = id
    self.user = user
    self.device = device
    self.reason = reason
    self.requestedBy = requestedBy
    self.requestedAt = requestedAt
    self.openUntil = openUntil
    self.state = state
    self.takenAt = takenAt
    self.endedAt = endedAt
    self.hindrance = hindrance
    self.receipt = receipt
    self.failure = failure
  }
}

/// `GET /v1/users/{user}/devices/{device}/backup-orders`, `GET /v1/backup-orders`.
public struct BackupOrders: Codable, Sendable, Hashable {
  public let orders: [BackupOrderMessage]
  /// Where the next page begins (`after`); nil on the last.
  public let next: String?

  public init(orders: [BackupOrderMessage], next: String? = nil) {
    self.orders = orders
    self.next = next
  }
}

/// What a device says of an order: `POST /v1/users/{user}/backup-orders/{order}/report`.
public struct BackupOrderReport: Codable, Sendable, Hashable {
  public enum State: String, Codable, Sendable, Hashable, CaseIterable {
    case taken, putOff, done, failed
  }

  public let state: State
  /// There exactly when it is done.
  public let receipt: Receipt?
  /// There exactly when it failed, or was put off: why.
  public let failure: BackupOrderMessage.Failure?

  private init(
    _ state: State, receipt: Receipt? = nil, failure: BackupOrderMessage.Failure? = nil
  ) {
    self.state = state
    self.receipt = receipt
    self.failure = failure
  }

  public static let taken = BackupOrderReport(.taken)
  /// Something about the device forbids a backup now; it tries again at its next contact.
  public static func putOff(_ reason: BackupOrderMessage.Failure) -> Self {
    Self(.putOff, failure: reason)
  }
  public static func done(_ receipt: Receipt) -> Self { Self(.done, receipt: receipt) }
  public static func failed(_ failure: BackupOrderMessage.Failure) -> Self {
    Self(.failed, failure: failure)
  }
}
