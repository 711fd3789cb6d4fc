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
  static let everything = RestorePolicy(
    name: "default", restore: [.oobe: true, .firstSignIn: true, .onDemand: true])

  let sqlite: SQLiteStore
  /// The identity providers of the two tenants.
  let issuers = TestIssuers()
  let services: Services
  private let folder: URL
  private let router: ServiceRouter
  private let logger: Logger

  /// - Parameter fault: puts a double over the real store.
  init(
    policies: [RestorePolicy] = [TestService.everything], groups: [Tenant.Group] = [],
    bodyLimit: Int = ServiceRouter.defaultBodyLimit, answerTimeout: TimeInterval = 1800,
    rates: RequestLimits.Rates = RequestLimits.Rates(), isTLS: Bool = false,
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    fault: (SQLiteStore) -> any Store = { $0 }
  ) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("valise-service-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    sqlite = try SQLiteStore(path: folder.appendingPathComponent("valise.sqlite").path)
    let store = fault(sqlite)
    guard let masterKey = MasterKey(bytes: Data(repeating: 7, count: MasterKey.byteCount)) else {
      throw CocoaError(.coderInvalidValue)
    }
    let time = TimeBox()
    clock = time
    services = Services(
      store: store, vault: Vault(masterKey: masterKey, shelf: StoredKeyShelf(store: store)),
      tenants: Tenants([
        Tenant(id: TenantID(rawValue: "first"), name: "First", policies: policies, groups: groups),
        Tenant(id: TenantID(rawValue: "other"), name: "Other", policies: policies),
      ]),
      answerTimeout: answerTimeout, now: { time.now })
    router = try ServiceRouter(
      services: services,
      authentication: Authentication(
        tokens: try StaticTokens([("first", Self.token), ("other", Self.otherToken)]),
        verifier: TokenVerifier(
          providers: [issuers.first.provider(), issuers.other.provider()], transport: issuers
        ) { time.now }),
      bodyLimit: bodyLimit,
      edge: Edge(isTLS: isTLS, limits: RequestLimits(rates) { time.now }))
    self.logger = logger
  }

  private let clock: TimeBox

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
}

/// A clock that stands.
final class TimeBox: Sendable {
  private let time = Mutex(TestService.start)

  var now: Date { time.withLock { $0 } }
  func move(by seconds: TimeInterval) { time.withLock { $0 += seconds } }
}
