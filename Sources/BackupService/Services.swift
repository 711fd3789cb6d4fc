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
  public let consoleSessions: ConsoleSessions
  public let consoleReturns: ConsoleReturns
  public let policies: PolicyService
  public let effectivePolicies: EffectivePolicyService
  public let policyPreview: PolicyPreviewService
  public let retention: RetentionService
  public let deletions: DeletionService
  public let archives: ArchiveService
  public let transfers: TransferService
  public let devices: DeviceService
  public let deviceSearch: DeviceSearch
  public let enrollmentTokens: EnrollmentTokenService
  /// The people and groups that identity providers push.
  public let directory: DirectoryService
  public let personGroups: PersonGroups
  public let provisioningTokens: ProvisioningTokenService
  public let programmes: ProgrammeService
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
    let audit = AuditService(store: store, now: now)
    self.audit = audit
    directory = DirectoryService(store: store, audit: audit, now: now)
    personGroups = PersonGroups(tenants: tenants, directory: directory)
    provisioningTokens = ProvisioningTokenService(store: store, audit: audit, now: now)
    policies = PolicyService(store: store, tenants: tenants, audit: audit, now: now)
    effectivePolicies = EffectivePolicyService(
      store: store, tenants: tenants, policies: policies, groups: personGroups,
      answerTimeout: answerTimeout, now: now)
    retention = RetentionService(
      store: store, tenants: tenants, policies: effectivePolicies, audit: audit, now: now)
    snapshots = SnapshotService(
      store: store, components: components, policies: effectivePolicies, retention: retention,
      now: now)
    profiles = ProfileService(store: store, components: components)
    let missedOffers = MissedOffers(store: store, policies: effectivePolicies)
    decisions = DecisionService(store: store, keepingTime: decisionKeepingTime, now: now)
    programmes = ProgrammeService(store: store, tenants: tenants, audit: audit, now: now)
    signIns = SignInService(
      store: store, policies: effectivePolicies, programmes: programmes, missedOffers: missedOffers,
      decisions: decisions,
      now: now)
    policyPreview = PolicyPreviewService(
      store: store, policies: policies, standings: effectivePolicies, signIns: signIns, now: now)
    offers = OfferService(store: store, now: now)
    rearms = RearmService(
      store: store, audit: audit, signIns: signIns, decisions: decisions, now: now)
    backupOrders = BackupOrderService(store: store, audit: audit, now: now)
    people = PeopleService(
      store: store, tenants: tenants, directory: directory, signIns: signIns,
      decisions: decisions, orders: backupOrders)
    consoleSessions = ConsoleSessions(store: store, now: now)
    consoleReturns = ConsoleReturns(store: store, now: now)
    housekeeping = Housekeeping(
      store: store, tenants: tenants, missedOffers: missedOffers, now: now)
    deletions = DeletionService(store: store, audit: audit)
    archives = ArchiveService(store: store, components: components, audit: audit, now: now)
    transfers = TransferService(
      store: store, components: components, audit: audit, deletions: deletions, now: now)
    enrollmentTokens = EnrollmentTokenService(store: store, audit: audit, now: now)
    devices = DeviceService(
      store: store, tokens: enrollmentTokens, tenants: tenants, audit: audit, now: now)
    deviceSearch = DeviceSearch(store: store, devices: devices)
  }
}
