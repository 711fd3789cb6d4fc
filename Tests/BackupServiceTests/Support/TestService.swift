import Foundation
import Hummingbird
import HummingbirdTesting
import Identity
import Logging
import RestoreRules
import SQLiteStore
import ServiceAPI
import Store
import Synchronization
import UserEnvironment
import Vault

@testable import BackupService

/// A whole service over SQLite in a folder of its own, with a clock that stands until it is moved.
final class TestService: Sendable {
  static let token = "token-of-the-first-tenant"
  static let otherToken = "token-of-the-other-tenant"
  static let start = Date(timeIntervalSince1970: 1_795_334_400)  // 2026-11-22T08:00:00Z
  static let everything = Policy(
    name: "default", backup: .init(enabled: true),
    restore: [.oobe: true, .firstSignIn: true, .onDemand: true])

  /// Backs up, and offers nothing.
  static let backup = Policy(name: "backup", backup: .init(enabled: true))

  let sqlite: SQLiteStore
  /// The identity providers of the two tenants.
  let issuers = TestIssuers()
  let services: Services
  private let vault: Vault
  private let folder: URL
  private let router: ServiceRouter
  private let authentication: Authentication
  private let logger: Logger

  /// - Parameter fault: puts a double over the real store.
  init(
    policies: [Policy] = [TestService.everything], groups: [Tenant.Group] = [],
    devices: DevicePolicy = DevicePolicy(proof: .optional), personLink: PersonLink = .externalID,
    bodyLimit: Int = ServiceRouter.defaultBodyLimit, answerTimeout: TimeInterval = 1800,
    rates: RequestLimits.Rates = RequestLimits.Rates(), isTLS: Bool = false,
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    fault: (SQLiteStore) -> any Store = { $0 }
  ) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("valise-service-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    databasePath = folder.appendingPathComponent("valise.sqlite").path
    sqlite = try SQLiteStore(path: databasePath)
    let store = fault(sqlite)
    let masterKey = try Self.masterKey(7)
    let time = TimeBox()
    clock = time
    vault = Vault(
      masterKey: masterKey, shelf: StoredKeyShelf(store: store, now: { time.now }),
      now: { time.now })
    services = Services(
      store: store, vault: vault,
      tenants: Tenants([
        Tenant(
          id: TenantID(rawValue: "first"), name: "First", policies: policies, groups: groups,
          devices: devices, personLink: personLink),
        Tenant(
          id: TenantID(rawValue: "other"), name: "Other", policies: policies, devices: devices),
      ]),
      answerTimeout: answerTimeout, now: { time.now })
    authentication = try Authentication(
      tokens: StaticTokens([("first", Self.token), ("other", Self.otherToken)]),
      verifier: TokenVerifier(
        providers: [issuers.first.provider(), issuers.other.provider()], transport: issuers
      ) { time.now })
    router = try ServiceRouter(
      services: services, authentication: authentication, bodyLimit: bodyLimit,
      edge: Edge(isTLS: isTLS, limits: RequestLimits(rates) { time.now }))
    self.logger = logger
  }

  private let clock: TimeBox

  /// The same service as another process runs it: over the same store, with nothing else in common.
  func anotherProcess() throws -> Services {
    Services(
      store: services.store, vault: vault, tenants: services.tenants, now: services.now)
  }

  /// Where the store's file is.
  let databasePath: String

  /// A master key that is the same every time; the service's own is that of 7.
  static func masterKey(_ seed: UInt8) throws -> MasterKey {
    guard let key = MasterKey(bytes: Data(repeating: seed, count: MasterKey.byteCount)) else {
      throw CocoaError(.coderInvalidValue)
    }
    return key
  }

  /// A vault with nothing in its memory, as another process has it.
  func freshVault(over store: any Store) throws -> Vault {
    Vault(
      masterKey: try Self.masterKey(7),
      shelf: StoredKeyShelf(store: store, now: { [clock] in clock.now }),
      now: { [clock] in clock.now })
  }

  deinit {
    try? sqlite.close()
    try? FileManager.default.removeItem(at: folder)
  }

  func moveClock(by seconds: TimeInterval) { clock.move(by: seconds) }

  var routes: Router<ServiceContext> { router.router() }

  /// Runs a test against the routes, without a socket.
  func withRoutes(_ test: @escaping @Sendable (TestClient) async throws -> Void) async throws {
    try await Application(router: routes, logger: logger).test(.router) { client in
      try await test(TestClient(client))
    }
  }

  /// Runs a test against the routes of two processes over one store: they share nothing else.
  func withTwoProcesses(
    _ test: @escaping @Sendable (_ one: TestClient, _ other: TestClient) async throws -> Void
  ) async throws {
    let other = try ServiceRouter(services: services, authentication: authentication)
    try await withRoutes { [logger] one in
      try await Application(router: other.router(), logger: logger).test(.router) { client in
        try await test(one, TestClient(client))
      }
    }
  }

  /// Runs a test against a server on a port of this machine.
  func withServer(
    _ test: @escaping @Sendable (TestClient, _ port: Int) async throws -> Void
  ) async throws {
    let application = Application(
      router: routes,
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      logger: logger)
    try await application.test(.live) { client in
      try await test(TestClient(client), client.port ?? 0)
    }
  }

  static func person(_ subject: String, tenant: String = "first") -> PersonID {
    PersonID(tenant: TenantID(rawValue: tenant), subject: subject)
  }

  /// The person's own, as a token says it.
  static func caller(_ subject: String, tenant: String = "first") -> Caller {
    Caller(tenant: tenant, subject: .named(subject), roles: [])
  }
}

/// A clock that stands.
final class TimeBox: Sendable {
  private let time = Mutex(TestService.start)

  var now: Date { time.withLock { $0 } }
  func move(by seconds: TimeInterval) { time.withLock { $0 += seconds } }
}
