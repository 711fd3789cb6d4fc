import Identity
import Testing

@Suite("Static tokens")
struct StaticTokensTests {
  private func tokens() throws -> StaticTokens {
    try StaticTokens([
      (tenant: "contoso", token: "contoso-token-0123456789"),
      (tenant: "fabrikam", token: "fabrikam-token-0123456789"),
      (tenant: "contoso", token: "another-token-of-contoso"),
    ])
  }

  @Test("a token says which tenant asks; a tenant may have several")
  func known() throws {
    let tokens = try tokens()
    #expect(tokens.caller(token: "contoso-token-0123456789")?.tenant == "contoso")
    #expect(tokens.caller(token: "fabrikam-token-0123456789")?.tenant == "fabrikam")
    #expect(tokens.caller(token: "another-token-of-contoso")?.tenant == "contoso")
  }

  @Test("a token speaks for everybody in its tenant, and does not rule the installation")
  func everybody() throws {
    let caller = try #require(try tokens().caller(token: "contoso-token-0123456789"))
    #expect(caller.subject == .everybody)
    #expect(caller.speaks(for: "alice"))
    #expect(
      caller.roles
        == Set(Role.allCases).subtracting([.migrator, .enroller, .operator, .provisioner]))
  }

  @Test("the scheme is read in any case")
  func scheme() async throws {
    let authentication = Authentication(tokens: try tokens())
    for header in ["bearer contoso-token-0123456789", "BEARER  contoso-token-0123456789"] {
      #expect(try await authentication.caller(authorization: header).tenant == "contoso")
    }
  }

  @Test(
    "a token that is nobody's is wrong",
    arguments: [
      "contoso-token-012345678", "contoso-token-01234567890", "CONTOSO-TOKEN-0123456789",
      "x", "contoso",
    ])
  func wrong(token: String) async throws {
    await #expect(throws: IdentityError(.wrongToken, "")) {
      try await Authentication(tokens: tokens()).caller(authorization: "Bearer " + token)
    }
  }

  @Test(
    "without a bearer token, it is missing",
    arguments: [
      nil, "", "Bearer", "Bearer ", "contoso-token-0123456789", "Basic Y29udG9zbzp4",
      "Bearer contoso-token-0123456789 more",
    ])
  func missing(header: String?) async throws {
    await #expect(throws: IdentityError(.missingToken, "")) {
      try await Authentication(tokens: tokens()).caller(authorization: header)
    }
  }

  @Test("where there are no tokens, every token is wrong")
  func none() async throws {
    let none = try StaticTokens([])
    await #expect(throws: IdentityError(.wrongToken, "")) {
      try await Authentication(tokens: none)
        .caller(authorization: "Bearer contoso-token-0123456789")
    }
  }

  @Test("a token of fewer than 16 characters is refused")
  func short() throws {
    #expect(throws: IdentityError(.shortToken, "")) {
      try StaticTokens([(tenant: "contoso", token: "fifteen-letters")])
    }
    _ = try StaticTokens([(tenant: "contoso", token: "sixteen--letters")])
  }

  @Test(
    "a token that no header can carry is refused",
    arguments: [
      "contoso token 0123456789", "contoso-token-0123456789\u{20}", "contoso\ttoken-0123456789",
      "contoso-token-0123456789\n", "contoso-token-\u{7F}123456789", "contoso-tökén-0123456789",
      "contoso-token-0123456789\u{0}",
    ])
  func unsendable(token: String) throws {
    let error = #expect(throws: IdentityError(.unsendableToken, "")) {
      try StaticTokens([(tenant: "contoso", token: token)])
    }
    #expect(error.map { !"\($0)".contains(token) } == true)
  }

  @Test("a token may hold every character of ASCII that is seen")
  func seen() throws {
    let token = String(decoding: Array(UInt8(0x21)...0x7E), as: UTF8.self)
    let tokens = try StaticTokens([(tenant: "contoso", token: token)])
    #expect(tokens.caller(token: token[...])?.tenant == "contoso")
  }

  @Test("two tenants with one token are refused")
  func repeated() throws {
    #expect(throws: IdentityError(.repeatedToken, "")) {
      try StaticTokens([
        (tenant: "contoso", token: "the-same-token-for-both"),
        (tenant: "fabrikam", token: "the-same-token-for-both"),
      ])
    }
  }

  @Test("tokens are not held in readable form, and no error shows one")
  func silence() throws {
    let token = "contoso-token-0123456789"
    var dumped = ""
    dump(try tokens(), to: &dumped)
    #expect(!dumped.contains(token))
    let error = #expect(throws: IdentityError.self) {
      try StaticTokens([(tenant: "contoso", token: "short-secret")])
    }
    #expect(error.map { !"\($0)".contains("short-secret") } == true)
  }

  @Test("codes are written with a dot")
  func codes() {
    #expect(IdentityError(.missingToken, "").code.description == "identity.missingToken")
    #expect(IdentityError(.wrongToken, "").code.description == "identity.wrongToken")
  }
}

extension Authentication {
  /// As a request is sent: by the value of its `Authorization` header.
  fileprivate func caller(authorization: String?) async throws -> Caller {
    try await caller(token: Credentials.read(authorization: authorization).token)
  }
}
