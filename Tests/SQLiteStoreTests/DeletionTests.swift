import GRDB
import Testing

@testable import SQLiteStore

@Suite("Of a deleted person nothing is left")
struct DeletionTests {
  @Test("in any table that knows people")
  func everyTable() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(path: folder + "/valise.db")
      let tables = try await store.pool.read { database in
        try String.fetchAll(
          database,
          sql: """
            SELECT entry.name FROM sqlite_schema AS entry WHERE entry.type = 'table'
            AND EXISTS (
              SELECT 1 FROM pragma_table_info(entry.name) AS part WHERE part.name = 'subject')
            """)
      }
      #expect(
        Set(tables)
          == Set(Schema.otherTablesOfPeople + ["profile", "snapshot", "component", "offer"]))
    }
  }
}
