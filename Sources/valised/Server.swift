import BackupService
import Console
import DevelopmentProvider
import Foundation
import Hummingbird
import HummingbirdCore
import Identity
import Listener
import Logging
import ServiceLifecycle
import Store
import Synchronization
import Vault

/// The service with everything it stands on, checked and ready to run.
struct Server {
  private let settings: Settings
  private let logger: Logger
  private let opened: StoreLocation.Opened
  private let services: Services
  private let router: Router<ServiceContext>
  private let rules: NetworkRules
  /// Nil where valised speaks no TLS.
  private let certificate: ServerCertificate?

  /// How long requests that are under way may take to end after SIGTERM.
  private static let gracePeriod = Duration.seconds(10)

  /// Opens what the service needs and checks that it fits together.
  ///
  /// - Throws: `ConfigurationError`
  init(settings: Settings, logger: Logger) async throws(ConfigurationError) {
    self.settings = settings
    self.logger = logger
    let tenantsFile = try Self.readTenants(settings)
    rules = NetworkRules(settings: settings)
    try rules.check(tokens: tenantsFile.tokens)
    certificate = try Self.readCertificate(settings)
    let development = try await settings.development.provider(
      at: rules.origin, console: settings.consoleAddress ?? rules.origin,
      tenants: tenantsFile.tenants.all.map(\.id.rawValue))
    var providers = try Self.readProviders(settings, tenants: tenantsFile.tenants)
    if let development { providers.append(development.provider) }
    let authentication = Authentication(
      tokens: tenantsFile.tokens, verifier: TokenVerifier(providers: providers))
    try await Self.prepareMasterKey(settings, logger: logger)
    opened = try await settings.store.open()
    let vault = try await Self.openVault(
      settings.masterKey, tenants: tenantsFile.tenants, store: opened.store, logger: logger)
    Self.sayWhatPoliciesDo(tenantsFile.tenants, logger: logger)
    services = Services(
      store: opened.store, vault: vault, tenants: tenantsFile.tenants,
      answerTimeout: TimeInterval(settings.answerTimeout),
      decisionKeepingTime: TimeInterval(settings.decisionDays) * 86_400)
    do {
      let edge = Edge(
        isTLS: certificate != nil, proxies: settings.network.proxies,
        limits: RequestLimits(settings.network.rates))
      router = try ServiceRouter(
        services: services, authentication: authentication, bodyLimit: settings.bodyLimit,
        edge: edge
      ).router()
      try Console(
        services: services, tokens: tenantsFile.tokens,
        signIn: try rules.consoleSignIn(authentication.verifier, services), limits: edge.limits,
        address: try rules.knownAddress()
      ).addRoutes(to: router)
    } catch let error as ConfigurationError {
      throw error
    } catch {
      throw ConfigurationError(
        "installation.incomplete",
        "The program's resources are not beside it; install valised together with its resource folders.",
        cause: "\(error)")
    }
    if let development {
      development.addRoutes(to: router)
      logger.warning(
        "The development provider is on: whoever opens a page on this machine can sign in as anybody, without a password. It is for trying out alone."
      )
    }
  }

