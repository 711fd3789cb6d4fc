import Foundation
import RestoreRules
import Store

extension AuditAction {
  static let versionsDropped = AuditAction(rawValue: "profile.versionsDropped")
}

/// Drops the versions of profiles that their people's policies do not keep: after each backup, and in a
/// round over all profiles.
public struct RetentionService: Sendable {
  let store: any Store
  let tenants: Tenants
  let policies: EffectivePolicyService
  let audit: AuditService
  let now: @Sendable () -> Date

  private static let pageSize = 200
  /// Somebody else deleted them, or all others, at this moment.
  private static let overtaken: Set<StoreError.Code> = [.notFound, .onlyVersion]

  /// Drops what a profile does not keep, and returns how many versions that were.
  @discardableResult
  func apply(
    _ policy: EffectivePolicy, to profile: ProfileID, of person: PersonID
  ) async throws -> Int {
    let rule = RetentionRule(policy)
    guard !rule.dropsNothing else { return 0 }
    let versions = try await store.snapshots(of: profile, of: person).map {
      RetentionRule.Version(number: $0.version, storedAt: $0.storedAt)
    }
    let surplus = rule.versionsToDrop(of: versions, at: now())
    guard !surplus.isEmpty else { return 0 }
    let entry = audit.entry(
      AuditEvent(
        .versionsDropped, by: .service, user: person.subject, object: profile.rawValue,
        details: ["count": "\(surplus.count)", "to": "\(surplus.last ?? 0)"]),
      in: person.tenant)
    do {
      return try await store.delete(
        Set(surplus), of: profile, of: person, logging: entry
      ).versionCount
    } catch {
      guard Self.overtaken.contains(error.code) else { throw error }
      return 0
    }
  }

  /// Goes through all profiles of all tenants, a page at a time, and returns how many versions went.
  @discardableResult
  public func round() async throws -> Int {
    var dropped = 0
    for tenant in tenants.all {
      let names = try await policies.policies.policies(of: tenant.id)
        .contains { $0.retention != Policy.Retention() }
      if names { dropped += try await round(through: tenant.id) }
    }
    return dropped
  }

  private func round(through tenant: TenantID) async throws -> Int {
    var dropped = 0
    var after: String?
    while true {
      let page = try await store.people(of: tenant, after: after, limit: Self.pageSize)
      for summary in page where summary.profileCount > 0 {
        try Task.checkCancellation()
        let person = PersonID(tenant: tenant, subject: summary.subject)
        for profile in try await store.profiles(of: person) {
          let stated = try await policies.membership(of: person, on: profile.device)
          let policy = try await policies.effective(
            for: person, on: profile.device, stated: stated)
          dropped += try await apply(policy, to: profile.id, of: person)
        }
      }
      guard page.count == Self.pageSize, let last = page.last?.subject else { return dropped }
      after = last
    }
  }
}
