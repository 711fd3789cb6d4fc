import Store
import Testing

@Suite("Errors of a store")
struct StoreErrorTests {
  @Test("a code is written with a dot, and equality is on the code alone")
  func codes() {
    #expect(StoreError(.full, "").code.description == "store.full")
    #expect(StoreError(.versionTaken, "one") == StoreError(.versionTaken, "two", cause: "three"))
    #expect(StoreError(.full, "") != StoreError(.readOnly, ""))
  }
}
