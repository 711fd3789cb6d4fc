import RealPostgreSQL
import Testing

@testable import PostgreSQLStore

@Suite(
  "Of a deleted person nothing is left",
  .enabled(if: PostgreSQLServer.isInstalled, PostgreSQLServer.absence), .sharedServer)
struct DeletionTests {
  @Test("in any table that knows people")
  func everyTable() async throws {
    let server = try #require(SharedServer.current)
    let store = try await PostgreSQLStore(address: server.address, connectionCount: 1)
    let tables = try await store.statement { session in
      try session.query(
        """
        SELECT table_name::text AS name FROM information_schema.columns
        WHERE table_schema = current_schema() AND column_name = 'subject'
        """
      ).map { row in try row.text("name") }
    }
    #expect(
      Set(tables)
        == Set(Schema.otherTablesOfPeople + ["profile", "snapshot", "component", "offer"]))
  }
}
