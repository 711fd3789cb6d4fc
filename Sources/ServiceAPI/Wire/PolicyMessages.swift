import Foundation
import RestoreRules

/// A policy of the tenant: `GET /v1/policies/{policy}`.
public struct PolicyRecord: Codable, Sendable, Hashable {
  public enum Source: String, Codable, Sendable, Hashable {
    /// In the service's configuration: shown, and changed there alone.
    case configured
    /// Kept by the service.
    case stored
  }

  public let name: String
  public let source: Source
  /// The number of the last change; nil for a configured policy.
  public let revision: Int?
  public let changedAt: Date?
  public let document: Policy

  public init(
    name: String, source: Source, revision: Int?, changedAt: Date?, document: Policy
  ) {
    self.name = name
    self.source = source
    self.revision = revision
    self.changedAt = changedAt
    self.document = document
  }
}

/// A page of the tenant's policies, by the bytes of their names: `GET /v1/policies`.
public struct PolicyList: ListPage, Codable, Sendable, Hashable {
  public let policies: [PolicyRecord]
  /// Where the next page begins; nil on the last.
  public let next: String?

  public init(policies: [PolicyRecord], next: String?) {
    self.policies = policies
    self.next = next
  }
}

/// One change of a policy, as it stood afterwards.
public struct PolicyRevision: Codable, Sendable, Hashable {
  public enum Change: String, Codable, Sendable, Hashable, CaseIterable {
    case created, replaced, rolledBack, deleted
  }

  public let revision: Int
  public let change: Change
  public let changedAt: Date
  /// The subject of the account that made it; nil for a token that is nobody's.
  public let changedBy: String?
  /// Nil where it was deleted.
  public let document: Policy?

  public init(
    revision: Int, change: Change, changedAt: Date, changedBy: String?, document: Policy?
  ) {
    self.revision = revision
    self.change = change
    self.changedAt = changedAt
    self.changedBy = changedBy
    self.document = document
  }
}

/// A page of the changes of a policy, oldest first: `GET /v1/policies/{policy}/history`.
public struct PolicyHistory: ListPage, Codable, Sendable, Hashable {
  public let revisions: [PolicyRevision]
  /// Where the next page begins; nil on the last.
  public let next: String?

  public init(revisions: [PolicyRevision], next: String?) {
    self.revisions = revisions
    self.next = next
  }
}

/// Which revision's content comes back: `POST /v1/policies/{policy}/rollback`.
public struct PolicyRollback: Codable, Sendable, Hashable {
  public let revision: Int

  public init(revision: Int) {
    self.revision = revision
  }
}

/// A change that is not made: `POST /v1/policy-preview`.
public struct PolicyChange: Codable, Sendable, Hashable {
  /// The policy that would be made, replaced or removed.
  public let name: String
  /// What it would say; nil where it would be removed.
  public let document: Policy?

  public init(name: String, document: Policy?) {
    self.name = name
    self.document = document
  }
}

/// What a change would do to a page of the tenant's people: each decided at the moment of their last
/// sign-in, as it is and as it would be.
public struct PolicyPreview: Codable, Sendable, Hashable {
  public struct Count: Codable, Sendable, Hashable {
    public var gain: Int
    public var lose: Int

    public init(gain: Int = 0, lose: Int = 0) {
      self.gain = gain
      self.lose = lose
    }
  }

  public enum Effect: String, Codable, Sendable, Hashable {
    case gains, loses
  }

  /// Somebody for whom something changes.
  public struct Person: Codable, Sendable, Hashable {
    public let user: String
    public let device: String
    public let moment: Moment
    /// Whether they gain or lose an offer; nil where that stays.
    public let offer: Effect?
    /// Whether they gain or lose backups; nil where that stays.
    public let backup: Effect?
    /// The reasons as they would be.
    public let reasons: [String]

    public init(
      user: String, device: String, moment: Moment, offer: Effect?, backup: Effect?,
      reasons: [String]
    ) {
      self.user = user
      self.device = device
      self.moment = moment
      self.offer = offer
      self.backup = backup
      self.reasons = reasons
    }
  }

  /// How many people were looked at.
  public let people: Int
  public let offers: Count
  public let backups: Count
  public let changes: [Person]
  /// Where the next page begins; nil on the last.
  public let next: String?

  public init(
    people: Int, offers: Count, backups: Count, changes: [Person], next: String?
  ) {
    self.people = people
    self.offers = offers
    self.backups = backups
    self.changes = changes
    self.next = next
  }
}

/// What the policies come to for a person on a device:
/// `GET /v1/users/{user}/devices/{device}/policy`.
public struct EffectivePolicyAnswer: Codable, Sendable, Hashable {
  /// When the device backed up, and when it is to do so again, by the service's clock.
  public struct Schedule: Codable, Sendable, Hashable {
    /// Nil when it never did.
    public let lastAt: Date?
    /// Nil when it never did; then it is due.
    public let dueAt: Date?
    public let isDue: Bool

    public init(lastAt: Date?, dueAt: Date?, isDue: Bool) {
      self.lastAt = lastAt
      self.dueAt = dueAt
      self.isDue = isDue
    }
  }

  public let user: String
  public let device: String
  /// The groups that counted, sorted.
  public let groups: [String]
  /// Whether these are all.
  public let groupsKnown: Bool
  /// Every key, in the order of the document.
  public let keys: [EffectivePolicy.Entry]
  public let backup: Schedule

  public init(
    user: String, device: String, groups: [String], groupsKnown: Bool,
    keys: [EffectivePolicy.Entry], backup: Schedule
  ) {
    self.user = user
    self.device = device
    self.groups = groups
    self.groupsKnown = groupsKnown
    self.keys = keys
    self.backup = backup
  }
}
