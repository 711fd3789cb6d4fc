import PostgreSQLStore
import RealPostgreSQL
import Testing

/// The stores that a service can run on, for what must be the same on both. A suite that uses them
/// has the trait `.sharedServer`.
enum StoreKind: String, Sendable, CaseIterable, CustomTestStringConvertible {
  case sqlite = "SQLite"
  case postgreSQL = "PostgreSQL"

  var testDescription: String { rawValue }

  /// Those that can be run here.
  static let here: [StoreKind] = PostgreSQLServer.isInstalled ? allCases : [.sqlite]

  /// A service over an empty store of this kind.
  func service() async throws -> TestService {
    guard self == .postgreSQL else { return try TestService() }
    let server = try #require(SharedServer.current)
    let address = try await server.makeDatabase()
    let store = try await PostgreSQLStore(address: address, connectionCount: 4)
    return try TestService(fault: { _ in store })
  }
}
