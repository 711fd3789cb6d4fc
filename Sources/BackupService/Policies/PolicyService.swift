import Foundation
import RestoreRules
import ServiceAPI
import Store

/// The policies of a tenant: those of its configuration, which are only shown, and those that IT keeps
/// here. Every change is a revision, stays in the history, and is in the audit log with what was there
/// before and after.
public struct PolicyService: Sendable {
  /// How many stored policies a tenant may have.
  static let mostPolicies = 500

  let store: any Store
  let tenants: Tenants
  let audit: AuditService
  let now: @Sendable () -> Date
  let cache = PolicyCache()

  private var shelf: RecordShelf<StoredPolicy> {
    RecordShelf(store: store, kind: .policy, now: now)
  }

  private var revisions: RecordShelf<StoredPolicy> {
    RecordShelf(store: store, kind: .policyRevision, now: now)
  }

  private var stamps: RecordShelf<PolicyStamp> {
    RecordShelf(store: store, kind: .policyStamp, now: now)
  }

  // MARK: For decisions

  /// All policies that count in a tenant. What another process changed counts at once: the stamp is
  /// read each time, and the documents only when it has changed.
  public func policies(of tenant: TenantID) async throws -> [Policy] {
    let configured = tenants[tenant]?.policies ?? []
    // Before the documents: what is read after it is at least as new.
    let stamp = try await stamps.document(PolicyStamp.id, of: .tenant(tenant))?.revision ?? 0
    guard stamp > 0 else { return configured }
    if let kept = cache.policies(of: tenant, under: stamp) { return configured + kept }
    let stored = try await shelf.allDocuments(of: .tenant(tenant)).compactMap(\.content.document)
    cache.keep(stored, of: tenant, under: stamp)
    return configured + stored
  }

  // MARK: For IT

  /// A page of the policies, by the bytes of their names.
  public func list(of tenant: TenantID, after: String?, limit: Int) async throws -> PolicyList {
    let configured = (tenants[tenant]?.policies ?? []).map(Self.configured)
    let stored = try await shelf.allDocuments(of: .tenant(tenant)).compactMap(\.record)
    let all = (configured + stored).sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    let rest = all.drop { record in
      after.map { !$0.utf8.lexicographicallyPrecedes(record.name.utf8) } ?? false
    }
    let page = Array(rest.prefix(limit))
    return PolicyList(policies: page, next: rest.count > limit ? page.last?.name : nil)
  }

  /// A policy, and what the store says of it when it is a stored one.
  ///
  /// - Throws: `policy.notFound`.
  func policy(
    _ name: String, of tenant: TenantID
  ) async throws -> (record: PolicyRecord, stored: Versioned<StoredPolicy>?) {
    if let policy = configuredPolicy(name, of: tenant) { return (Self.configured(policy), nil) }
    guard let stored = try await stored(name, of: tenant), let record = stored.record else {
      throw Self.notFound
    }
    return (record, stored)
  }

  /// What the store holds under a name, also when it is deleted.
  func stored(_ name: String, of tenant: TenantID) async throws -> Versioned<StoredPolicy>? {
    try await shelf.document(name, of: .tenant(tenant))
  }

  /// Makes a policy, or replaces it.
  ///
  /// - Parameter known: what the caller saw; the change is refused when it is no longer so.
  /// - Throws: `policy.configured`, `policy.tooMany`, `request.invalidField`, `document.changed`.
  func put(
    _ policy: Policy, named name: String, of tenant: TenantID,
    after known: Versioned<StoredPolicy>?,
    by actor: AuditActor
  ) async throws -> Versioned<StoredPolicy> {
    try checkIsOurs(name, of: tenant)
    try PolicyRules.check(policy, named: name)
    let isNew = known?.content.document == nil
    if isNew { try await checkCount(of: tenant) }
    return try await write(
      policy, isNew ? .created : .replaced, name, of: tenant, after: known, by: actor)
  }

  /// Removes a policy. Its history stays.
  ///
  /// - Throws: `policy.configured`, `policy.notFound`, `document.changed`.
  func delete(
    _ name: String, of tenant: TenantID, after known: Versioned<StoredPolicy>?, by actor: AuditActor
  ) async throws {
    try checkIsOurs(name, of: tenant)
    guard known?.content.document != nil else { throw Self.notFound }
    _ = try await write(nil, .deleted, name, of: tenant, after: known, by: actor)
  }

