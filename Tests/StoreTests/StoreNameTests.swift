import Store
import Testing

@Suite("The names that a store keeps")
struct StoreNameTests {
  @Test("a name is 1 to 255 bytes of UTF-8 without a NUL character")
  func validity() {
    #expect(StoreName.isValid("a"))
    #expect(StoreName.isValid(String(repeating: "a", count: 255)))
    #expect(StoreName.isValid("../../etc/passwd'; --"))
    #expect(!StoreName.isValid(""))
    #expect(!StoreName.isValid(String(repeating: "a", count: 256)))
    #expect(!StoreName.isValid(String(repeating: "\u{E9}", count: 128)))
    #expect(!StoreName.isValid("a\u{0}"))
  }

  @Test("one bad name among several is refused")
  func check() throws {
    try StoreName.check("tenant", "person")
    #expect(throws: StoreError(.invalidName, "")) { try StoreName.check("tenant", "") }
  }
}
