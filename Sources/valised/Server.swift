import BackupService
import Console
import Foundation
import Hummingbird
import HummingbirdCore
import Identity
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

  /// How long requests that are under way may take to end after SIGTERM.
  private static let gracePeriod = Duration.seconds(10)
  /// How long a connection may stay open without a word.
  private static let idleTimeoutSeconds: Int64 = 75

  /// Opens what the service needs and checks that it fits together.
  ///
  /// - Throws: `ConfigurationError`
  init(settings: Settings, logger: Logger) async throws(ConfigurationError) {
    self.settings = settings
    self.logger = logger
    let tenantsFile = try Self.readTenants(settings)
    let authentication = Authentication(
      tokens: tenantsFile.tokens,
      verifier: TokenVerifier(
        providers: try Self.readProviders(settings, tenants: tenantsFile.tenants)))
    try Self.checkHost(settings, tokens: tenantsFile.tokens)
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
      router = try ServiceRouter(
        services: services, authentication: authentication, bodyLimit: settings.bodyLimit
      ).router()
      try Console(
        services: services, tokens: tenantsFile.tokens,
        signIn: try Self.consoleSignIn(settings, authentication.verifier, services),
        address: try Self.knownAddress(settings)
      ).addRoutes(to: router)
    } catch let error as ConfigurationError {
      throw error
    } catch {
      throw ConfigurationError(
        "installation.incomplete",
        "The program's resources are not beside it; install valised together with its resource folders.",
        cause: "\(error)")
    }
  }

  /// Serves until a signal ends it; the store is closed after the last request.
  ///
  /// - Throws: `ConfigurationError` when the address cannot be listened on.
  func run() async throws {
    let isListening = Mutex(false)
    let application = Application(
      router: router,
      server: .http1(configuration: .init(idleTimeout: .seconds(Self.idleTimeoutSeconds))),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port)),
      onServerRunning: { [host = settings.host] channel in
        isListening.withLock { $0 = true }
        let port = channel.localAddress?.port ?? 0
        let shown = host.contains(":") ? "[\(host)]" : host
        Output.line("valised is listening on http://\(shown):\(port)")
      },
      logger: logger)
    var configuration = ServiceGroupConfiguration(
      services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
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
        tokensRequired: settings.providersFile == nil)
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

  private static func consoleSignIn(
    _ settings: Settings, _ verifier: TokenVerifier, _ services: Services
  ) throws(ConfigurationError) -> ConsoleSignIn? {
    guard verifier.providers.contains(where: { $0.console != nil }) else { return nil }
    guard settings.consoleAddress != nil || settings.port != 0 else {
      throw ConfigurationError(
        "configuration.missingValue",
        "console.address must say where browsers see the console, since http.port takes any port.")
    }
    let address = try consoleAddress(
      settings.consoleAddress ?? "http://\(settings.host):\(settings.port)")
    return ConsoleSignIn(address: address, verifier: verifier, now: services.now)
  }

  /// Where browsers see the pages; nil where nobody says it and the port is any that is free.
  private static func knownAddress(
    _ settings: Settings
  ) throws(ConfigurationError) -> ConsoleAddress? {
    guard settings.consoleAddress != nil || settings.port != 0 else { return nil }
    return try consoleAddress(
      settings.consoleAddress ?? "http://\(settings.host):\(settings.port)")
  }

  private static func consoleAddress(_ text: String) throws(ConfigurationError) -> ConsoleAddress {
    do {
      return try ConsoleAddress(text)
    } catch {
      throw ConfigurationError(error.code.description, "console.address: \(error.message)")
    }
  }

  /// Tokens travel in the clear, so they stay on this machine: valised listens nowhere else, and no
  /// proxy hands on what others send.
  private static func checkHost(
    _ settings: Settings, tokens: StaticTokens
  ) throws(ConfigurationError) {
    let host = settings.host
    if !tokens.isEmpty {
      do {
        try LoopbackRule.checkStaticTokens(boundTo: host)
      } catch {
        throw ConfigurationError(error.code.description, "http.host: \(error.message)")
      }
      if let address = settings.consoleAddress {
        guard try consoleAddress(address).isThisMachine else {
          throw ConfigurationError(
            IdentityError.Code.staticTokenOffLoopback.description,
            "console.address: \(address) is reached from other machines, and whoever reaches it could use the tenants' static tokens: take them out of the tenants file, and name an identity provider in identity.providersFile."
          )
        }
      }
    }
    guard LoopbackRule.isLoopback(host) else {
      throw ConfigurationError(
        "http.unprotected",
        "http.host: \(host) can be reached by other machines, and valised speaks no TLS: listen on 127.0.0.1, behind a proxy that does."
      )
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
