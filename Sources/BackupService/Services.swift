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
  public let decisions: DecisionService
  public let rearms: RearmService
  public let backupOrders: BackupOrderService
  public let housekeeping: Housekeeping
  public let audit: AuditService
  /// The service's clock.
  public let now: @Sendable () -> Date

  /// - Parameters:
  ///   - answerTimeout: how long an offer waits for its answer, in seconds.
  ///   - decisionKeepingTime: how long the decisions of past sign-ins are kept, in seconds.
  ///   - now: the clock by which everything is dated.
  public init(
    store: any Store, vault: Vault, tenants: Tenants, answerTimeout: TimeInterval = 30 * 60,
    decisionKeepingTime: TimeInterval = 90 * 86_400,
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    let components = ComponentVault(store: store, vault: vault)
    self.store = store
    self.tenants = tenants
    self.now = now
    snapshots = SnapshotService(store: store, components: components, now: now)
    profiles = ProfileService(store: store, components: components)
    audit = AuditService(store: store, now: now)
    let missedOffers = MissedOffers(store: store, answerTimeout: answerTimeout)
    decisions = DecisionService(store: store, keepingTime: decisionKeepingTime, now: now)
    signIns = SignInService(
      store: store, tenants: tenants, missedOffers: missedOffers, decisions: decisions, now: now)
    offers = OfferService(store: store, now: now)
    rearms = RearmService(
      store: store, audit: audit, signIns: signIns, decisions: decisions, now: now)
    backupOrders = BackupOrderService(store: store, audit: audit, now: now)
    people = PeopleService(
      store: store, signIns: signIns, decisions: decisions, orders: backupOrders)
    housekeeping = Housekeeping(
      store: store, tenants: tenants, missedOffers: missedOffers, now: now)
  }
}
