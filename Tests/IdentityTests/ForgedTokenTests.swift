import Foundation
import Testing

@testable import Identity

@Suite("Forged tokens")
struct ForgedTokenTests {
  @Test("the token that they are made from is good")
  func original() async throws {
    let provider = FakeProvider()
    let token = try provider.draft().signed()
    let caller = try await provider.verifier().caller(accessToken: token[...])
    #expect(caller == Caller(tenant: "contoso", subject: .named("alice"), roles: [.person]))
  }

  @Test("each is refused, and the sender is not told why", arguments: Forgery.all)
  func refused(forgery: Forgery) async throws {
    let provider = FakeProvider()
    let token = try forgery.forge(provider.draft(), provider)
    let verifier = try provider.verifier()
    let error = await #expect(throws: IdentityError(.wrongToken, "")) {
      try await verifier.caller(accessToken: token[...])
    }
    #expect(error?.cause == forgery.check)
    #expect(error?.message == IdentityError.refused("").message)
  }

  @Test("a token is good until a minute after its end, and from a minute before its start")
  func leeway() async throws {
    let provider = FakeProvider()
    let verifier = try provider.verifier()
    let token = try provider.draft().signed()
    provider.moveClock(by: -59)
    _ = try await verifier.caller(accessToken: token[...])
    provider.moveClock(by: 59 + 3600 + 59)
    _ = try await verifier.caller(accessToken: token[...])
    provider.moveClock(by: 1)
    await #expect(throws: IdentityError(.expiredToken, "")) {
      try await verifier.caller(accessToken: token[...])
    }
  }

  @Test("that a token's time is over is told only of one that is good otherwise")
  func expired() async throws {
    let provider = FakeProvider()
    let verifier = try provider.verifier()
    let old = provider.draft().with("exp", "1")
    await #expect(throws: IdentityError(.expiredToken, "")) {
      try await verifier.caller(accessToken: old.signed()[...])
    }
    for forged in [
      try old.signed(by: .otherRSA), try old.with("aud", "\"api://other\"").signed(),
    ] {
      await #expect(throws: IdentityError(.wrongToken, "")) {
        try await verifier.caller(accessToken: forged[...])
      }
    }
  }

  @Test("every token cut short is refused")
  func truncated() async throws {
    let provider = FakeProvider()
    let verifier = try provider.verifier()
    let token = try provider.draft().signed()
    for length in 0..<token.count {
      await #expect(throws: IdentityError(.wrongToken, ""), "\(length)") {
        try await verifier.caller(accessToken: token.prefix(length))
      }
    }
  }

  @Test("every token with a character changed is refused")
  func changed() async throws {
    let provider = FakeProvider(keys: [.ec])
    let verifier = try provider.verifier()
    let token = Array(try provider.draft(.ec).signed())
    for index in token.indices {
      var changed = token
      changed[index] = token[index] == "A" ? "B" : "A"
      let text = String(changed)
      await #expect(throws: IdentityError(.wrongToken, ""), "\(index)") {
        try await verifier.caller(accessToken: text[...])
      }
    }
  }
}
