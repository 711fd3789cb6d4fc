import Foundation
import Store
import Vault

/// The services of the noun, put together once: what the routes and the console speak to.
public struct Services: Sendable {
  public let store: any Store
  public let tenants: Tenants
  public let snapshots: SnapshotService
  public let profiles: ProfileService
  public let signIns: SignInService
  public let offers: OfferService
  public let people: PeopleService
  public let audit: AuditService
  public let policies: PolicyService
  public let effectivePolicies: EffectivePolicyService
  public let policyPreview: PolicyPreviewService
  public let retention: RetentionService
  /// The service's clock.
  public let now: @Sendable () -> Date

  /// - Parameters:
  ///   - answerTimeout: how long an offer waits for its answer, in seconds.
  ///   - now: the clock by which everything is dated.
  public init(
    store: any Store, vault: Vault, tenants: Tenants, answerTimeout: TimeInterval = 30 * 60,
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    let components = ComponentVault(store: store, vault: vault)
    self.store = store
    self.tenants = tenants
    self.now = now
    let audit = AuditService(store: store, now: now)
    self.audit = audit
    policies = PolicyService(store: store, tenants: tenants, audit: audit, now: now)
    effectivePolicies = EffectivePolicyService(
      store: store, tenants: tenants, policies: policies, groups: GroupsOfPerson(tenants: tenants),
      answerTimeout: answerTimeout, now: now)
    retention = RetentionService(
      store: store, tenants: tenants, policies: effectivePolicies, audit: audit, now: now)
    snapshots = SnapshotService(
      store: store, components: components, policies: effectivePolicies, retention: retention,
      now: now)
    profiles = ProfileService(store: store, components: components)
    signIns = SignInService(
      store: store, policies: effectivePolicies, missedOffers: MissedOffers(store: store),
      now: now)
    policyPreview = PolicyPreviewService(
      store: store, policies: policies, standings: effectivePolicies, signIns: signIns, now: now)
    offers = OfferService(store: store, now: now)
    people = PeopleService(store: store, signIns: signIns)
  }
}
