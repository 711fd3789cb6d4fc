import Foundation
import UserEnvironment

/// A page of a tenant's audit log, oldest first: `GET /v1/audit`.
public struct AuditPage: ListPage, Codable, Sendable, Hashable {
  public let entries: [AuditEntry]
  /// What `after` is for the next page; nil on the last. A page may be short, or empty, and have one:
  /// the entries that were looked through were others.
  public let next: String?

  public init(entries: [AuditEntry], next: String?) {
    self.entries = entries
    self.next = next
  }
}

/// Who did what. Of people there is nothing but their ids.
public struct AuditEntry: Codable, Sendable, Hashable {
  /// 1, 2, 3 and so on within the log.
  public let sequence: Int
  public let at: Date
  /// The hash that the entry after it names.
  public let hash: Digest
  /// `staff.looked`; `docs/audit.md` lists them.
  public let action: String
  public let actor: Actor
  /// The person whom it concerns.
  public let user: String?
  public let device: String?
  /// What else it concerns: a profile, a policy, a key.
  public let object: String?
  /// Why, in the actor's words.
  public let reason: String?
  public let details: [String: String]?

  public struct Actor: Codable, Sendable, Hashable {
    /// `account`, `staticToken`, `operator` or `service`.
    public let kind: String
    /// The account's id; nil for the others.
    public let id: String?
    /// The roles that the account had then.
    public let roles: [String]?

    public init(kind: String, id: String?, roles: [String]?) {
      self.kind = kind
      self.id = id
      self.roles = roles
    }
  }

  public init(
    sequence: Int, at: Date, hash: Digest, action: String, actor: Actor, user: String?,
    device: String?, object: String?, reason: String?, details: [String: String]?
  ) {
    self.sequence = sequence
    self.at = at
    self.hash = hash
    self.action = action
    self.actor = actor
    self.user = user
    self.device = device
    self.object = object
    self.reason = reason
    self.details = details
  }
}
