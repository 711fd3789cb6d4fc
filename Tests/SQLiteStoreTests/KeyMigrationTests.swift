import Foundation
import GRDB
import Store
import Testing

@testable import SQLiteStore

@Suite("The step to keys of people")
struct KeyMigrationTests {
  @Test("a store from before keeps its keys, and counts their seals from above")
  func upgrade() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/valise.db"
      let queue = try DatabaseQueue(path: path)
      try await queue.write { database in
        for migration in Schema.migrations.prefix(while: { $0 != Schema.keysOfPeople }) {
          try database.execute(sql: migration)
        }
        try database.execute(
          sql: """
            PRAGMA application_id = \(Schema.applicationID);
            PRAGMA user_version = \(Schema.migrations.firstIndex(of: Schema.keysOfPeople) ?? 0);
            INSERT INTO wrapped_key VALUES ('contoso', 1, x'01'), ('contoso', 2, x'02'),
              ('fabrikam', 1, x'03');
            INSERT INTO profile VALUES ('contoso', 'ada', 'p-1', 'd-1', '{}', 1, 0);
            INSERT INTO component VALUES
              ('contoso', 'ada', 'p-1', 'a', 'apps', 1, 1, x'01'),
              ('contoso', 'ada', 'p-1', 'b', 'apps', 1, 1, x'01'),
              ('contoso', 'ada', 'p-1', 'c', 'apps', 1, 2, x'01');
            """)
      }
      try queue.close()
      let store = try SQLiteStore(path: path)
      let contoso = try await store.wrappedKeys(of: TenantID(rawValue: "contoso"))
      #expect(contoso.map(\.wrappedBytes) == [Data([1]), Data([2])])
      #expect(contoso.map(\.madeAt) == [nil, nil])
      #expect(contoso.map(\.sealsReserved) == [16, 8])
      let fabrikam = try await store.wrappedKeys(of: TenantID(rawValue: "fabrikam"))
      #expect(fabrikam.map(\.sealsReserved) == [0])
      let ada = PersonID(tenant: TenantID(rawValue: "contoso"), subject: "ada")
      #expect(try await store.personKeys(of: ada) == [])
      try store.close()
    }
  }
}
