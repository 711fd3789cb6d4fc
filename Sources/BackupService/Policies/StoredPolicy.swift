import Foundation
import RestoreRules
import ServiceAPI
import Store
import UserEnvironment

/// A stored policy after one of its changes. One that was deleted stays as a record without a
/// document, so that its revisions go on when it is made again.
struct StoredPolicy: Codable, Sendable {
  let document: Policy?
  let change: PolicyRevision.Change
  let by: AuditActor
}

/// A record that is written with every change of a tenant's policies: its revision says whether what a
/// process has in memory is still so.
struct PolicyStamp: Codable, Sendable {
  static let id = "policies"
}

extension RecordKind {
  static let policy = RecordKind(rawValue: "policy")
  static let policyRevision = RecordKind(rawValue: "policyRevision")
  static let policyStamp = RecordKind(rawValue: "policyStamp")
}

extension AuditAction {
  static let policyCreated = AuditAction(rawValue: "policy.created")
  static let policyReplaced = AuditAction(rawValue: "policy.replaced")
  static let policyRolledBack = AuditAction(rawValue: "policy.rolledBack")
  static let policyDeleted = AuditAction(rawValue: "policy.deleted")
}

extension PolicyRevision.Change {
  var audited: AuditAction {
    switch self {
    case .created: .policyCreated
    case .replaced: .policyReplaced
    case .rolledBack: .policyRolledBack
    case .deleted: .policyDeleted
    }
  }
}

extension Versioned<StoredPolicy> {
  /// As IT sees the policy; nil where it is deleted.
  var record: PolicyRecord? {
    content.document.map {
      PolicyRecord(
        name: $0.name, source: .stored, revision: revision, changedAt: changedAt, document: $0)
    }
  }

  /// A record of the history as IT sees it. The number stands in the id: the record itself is written
  /// once.
  var asRevision: PolicyRevision {
    PolicyRevision(
      revision: PolicyRevisionID.revision(of: id) ?? revision, change: content.change,
      changedAt: changedAt, changedBy: content.by.id, document: content.document)
  }
}

/// The ids of a policy's revisions, in the order of their numbers.
enum PolicyRevisionID {
  static func of(_ name: String, _ revision: Int) -> String {
    "\(prefix(of: name))\(padded(revision))"
  }

  static func revision(of id: String) -> Int? {
    id.split(separator: "-").last.flatMap { Int($0) }
  }

  /// A name may be as long as an id, so its digest stands for it.
  private static func prefix(of name: String) -> String {
    Digest(of: Data(name.utf8)).description.suffix(32) + "-"
  }

  private static func padded(_ revision: Int) -> String {
    let digits = String(revision)
    return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
  }
}
