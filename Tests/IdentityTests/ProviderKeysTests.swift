import Foundation
import Testing

@testable import Identity

@Suite("The keys of a provider")
struct ProviderKeysTests {
  private let provider = FakeProvider()

  private func subject(_ key: FakeKey, of verifier: TokenVerifier) async throws -> Caller.Subject {
    try await verifier.caller(accessToken: provider.draft(key).signed()[...]).subject
  }

  @Test(
    "tokens of every algorithm on the list are taken", arguments: [FakeKey.rsa, .pss, .ec, .ed])
  func algorithms(key: FakeKey) async throws {
    provider.setKeys([.rsa, .pss, .ec, .ed])
    #expect(try await subject(key, of: provider.verifier()) == .named("alice"))
  }

  @Test("an algorithm that the configuration leaves out is refused")
  func allowList() async throws {
    provider.setKeys([.rsa, .ec])
    let verifier = try provider.verifier(
      IdentityProvider(
        issuer: provider.issuer, audiences: ["api://valise"], algorithms: [.es256],
        tenants: .one("contoso")))
    #expect(try await subject(.ec, of: verifier) == .named("alice"))
    let error = await #expect(throws: IdentityError.self) { try await subject(.rsa, of: verifier) }
    #expect(error?.cause == "algorithm")
  }

  @Test("they are fetched once for many tokens, also when these come at once")
  func once() async throws {
    let verifier = try provider.verifier()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 { group.addTask { _ = try await subject(.rsa, of: verifier) } }
      try await group.waitForAll()
    }
    #expect(provider.questions == 1)
  }

  @Test("a new key is found by the first token that names it")
  func rotation() async throws {
    let verifier = try provider.verifier()
    _ = try await subject(.rsa, of: verifier)
    provider.setKeys([.rsa, .ec])
    provider.moveClock(by: 30)
    #expect(try await subject(.ec, of: verifier) == .named("alice"))
    #expect(provider.questions == 2)
  }

  @Test("unknown key names make no more than one question in half a minute")
  func rateLimit() async throws {
    let verifier = try provider.verifier()
    _ = try await subject(.rsa, of: verifier)
    for number in 0..<50 {
      let token = try provider.draft().header("kid", "\"k\(number)\"").signed()
      await #expect(throws: IdentityError(.wrongToken, "")) {
        try await verifier.caller(accessToken: token[...])
      }
    }
    #expect(provider.questions == 1)
    provider.moveClock(by: 30)
    await #expect(throws: IdentityError(.wrongToken, "")) { try await subject(.ec, of: verifier) }
    #expect(provider.questions == 2)
  }

  @Test("a key that the provider took away is refused after the next look")
  func withdrawn() async throws {
    let keys = ProviderKeys(of: try verifierProvider(), by: provider) { provider.now }
    #expect(try await keys.keys(named: "rsa", for: .rs256).count == 1)
    provider.setKeys([.ec])
    provider.moveClock(by: 3600)
    // The look is taken behind this token's back.
    #expect(try await keys.keys(named: "rsa", for: .rs256).count == 1)
    await keys.settle()
    #expect(try await keys.keys(named: "rsa", for: .rs256).isEmpty)
  }

  @Test("while the provider is down, known keys work for a day, and new ones are told to wait")
  func down() async throws {
    let verifier = try provider.verifier()
    _ = try await subject(.rsa, of: verifier)
    provider.setDown(true)
    provider.moveClock(by: 86_000)
    #expect(try await subject(.rsa, of: verifier) == .named("alice"))

    let error = await #expect(throws: IdentityError(.providerUnavailable, "")) {
      try await subject(.ec, of: verifier)
    }
    #expect(error?.retryAfter == 30)
    provider.moveClock(by: 400)
    await #expect(throws: IdentityError(.providerUnavailable, "")) {
      try await subject(.rsa, of: verifier)
    }

    provider.setDown(false)
    provider.moveClock(by: 30)
    #expect(try await subject(.rsa, of: verifier) == .named("alice"))
  }

  @Test("a provider that was never reached is unavailable, and asked again later")
  func neverReached() async throws {
    provider.setDown(true)
    let verifier = try provider.verifier()
    await #expect(throws: IdentityError(.providerUnavailable, "")) {
      try await subject(.rsa, of: verifier)
    }
    #expect(await !verifier.isReachable(issuer: provider.issuer))
    provider.setDown(false)
    provider.moveClock(by: 10)
    let error = await #expect(throws: IdentityError(.providerUnavailable, "")) {
      try await subject(.rsa, of: verifier)
    }
    #expect(error?.retryAfter == 20)
    provider.moveClock(by: 20)
    #expect(try await subject(.rsa, of: verifier) == .named("alice"))
    #expect(await verifier.isReachable(issuer: provider.issuer))
  }

  @Test("a provider that calls itself otherwise is not believed")
  func otherIssuer() async throws {
    provider.setMetadataIssuer("https://evil.example")
    await #expect(throws: IdentityError(.providerUnavailable, "")) {
      try await subject(.rsa, of: provider.verifier())
    }
  }

  @Test(
    "a key set that holds no public signing key gives none",
    arguments: [
      #"{"keys":[{"kty":"oct","kid":"rsa","k":"AAAA"}]}"#,
      #"{"keys":[{"kty":"RSA","kid":"rsa","n":"AQAB","e":"AQAB"}]}"#,
      #"{"keys":[{"kty":"RSA","kid":"rsa","n":7}]}"#,
      #"{"keys":[{"kty":"EC","crv":"P-256","kid":"rsa","x":"AA","y":"AA"}]}"#,
      #"{"keys":[7,null,"x",{}]}"#, #"{"keys":[]}"#,
      FakeKey.rsa.json.replacing(#""use":"sig""#, with: #""use":"enc""#).inKeySet,
      FakeKey.rsa.json.replacing(#""use":"sig""#, with: #""d":"AAAA""#).inKeySet,
      FakeKey.rsa.json.replacing(#""use":"sig""#, with: #""key_ops":["encrypt"]"#).inKeySet,
      FakeKey.rsa.json.replacing("RS256", with: "HS256").inKeySet,
    ])
  func strangeKeys(document: String) async throws {
    provider.setKeyDocument(document)
    let error = await #expect(throws: IdentityError(.wrongToken, "")) {
      try await subject(.rsa, of: provider.verifier())
    }
    #expect(error?.cause == "key")
  }

  @Test(
    "what is no key set makes the provider unavailable",
    arguments: ["", "[]", "{}", #"{"keys":{}}"#, #"{"keys":[],"keys":[]}"#, "<html>"])
  func noKeySet(document: String) async throws {
    provider.setKeyDocument(document)
    await #expect(throws: IdentityError(.providerUnavailable, "")) {
      try await subject(.rsa, of: provider.verifier())
    }
  }

  @Test("a token without a key's name is taken from a provider with a single key")
  func unnamed() async throws {
    let token = try provider.draft().header("kid", nil).signed()
    _ = try await provider.verifier().caller(accessToken: token[...])
  }

  private func verifierProvider() throws -> IdentityProvider {
    try IdentityProvider(
      issuer: provider.issuer, audiences: ["api://valise"], tenants: .one("contoso"))
  }
}

extension String {
  fileprivate var inKeySet: String { "{\"keys\":[\(self)]}" }
}
