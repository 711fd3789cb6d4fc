import Testing

@testable import DeviceProof

@Suite("What a proof is for")
struct ProofTargetTests {
  @Test(
    "equal addresses have one spelling",
    arguments: [
      ("https://a.org/v1/me", "https://a.org/v1/me"),
      ("HTTPS://A.ORG/v1/me", "https://a.org/v1/me"),
      ("https://a.org:443/v1/me", "https://a.org/v1/me"),
      ("http://a.org:80/v1/me", "http://a.org/v1/me"),
      ("http://a.org:443/v1/me", "http://a.org:443/v1/me"),
      ("https://a.org:08443/x", "https://a.org:8443/x"),
      ("https://a.org:/x", "https://a.org/x"),
      ("https://a.org", "https://a.org/"),
      ("https://a.org?x=1", "https://a.org/"),
      ("https://a.org/x?y=https://b.org/", "https://a.org/x"),
      ("https://a.org/x#y?z", "https://a.org/x"),
      ("https://a.org/%7euser/%41", "https://a.org/~user/A"),
      ("https://a.org/a%2fb%c3%a9", "https://a.org/a%2Fb%C3%A9"),
      ("http://[::1]:8780/v1", "http://[::1]:8780/v1"),
      ("http://[FE80::A]/v1", "http://[fe80::a]/v1"),
      (
        "http://127.0.0.1:8780/v1/users/a:b@c/profiles",
        "http://127.0.0.1:8780/v1/users/a:b@c/profiles"
      ),
    ])
  func spelling(address: String, expected: String) {
    #expect(ProofTarget(method: "GET", address: address)?.address == expected)
  }

  @Test(
    "what is no address of a service is none",
    arguments: [
      "", "/v1/me", "a.org/v1/me", "//a.org/v1", "https:/a.org", "https:a.org", "ftp://a.org/",
      "https://", "https:///v1", "https://:443/v1", "https://u@a.org/v1", "https://u:p@a.org/v1",
      "https://a.org:x/", "https://a.org:70000/", "https://a.org:1:2/", "https://[::1/",
      "https://[::1]x/",
      "https://a.org/%", "https://a.org/%4", "https://a.org/%zz", "https://a.org/a b",
      "https://a.org/\u{e9}", "https://a.org/\n",
      "https://a.org/" + String(repeating: "a", count: 9000),
    ])
  func refused(address: String) {
    #expect(ProofTarget(method: "GET", address: address) == nil)
  }

  @Test("another path, method, host or step is another target")
  func others() throws {
    let target = try #require(ProofTarget(method: "GET", address: "https://a.org/v1/me"))
    for (method, address) in [
      ("POST", "https://a.org/v1/me"), ("get", "https://a.org/v1/me"),
      ("GET", "http://a.org/v1/me"),
      ("GET", "https://a.org/v1/me/"), ("GET", "https://a.org/v1/ME"),
      ("GET", "https://b.org/v1/me"),
      ("GET", "https://a.org/v1/x/../me"), ("GET", "https://a.org//v1/me"),
      ("GET", "https://a.org:8443/v1/me"), ("GET", "https://a.org/v1%2Fme"),
    ] {
      #expect(ProofTarget(method: method, address: address) != target, "\(method) \(address)")
    }
  }
}
