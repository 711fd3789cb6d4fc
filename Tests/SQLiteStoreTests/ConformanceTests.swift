import SQLiteStore
import StoreConformance
import Testing

@Suite("SQLiteStore keeps every promise of Store")
struct ConformanceTests {
  @Test(arguments: StoreCheck.all)
  func keepsItsPromise(_ check: StoreCheck) async throws {
    try await withTemporaryFolder { folder in
      try await check.body(try SQLiteStore(path: folder + "/valise.db"))
    }
  }
}
