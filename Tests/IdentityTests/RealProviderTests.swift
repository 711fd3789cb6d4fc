import Foundation
import OpenIDConnect
import RealProvider
import Testing

@testable import Identity

/// The whole way, with a provider that is not ours.
@Suite(
  "Glewlwyd of Debian's packages", .serialized,
  .enabled(if: Glewlwyd.isInstalled, "glewlwyd or sqlite3 is not installed here"))
struct RealProviderTests {
  private func withProvider(
    _ test: (Glewlwyd, ProviderClient, TokenVerifier) async throws -> Void
  ) async throws {
    let glewlwyd = try await Glewlwyd.start()
    defer { glewlwyd.stop() }
    let transport = HTTPTransport()
    let metadata = try await ProviderMetadata.discover(issuer: glewlwyd.issuer, by: transport)
    let client = ProviderClient(id: Glewlwyd.client, metadata: metadata, transport: transport)
    let verifier = TokenVerifier(providers: [
      try IdentityProvider(
        issuer: glewlwyd.issuer, audiences: [Glewlwyd.scope], requiredScope: "agent",
        tenants: .one("contoso"))
    ])
    try await test(glewlwyd, client, verifier)
  }

  @Test("a person signs in in a browser, by code, with PKCE, state and nonce")
  func code() async throws {
    try await withProvider { glewlwyd, client, verifier in
      let request = CodeRequest()
      let page = try request.address(
        at: client, scope: Glewlwyd.scope, redirectAddress: Glewlwyd.redirectAddress)
      let back = try #require(try await glewlwyd.visit(page))
      let fields = URLComponents(string: back)?.queryItems ?? []
      #expect(back.hasPrefix(Glewlwyd.redirectAddress))
      #expect(fields.first { $0.name == "state" }?.value == request.state)
      let code = try #require(fields.first { $0.name == "code" }?.value)

      await #expect(throws: ProviderError(.refused, "")) {
        try await client.redeem(
          code: code, of: CodeRequest(), redirectAddress: Glewlwyd.redirectAddress)
      }
      let second = try #require(try await glewlwyd.visit(page))
      let fresh = try #require(
        URLComponents(string: second)?.queryItems?.first { $0.name == "code" }?.value)
      let tokens = try await client.redeem(
        code: fresh, of: request, redirectAddress: Glewlwyd.redirectAddress)

      let idToken = try #require(tokens.idToken)
      let person = try await verifier.caller(
        idToken: idToken, issuer: glewlwyd.issuer, client: Glewlwyd.client, nonce: request.nonce)
      let caller = try await verifier.caller(accessToken: tokens.accessToken[...])
      #expect(person == caller)
      #expect(caller.tenant == "contoso")

      await #expect(throws: IdentityError(.wrongToken, "")) {
        try await verifier.caller(accessToken: idToken[...])
      }
      await #expect(throws: IdentityError(.wrongToken, "")) {
        try await verifier.caller(
          idToken: idToken, issuer: glewlwyd.issuer, client: Glewlwyd.client, nonce: "other")
      }
    }
  }

  @Test("a person signs in by a code on another device, and the token is refreshed")
  func deviceCode() async throws {
    try await withProvider { glewlwyd, client, verifier in
      let authorization = try await client.authorizeDevice(scope: Glewlwyd.scope)
      #expect(authorization.interval == 1)
      #expect(try await client.poll(authorization) == .pending)
      #expect(try await client.poll(authorization) == .slowDown)

      let other = try await client.authorizeDevice(scope: Glewlwyd.scope)
      _ = try await glewlwyd.visit(try #require(other.completeAddress))
      guard case .tokens(let tokens) = try await client.poll(other) else {
        Issue.record("the code was entered, and gives no token")
        return
      }
      let caller = try await verifier.caller(accessToken: tokens.accessToken[...])
      #expect(caller.roles == [.person])

      let again = try await client.refresh(try #require(tokens.refreshToken))
      #expect(try await verifier.caller(accessToken: again.accessToken[...]) == caller)
      await #expect(throws: ProviderError(.denied, "")) {
        try await client.poll(other)
      }
    }
  }

  @Test("a token of a real provider with one bit changed is refused")
  func forged() async throws {
    try await withProvider { glewlwyd, client, verifier in
      let authorization = try await client.authorizeDevice(scope: Glewlwyd.scope)
      _ = try await glewlwyd.visit(try #require(authorization.completeAddress))
      guard case .tokens(let tokens) = try await client.poll(authorization) else { return }
      var parts = tokens.accessToken.split(separator: ".").map(String.init)
      var claims = try #require(Base64URL.decoded(parts[1][...]))
      claims = Data(
        String(decoding: claims, as: UTF8.self).replacing("\"sub\":\"", with: "\"sub\":\"x").utf8)
      parts[1] = Base64URL.encoded(claims)
      let error = await #expect(throws: IdentityError(.wrongToken, "")) {
        try await verifier.caller(accessToken: parts.joined(separator: ".")[...])
      }
      #expect(error?.cause == "signature")
    }
  }
}
