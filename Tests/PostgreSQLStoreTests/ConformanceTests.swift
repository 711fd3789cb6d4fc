import PostgreSQLStore
import RealPostgreSQL
import StoreConformance
import Testing

@Suite(
  "PostgreSQLStore keeps every promise of Store",
  .enabled(if: PostgreSQLServer.isInstalled, PostgreSQLServer.absence), .sharedServer)
struct ConformanceTests {
  @Test(arguments: StoreCheck.all)
  func keepsItsPromise(_ check: StoreCheck) async throws {
    let server = try #require(SharedServer.current)
    try await check.body(try await PostgreSQLStore(address: server.address, connectionCount: 6))
  }
}
