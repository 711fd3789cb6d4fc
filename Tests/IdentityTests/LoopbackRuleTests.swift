import Identity
import Testing

@Suite("Static tokens only on loopback")
struct LoopbackRuleTests {
  @Test(
    "an address of this machine alone is loopback",
    arguments: ["127.0.0.1", "127.0.0.53", "127.255.255.254", "::1", "localhost", "LocalHost"])
  func loopback(address: String) throws {
    #expect(LoopbackRule.isLoopback(address))
    try LoopbackRule.checkStaticTokens(boundTo: address)
  }

  @Test(
    "any other address or name is not",
    arguments: [
      "0.0.0.0", "::", "192.168.1.5", "10.0.0.1", "128.0.0.1", "126.255.255.255", "::2", "1::1",
      "fe80::1", "127.0.0.1.example.com", "localhost.example.com", "example.com", "127.1", "127",
      "", " 127.0.0.1", "127.0.0.1 ", "127.0.0.256", "::ffff:10.0.0.1",
    ])
  func reachable(address: String) {
    #expect(!LoopbackRule.isLoopback(address))
    let error = #expect(throws: IdentityError.self) {
      try LoopbackRule.checkStaticTokens(boundTo: address)
    }
    #expect(error?.code.description == "identity.staticTokenOffLoopback")
  }
}
