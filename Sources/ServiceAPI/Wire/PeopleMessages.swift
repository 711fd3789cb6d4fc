import Foundation
import RestoreRules

/// People of a tenant: `GET /v1/users`.
public struct PeopleList: Codable, Sendable, Hashable {
  public let people: [PersonSummaryMessage]
  /// Where the next page begins (`after`); nil on the last.
  public let next: String?
  /// On the first page of those without a (fresh) backup: the accounts of the directory that cannot be
  /// in it; nil where there are none.
  public let unnamedAccounts: UnnamedAccounts?

  public init(
    people: [PersonSummaryMessage], next: String?, unnamedAccounts: UnnamedAccounts? = nil
  ) {
    self.people = people
    self.next = next
    self.unnamedAccounts = unnamedAccounts
  }
}

/// Accounts of the directory that are in use and name no person, for want of what ties them to one.
public struct UnnamedAccounts: Codable, Sendable, Hashable {
  /// How many there are; at least 1.
  public let count: Int
  /// The attribute that people are known by in the tenant: `externalId` or `userName`.
  public let attribute: String

  public init(count: Int, attribute: String) {
    self.count = count
    self.attribute = attribute
  }
}

/// A person in a list: that there is a backup, and what became of the offers.
public struct PersonSummaryMessage: Codable, Sendable, Hashable {
  public let user: String
  /// What people call them, where a directory tells.
  public let name: String?
  /// Whether their account is in use; nil where no directory knows them.
  public let isActive: Bool?
  public let profileCount: Int
  /// Nil where there is no backup.
  public let lastBackupAt: Date?
  public let lastOffer: OfferRecord?

  public init(
    user: String, name: String?, isActive: Bool?, profileCount: Int, lastBackupAt: Date?,
    lastOffer: OfferRecord?
  ) {
    self.user = user
    self.name = name
    self.isActive = isActive
    self.profileCount = profileCount
    self.lastBackupAt = lastBackupAt
    self.lastOffer = lastOffer
  }
}

/// Which people a list has.
public enum BackupFilter: String, Codable, Sendable, Hashable, CaseIterable {
  /// Everybody.
  case any
  /// Who has no backup.
  case none
  /// Who has none, or none since a time (`since`).
  case stale
}

/// Everything that the help desk may know of one person: `GET /v1/users/{user}`.
public struct PersonDetails: Codable, Sendable, Equatable {
  /// What people call them, where a directory tells.
  public let name: String?
  /// Whether their account is in use; nil where no directory knows them.
  public let isActive: Bool?
  /// The most recently backed up first; at most 100, as of offers and orders. Profiles, offers and
  /// decisions have lists of their own, which have them all.
  public let profiles: [PersonsProfileMessage]
  /// The newest first.
  public let offers: [OfferRecord]
  /// The newest 20 decisions, the newest first.
  public let decisions: [KeptDecisionSummary]
  /// The newest first.
  public let backupOrders: [BackupOrderMessage]

  public init(
    name: String?, isActive: Bool?, profiles: [PersonsProfileMessage], offers: [OfferRecord],
    decisions: [KeptDecisionSummary], backupOrders: [BackupOrderMessage]
  ) {
    self.name = name
    self.isActive = isActive
    self.profiles = profiles
    self.offers = offers
    self.decisions = decisions
    self.backupOrders = backupOrders
  }
}

/// A profile with whose and of which PC it is.
public struct PersonsProfileMessage: Codable, Sendable, Hashable {
  public let user: String
  /// The PC's id, over all its enrollments.
  public let device: String
  public let profile: ProfileSummary

  public init(user: String, device: String, profile: ProfileSummary) {
    self.user = user
    self.device = device
    self.profile = profile
  }
}

/// Profiles of a tenant: `GET /v1/profiles`.
public struct FoundProfiles: Codable, Sendable, Hashable {
  public let profiles: [PersonsProfileMessage]
  /// Where the next page begins (`after`); nil on the last.
  public let next: String?

  public init(profiles: [PersonsProfileMessage], next: String?) {
    self.profiles = profiles
    self.next = next
  }
}

/// PCs of a tenant of which anything is known: `GET /v1/known-devices`.
public struct FoundDevices: Codable, Sendable, Hashable {
  /// Ordered by the bytes of their ids.
  public let devices: [FoundDevice]
  /// Where the next page begins (`after`); nil on the last.
  public let next: String?

  public init(devices: [FoundDevice], next: String?) {
    self.devices = devices
    self.next = next
  }
}

/// A PC by all that is known of it.
public struct FoundDevice: Codable, Sendable, Hashable {
  /// Its id, over all its enrollments.
  public let device: String
  /// How it is enrolled; nil where it never was.
  public let enrolled: DeviceRecord?
  /// The newest backups from it, the newest first; 20 at most.
  public let profiles: [PersonsProfileMessage]

  public init(device: String, enrolled: DeviceRecord?, profiles: [PersonsProfileMessage]) {
    self.device = device
    self.enrolled = enrolled
    self.profiles = profiles
  }

  /// What it is called: as it enrolled, else as it last backed up; nil where neither was.
  public var name: String? { enrolled?.name ?? profiles.first?.profile.source.name }
}

/// The people of a PC: `GET /v1/devices/{device}/people`.
public struct DevicePeople: ListPage, Codable, Sendable, Hashable {
  public let device: String
  /// Ordered by the bytes of their ids.
  public let people: [Person]
  /// Where the next page begins (`after`); nil on the last.
  public let next: String?

  public struct Person: Codable, Sendable, Hashable {
    public let user: String
    /// What they have backed up from it.
    public let profile: ProfileSummary?
    /// What was decided at their last sign-in on it.
    public let lastDecision: KeptDecisionSummary?

    public init(user: String, profile: ProfileSummary?, lastDecision: KeptDecisionSummary?) {
      self.user = user
      self.profile = profile
      self.lastDecision = lastDecision
    }
  }

  public init(device: String, people: [Person], next: String? = nil) {
    self.device = device
    self.people = people
    self.next = next
  }
}
