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
    let keyFile = MasterKeyFile(path: settings.masterKeyFile)
    try DataFolder.make(for: keyFile.path)
    if !keyFile.exists, let storeIsNew = settings.store.isNew {
      guard storeIsNew else { throw Self.masterKeyGone(keyFile) }
      // Before the store: a start that fails between the two can be repeated.
      try Self.makeMasterKey(keyFile, logger: logger)
    }
    opened = try await settings.store.open()
    let vault = try await Self.openVault(
      keyFile, tenants: tenantsFile.tenants, store: opened.store, logger: logger)
    Self.sayWhatPoliciesDo(tenantsFile.tenants, logger: logger)
    let services = Services(
      store: opened.store, vault: vault, tenants: tenantsFile.tenants,
      answerTimeout: TimeInterval(settings.answerTimeout))
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
        signIn: try rules.consoleSignIn(authentication.verifier, services), limits: edge.limits
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
        limits: settings.network.limits, certificate: certificate, admission: rules.admission
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
    var services: [any Service] = [application]
    if let certificate {
      services.append(CertificateWatch(certificate: certificate, logger: logger))
    }
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = Self.gracePeriod
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

  private static func readTenants(_ settings: Settings) throws(ConfigurationError) -> TenantsFile {
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

  private static func openVault(
    _ keyFile: MasterKeyFile, tenants: Tenants, store: any Store, logger: Logger
  ) async throws(ConfigurationError) -> Vault {
    do {
      if !keyFile.exists {
        try await checkNothingIsSealed(in: store, tenants, keyFile)
        try makeMasterKey(keyFile, logger: logger)
      }
      let vault = Vault(masterKey: try keyFile.masterKey(), shelf: StoredKeyShelf(store: store))
      for tenant in tenants.all { try await vault.checkKeys(of: tenant.id.rawValue) }
      return vault
    } catch let error as ConfigurationError {
      throw error
    } catch let error as VaultError {
      throw ConfigurationError(error.code.description, error.message, cause: error.cause)
    } catch let error as StoreError {
      throw ConfigurationError(error.code.description, error.message, cause: error.cause)
    } catch {
      throw ConfigurationError("vault.failed", "The vault cannot be opened: \(error)")
    }
  }

  private static func makeMasterKey(
    _ keyFile: MasterKeyFile, logger: Logger
  ) throws(ConfigurationError) {
    do {
      _ = try keyFile.masterKey()
    } catch {
      throw ConfigurationError(error.code.description, error.message, cause: error.cause)
    }
    logger.warning(
      "A master key was made in \(keyFile.path). Every backup is sealed with it: whoever loses this file loses all the data. Keep a copy of it in a safe place, apart from the data."
    )
  }

  /// A new master key beside sealed data would open none of it.
  private static func checkNothingIsSealed(
    in store: any Store, _ tenants: Tenants, _ keyFile: MasterKeyFile
  ) async throws {
    for tenant in tenants.all where try await !store.wrappedKeys(of: tenant.id).isEmpty {
      throw masterKeyGone(keyFile)
    }
  }

  private static func masterKeyGone(_ keyFile: MasterKeyFile) -> ConfigurationError {
    ConfigurationError(
      "vault.masterKeyGone",
      "The store holds sealed backups, and their master key \(keyFile.path) is gone: put your copy of it there."
    )
  }

  private static func sayWhatPoliciesDo(_ tenants: Tenants, logger: Logger) {
    for tenant in tenants.all where !tenant.offersAnything {
      logger.warning(
        "No policy of the tenant \(tenant.id.rawValue) allows a restore at any moment, so its people are offered nothing. Add a policy to the tenants file to change that."
      )
    }
  }
}
