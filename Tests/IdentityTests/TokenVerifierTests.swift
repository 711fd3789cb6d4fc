import Foundation
import Testing

@testable import Identity

@Suite("Tokens of an identity provider")
struct TokenVerifierTests {
  private let provider = FakeProvider()

  private func caller(_ draft: TokenDraft) async throws -> Caller {
    try await provider.verifier().caller(accessToken: draft.signed()[...])
  }

  @Test("roles come from the claim that the configuration names, along a path too")
  func roles() async throws {
    #expect(
      try await caller(provider.draft().with("roles", "\"Valise.Operator\"")).roles
        == [.person, .operator])
    var claims = IdentityProvider.Claims.standard
    claims.roles = "realm_access.roles"
    let verifier = try provider.verifier(
      IdentityProvider(
        issuer: provider.issuer, audiences: ["api://valise"], claims: claims,
        tenants: .one("contoso"), roles: ["audit": .auditor]))
    let draft = provider.draft().with("realm_access", #"{"roles":["audit","x"]}"#)
    #expect(
      try await verifier.caller(accessToken: draft.signed()[...]).roles == [.person, .auditor])
  }

  @Test("a token as it was before RFC 9068 is known by its scope")
  func plainType() async throws {
    for type in ["\"JWT\"", "\"jwt\"", nil] {
      #expect(try await caller(provider.draft().header("typ", type)).tenant == "contoso")
    }
    let listed = provider.draft().header("typ", nil).with("scope", nil).with("scp", #"["valise"]"#)
    #expect(try await caller(listed).tenant == "contoso")
  }

  @Test("a program that signed in for itself is no person")
  func program() async throws {
    let draft = provider.draft().with("client_id", "\"backup\"").with("sub", "\"backup\"")
    #expect(try await caller(draft).roles.isEmpty)
  }

  @Test(
    "an ID token with a program's id and roles is not taken for a program's token",
    arguments: [("nonce", "\"n-1\""), ("auth_time", "1")])
  func idTokenWithRoles(claim: (name: String, value: String)) async throws {
    let program = provider.draft().header("typ", nil).with("scope", nil)
      .with("azp", "\"console\"").with("roles", #"["Valise.Operator"]"#)
    #expect(try await caller(program).roles == [.operator])
    let error = await #expect(throws: IdentityError(.wrongToken, "")) {
      try await caller(program.with(claim.name, claim.value))
    }
    #expect(error?.cause == "kind")
  }

  @Test("two people whose names differ in their Unicode form are two")
  func unicode() async throws {
    let caller = try await caller(provider.draft().with("sub", "\"caf\u{e9}\""))
    #expect(caller.speaks(for: "caf\u{e9}"))
    #expect(!caller.speaks(for: "cafe\u{301}"))
  }

  @Test("an ID token signs in to the program and the sign-in that it was made for")
  func idToken() async throws {
    let verifier = try provider.verifier()
    let draft = provider.draft().header("typ", "\"JWT\"").with("scope", nil)
      .with("aud", "\"console\"").with("nonce", "\"n-1\"")
    func signIn(_ draft: TokenDraft, issuer: String? = nil) async throws -> Caller {
      try await verifier.caller(
        idToken: draft.signed(), issuer: issuer ?? provider.issuer, client: "console",
        nonce: "n-1")
    }
    #expect(try await signIn(draft).subject == .named("alice"))
    for (draft, check) in [
      (draft.with("nonce", "\"n-2\""), "nonce"), (draft.with("nonce", nil), "nonce"),
      (draft.with("aud", "\"other\""), "audience"), (draft.with("azp", "\"other\""), "azp"),
      (draft.with("exp", nil), "exp"), (draft.with("iss", "\"https://evil.example\""), "issuer"),
    ] {
      let error = await #expect(throws: IdentityError(.wrongToken, "")) { try await signIn(draft) }
      #expect(error?.cause == check)
    }
    await #expect(throws: IdentityError(.wrongToken, "")) {
      try await signIn(draft, issuer: "https://other.example.org")
    }
  }

  @Test(
    "a provider that cannot work is refused with the configuration",
    arguments: [
      ("http://login.example.org", ["a"]), ("login.example.org", ["a"]), ("", ["a"]),
      ("https://login.example.org", []), ("https://login.example.org", [""]),
      ("https://login.microsoftonline.com/{tenantid}/v2.0", ["a"]),
      ("https://user:secret@login.example.org", ["a"]),
    ])
  func invalid(issuer: String, audiences: [String]) {
    #expect(throws: IdentityError(.invalidProvider, "")) {
      try IdentityProvider(
        issuer: issuer, audiences: Set(audiences), tenants: .one("contoso"))
    }
  }
}