  /// Serves until a signal ends it; the store is closed after the last request.
  ///
  /// - Throws: `ConfigurationError` when the address cannot be listened on.
  func run() async throws {
    let isListening = Mutex(false)
    let application = Application(
      router: router,
      server: ServerConnections(
        limits: settings.network.limits, certificate: certificate,
        headRefusal: try? HeadRefusal(beyond: settings.network.limits), admission: rules.admission
      ).server,
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port)),
      onServerRunning: { [host = settings.host, scheme = rules.scheme] channel in
        isListening.withLock { $0 = true }
        let port = channel.localAddress?.port ?? 0
        let shown = host.contains(":") ? "[\(host)]" : host
        Output.line("valised is listening on \(scheme)://\(shown):\(port)")
      },
      logger: logger)
    var running: [any Service] = [application]
    if let certificate {
      running.append(CertificateWatch(certificate: certificate, logger: logger))
    }
    var configuration = ServiceGroupConfiguration(
      services: running + periodicTasks, gracefulShutdownSignals: [.sigterm, .sigint],
      logger: logger)
    configuration.maximumGracefulShutdownDuration = Self.gracePeriod
    let resumption = Task { [services, logger] in
      await Self.resume(services.transfers, logger: logger)
    }
    defer { resumption.cancel() }
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch  where !isListening.withLock({ $0 }) {
      await opened.close()
      throw ConfigurationError(
        "http.cannotListen",
        "The service cannot listen on \(settings.host):\(settings.port). Check http.host and http.port, and whether another program listens there.",
        cause: "\(error)")
    } catch is CancellationError {
      logger.warning("the grace period ended before the last request did")
    }
    await opened.close()
    logger.info("valised has stopped")
  }

  /// What the service does by itself. A round of housekeeping without anything to do is a look-up for
  /// each tenant.
  private var periodicTasks: [PeriodicTask] {
    [
      Rounds("housekeeping", every: .seconds(60)) { [services, logger] in
        let round = try await services.housekeeping.round()
        guard round != Housekeeping.Round() else { return }
        logger.info(
          "housekeeping",
          metadata: [
            "missedOffers": "\(round.missedOffers)", "expiredRecords": "\(round.expiredRecords)",
          ])
      },
      Rounds("retention", after: .seconds(600), every: .seconds(86_400)) { [services, logger] in
        let dropped = try await services.retention.round()
        logger.info("the round of retention has ended", metadata: ["versions": "\(dropped)"])
      },
    ].map { PeriodicTask(rounds: $0, logger: logger) }
  }

  /// Goes on with transfers that an earlier run left in the middle. One that fails is tried again at the
  /// next start, or when it is accepted again.
  private static func resume(_ transfers: TransferService, logger: Logger) async {
    do {
      for (id, error) in try await transfers.resume() {
        logger.error(
          "a transfer could not be completed",
          metadata: ["transfer": "\(id)", "problem": "\(ServiceProblem(error).kind.code)"])
      }
    } catch {
      logger.error(
        "interrupted transfers could not be looked for",
        metadata: ["problem": "\(ServiceProblem(error).kind.code)"])
    }
  }

  static func readTenants(_ settings: Settings) throws(ConfigurationError) -> TenantsFile {
    let file = settings.tenantsFile
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw ConfigurationError(
        "tenants.fileNotFound",
        "The tenants file \(file) cannot be read; name one in tenants.file, or make one to start with by `valised init DIR`."
      )
    }
    do {
      return try TenantsFile(
        json: bytes, folder: URL(fileURLWithPath: file).deletingLastPathComponent(),
        tokensRequired: settings.providersFile == nil && !settings.development.isOn)
    } catch {
      throw ConfigurationError(error.problem, "\(file): \(error.message)")
    }
  }

  private static func readProviders(
    _ settings: Settings, tenants: Tenants
  ) throws(ConfigurationError) -> [IdentityProvider] {
    guard let file = settings.providersFile else { return [] }
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw ConfigurationError(
        "providers.fileNotFound",
        "The identity providers file \(file) cannot be read; name one in identity.providersFile.")
    }
    do {
      return try ProvidersFile(
        json: bytes, folder: URL(fileURLWithPath: file).deletingLastPathComponent(),
        tenants: tenants
      ).providers
    } catch {
      throw ConfigurationError(error.problem, "\(file): \(error.message)")
    }
  }

  private static func readCertificate(
    _ settings: Settings
  ) throws(ConfigurationError) -> ServerCertificate? {
    guard let files = settings.network.certificate else { return nil }
    do {
      return try ServerCertificate(files: files)
    } catch {
      throw ConfigurationError(error.code.description, error.message, cause: error.cause)
    }
  }

  /// Makes the file of the master key before a new store: a start that fails between the two can be
  /// repeated.
  private static func prepareMasterKey(
    _ settings: Settings, logger: Logger
  ) async throws(ConfigurationError) {
    guard case .file(let path) = settings.masterKey else { return }
    let keyFile = MasterKeyFile(path: path)
    try DataFolder.make(for: path)
    guard !keyFile.exists, let storeIsNew = settings.store.isNew else { return }
    guard storeIsNew else { throw MasterKeySource.masterKeyGone(path) }
    try await ConfigurationError.wrapping {
      _ = try MasterKeySource.make(keyFile, logger: logger)
    }
  }

  private static func openVault(
    _ source: MasterKeySource, tenants: Tenants, store: any Store, logger: Logger
  ) async throws(ConfigurationError) -> Vault {
    let masterKey = try await source.existingOrNew(in: store, logger: logger)
    let vault = Vault(masterKey: masterKey, shelf: StoredKeyShelf(store: store))
    try await ConfigurationError.wrapping {
      for tenant in tenants.all { try await vault.checkKeys(of: tenant.id.rawValue) }
    }
    try await Escrow.warn(about: masterKey, in: store, logger: logger)
    return vault
  }

  private static func sayWhatPoliciesDo(_ tenants: Tenants, logger: Logger) {
    for tenant in tenants.all where !tenant.offersAnything {
      logger.warning(
        "No configured policy of the tenant \(tenant.id.rawValue) allows a restore at any moment, so its people are offered nothing unless a policy that the service keeps allows it."
      )
    }
    for tenant in tenants.all where !tenant.backsUpAnything {
      logger.warning(
        "No configured policy of the tenant \(tenant.id.rawValue) turns backups on, so nothing is backed up unless a policy that the service keeps does: \"backup\": {\"enabled\": true}."
      )
    }
  }
}
