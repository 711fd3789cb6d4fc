import Foundation

extension Facts {
  /// The person who signs in.
  public struct User: Sendable, Equatable {
    public enum Account: String, Codable, Sendable, Hashable, CaseIterable {
      /// An account of this tenant.
      case work
      case microsoftAccount, local
    }

    public var account: Account
    /// Whether the account is in use: false when the organization's directory has deactivated or
    /// removed it.
    public var active: Bool
    /// The groups of the tenant that the person is in.
    public var groups: [String]
    /// Whether `groups` names all of them. An identity provider leaves groups out of a sign-in when
    /// they are very many; that is not the same as being in none.
    public var groupsKnown: Bool
    /// Whether this sign-in is the person's first on the device since its enrollment.
    public var firstSignInSinceEnrollment: Bool

    public init(
      account: Account = .work, active: Bool = true, groups: [String] = [],
      groupsKnown: Bool = true, firstSignInSinceEnrollment: Bool = true
    ) {
      self.account = account
      self.active = active
      self.groups = groups
      self.groupsKnown = groupsKnown
      self.firstSignInSinceEnrollment = firstSignInSinceEnrollment
    }
  }

  /// What the person has backed up from one device.
  public struct Profile: Sendable, Equatable {
    public var id: String
    /// The name of the device that it was taken from.
    public var device: String
    public var lastBackupAt: Date
    /// Whether it holds a snapshot that can be restored.
    public var restorable: Bool

    public init(id: String, device: String, lastBackupAt: Date, restorable: Bool = true) {
      self.id = id
      self.device = device
      self.lastBackupAt = lastBackupAt
      self.restorable = restorable
    }
  }
}

// MARK: - JSON

extension Facts.User.Account: FactsValue {}

extension Facts.User: Codable, FactsValue {
  static var allowed: String { "an object in { } that describes the person" }

  private enum Key: String, CodingKey, CaseIterable {
    case account, active, groups, groupsKnown, firstSignInSinceEnrollment
  }

  public init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    self.init(
      account: try object.optional(.account) ?? .work,
      active: try object.optional(.active) ?? true,
      groups: try object.optional(.groups) ?? [],
      groupsKnown: try object.optional(.groupsKnown) ?? true,
      firstSignInSinceEnrollment: try object.optional(.firstSignInSinceEnrollment) ?? true)
  }
}

extension Facts.Profile: Codable, FactsValue {
  static var allowed: String { "an object in { } with id, device, lastBackupAt and restorable" }

  private enum Key: String, CodingKey, CaseIterable {
    case id, device, lastBackupAt, restorable
  }

  public init(from decoder: any Decoder) throws {
    let object = try FactsObject(decoder, keys: Key.self)
    self.init(
      id: try object.required(.id),
      device: try object.required(.device),
      lastBackupAt: try object.required(.lastBackupAt),
      restorable: try object.optional(.restorable) ?? true)
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(id, forKey: .id)
    try object.encode(device, forKey: .device)
    try object.encode(Timestamp.text(lastBackupAt), forKey: .lastBackupAt)
    try object.encode(restorable, forKey: .restorable)
  }
}
