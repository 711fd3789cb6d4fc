import Foundation
import OpenIDConnect
import RealProvider
import Testing

@testable import Identity

/// The whole way, with a provider that is not ours where it is installed, and with the development
/// provider.
@Suite("Signing in at a real provider", .serialized)
struct RealProviderTests {
  private func withProvider(
    _ kind: SignInProviderKind, program: (any SignInProvider) -> String,
    _ test: (any SignInProvider, ProviderClient, TokenVerifier) async throws -> Void
  ) async throws {
    let provider = try await kind.start()
    defer { provider.stop() }
    let transport = HTTPTransport()
    let metadata = try await ProviderMetadata.discover(issuer: provider.issuer, by: transport)
    let client = ProviderClient(
      id: program(provider), metadata: metadata, transport: transport)
    let verifier = TokenVerifier(providers: [
      try IdentityProvider(
        issuer: provider.issuer, audiences: [provider.audience],
        requiredScope: provider.requiredScope, tenants: .one("contoso"))
    ])
    try await test(provider, client, verifier)
  }

  @Test(
    "a person signs in in a browser, by code, with PKCE, state and nonce",
    arguments: SignInProviderKind.here)
  func code(_ kind: SignInProviderKind) async throws {
    try await withProvider(kind, program: \.codeClient) { provider, client, verifier in
      let request = CodeRequest()
      let page = try request.address(
        at: client, scope: provider.codeScope, redirectAddress: provider.redirectAddress)
      let back = try #require(try await provider.visit(page))
      let fields = URLComponents(string: back)?.queryItems ?? []
      #expect(back.hasPrefix(provider.redirectAddress))
      #expect(fields.first { $0.name == "state" }?.value == request.state)
      let code = try #require(fields.first { $0.name == "code" }?.value)

      await #expect(throws: ProviderError(.refused, "")) {
        try await client.redeem(
          code: code, of: CodeRequest(), redirectAddress: provider.redirectAddress)
      }
      let second = try #require(try await provider.visit(page))
      let fresh = try #require(
        URLComponents(string: second)?.queryItems?.first { $0.name == "code" }?.value)
      let tokens = try await client.redeem(
        code: fresh, of: request, redirectAddress: provider.redirectAddress)

      let idToken = try #require(tokens.idToken)
      let person = try await verifier.caller(
        idToken: idToken, issuer: provider.issuer, client: provider.codeClient, nonce: request.nonce
      )
      let caller = try await verifier.caller(accessToken: tokens.accessToken[...])
      #expect(person == caller)
      #expect(caller.tenant == "contoso")

      await #expect(throws: IdentityError(.wrongToken, "")) {
        try await verifier.caller(accessToken: idToken[...])
      }
      await #expect(throws: IdentityError(.wrongToken, "")) {
        try await verifier.caller(
          idToken: idToken, issuer: provider.issuer, client: provider.codeClient, nonce: "other")
      }
    }
  }

  @Test(
    "a person signs in by a code on another device, and the token is refreshed",
    arguments: SignInProviderKind.here)
  func deviceCode(_ kind: SignInProviderKind) async throws {
    try await withProvider(kind, program: \.deviceClient) { provider, client, verifier in
      let authorization = try await client.authorizeDevice(scope: provider.deviceScope)
      #expect(authorization.interval == 1)
      #expect(try await client.poll(authorization) == .pending)
      #expect(try await client.poll(authorization) == .slowDown)

      let other = try await client.authorizeDevice(scope: provider.deviceScope)
      _ = try await provider.visit(try #require(other.completeAddress))
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

  @Test(
    "a token of a real provider with one bit changed is refused",
    arguments: SignInProviderKind.here)
  func forged(_ kind: SignInProviderKind) async throws {
    try await withProvider(kind, program: \.deviceClient) { provider, client, verifier in
      let authorization = try await client.authorizeDevice(scope: provider.deviceScope)
      _ = try await provider.visit(try #require(authorization.completeAddress))
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
