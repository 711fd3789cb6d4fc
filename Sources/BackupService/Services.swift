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
  /// The people and groups that identity providers push.
  public let directory: DirectoryService
  public let personGroups: PersonGroups
  public let provisioningTokens: ProvisioningTokenService
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
    snapshots = SnapshotService(store: store, components: components, now: now)
    profiles = ProfileService(store: store, components: components)
    audit = AuditService(store: store, now: now)
    directory = DirectoryService(store: store, audit: audit, now: now)
    personGroups = PersonGroups(tenants: tenants, directory: directory)
    provisioningTokens = ProvisioningTokenService(store: store, audit: audit, now: now)
    signIns = SignInService(
      store: store, tenants: tenants, groups: personGroups,
      missedOffers: MissedOffers(store: store, answerTimeout: answerTimeout), now: now)
    offers = OfferService(store: store, now: now)
    people = PeopleService(store: store, signIns: signIns)
  }
}