  /// Brings back what a revision said, as a new revision; also of a policy that was deleted.
  ///
  /// - Throws: `policy.configured`, `policy.revisionNotFound`, `policy.tooMany`, `document.changed`.
  func rollBack(
    _ name: String, to revision: Int, of tenant: TenantID, after known: Versioned<StoredPolicy>?,
    by actor: AuditActor
  ) async throws -> Versioned<StoredPolicy> {
    try checkIsOurs(name, of: tenant)
    let earlier = try await revisions.document(
      PolicyRevisionID.of(name, revision), of: .tenant(tenant))
    guard let policy = earlier?.content.document else {
      throw ServiceProblem(
        .policyRevisionNotFound,
        "The policy has no revision \(revision) with a content to come back to; its history lists them."
      )
    }
    if known?.content.document == nil { try await checkCount(of: tenant) }
    return try await write(policy, .rolledBack, name, of: tenant, after: known, by: actor)
  }

  /// The changes of a policy, oldest first.
  ///
  /// - Throws: `policy.notFound` when there never was one of this name.
  public func history(
    of name: String, of tenant: TenantID, after: String?, limit: Int
  ) async throws -> PolicyHistory {
    let found = try await revisions.documents(
      of: .tenant(tenant), labelled: RecordLabel("policy", name), after: after, limit: limit + 1)
    guard !found.isEmpty || after != nil else { throw Self.notFound }
    let page = found.prefix(limit)
    return PolicyHistory(
      revisions: page.map(\.asRevision), next: found.count > limit ? page.last?.id : nil)
  }

  /// The policies as they would be after a change.
  ///
  /// - Throws: `policy.configured`, `policy.notFound`, `request.invalidField`.
  func policies(of tenant: TenantID, after change: PolicyChange) async throws -> [Policy] {
    try checkIsOurs(change.name, of: tenant)
    var policies = try await policies(of: tenant)
    let index = policies.firstIndex { $0.name.utf8.elementsEqual(change.name.utf8) }
    if let index { policies.remove(at: index) }
    guard let document = change.document else {
      guard index != nil else { throw Self.notFound }
      return policies
    }
    try PolicyRules.check(document, named: change.name)
    return policies + [document]
  }

  // MARK: Writing

  private func write(
    _ document: Policy?, _ change: PolicyRevision.Change, _ name: String, of tenant: TenantID,
    after known: Versioned<StoredPolicy>?, by actor: AuditActor
  ) async throws -> Versioned<StoredPolicy> {
    let owner = RecordOwner.tenant(tenant)
    let content = StoredPolicy(document: document, change: change, by: actor)
    let revision = (known?.revision ?? 0) + 1
    var details = try PolicyDifference.of(known?.content.document, document)
    details["revision"] = "\(known.map { "\($0.revision)" } ?? "-") -> \(revision)"
    let event = AuditEvent(change.audited, by: actor, object: name, details: details)
    let stored = try await store.apply(
      [
        shelf.putting(
          content, id: name, of: owner, if: known.map { .revision($0.revision) } ?? .absent),
        revisions.putting(
          content, id: PolicyRevisionID.of(name, revision), of: owner,
          labels: [RecordLabel("policy", name)], if: .absent),
        stamps.putting(PolicyStamp(), id: PolicyStamp.id, of: owner),
      ], at: now(), logging: audit.entry(event, in: tenant))
    return Versioned(
      id: name, owner: owner, revision: revision, changedAt: stored.first?.changedAt ?? now(),
      content: content)
  }

  private func configuredPolicy(_ name: String, of tenant: TenantID) -> Policy? {
    tenants[tenant]?.policies.first { $0.name.utf8.elementsEqual(name.utf8) }
  }

  private func checkIsOurs(_ name: String, of tenant: TenantID) throws(ServiceProblem) {
    guard configuredPolicy(name, of: tenant) != nil else { return }
    throw ServiceProblem(
      .policyConfigured,
      "A policy of this name stands in the service's configuration, and is changed there alone.")
  }

  private func checkCount(of tenant: TenantID) async throws {
    let count = try await shelf.allDocuments(of: .tenant(tenant))
      .count { $0.content.document != nil }
    guard count < Self.mostPolicies else {
      throw ServiceProblem(
        .policyTooMany,
        "There are \(Self.mostPolicies) stored policies, as many as a tenant may have. Remove one that is not needed."
      )
    }
  }

  private static let notFound = ServiceProblem(
    .policyNotFound, "There is no policy of this name.")

  private static func configured(_ policy: Policy) -> PolicyRecord {
    PolicyRecord(
      name: policy.name, source: .configured, revision: nil, changedAt: nil, document: policy)
  }
}
