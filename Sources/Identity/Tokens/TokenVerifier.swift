import Foundation
import JSONText
import OpenIDConnect

/// Says who a token of an identity provider speaks for, or that it is refused.
///
/// Checked are, in this order: size and form, algorithm and header, issuer, key and signature, then
/// audience, times, kind, scope, tenant and subject. jwt-kit does the signatures; everything else it
/// leaves to its user, and is done here.
public struct TokenVerifier: Sendable {
  /// By how much the clocks of the provider and of this machine may differ, in seconds.
  public static let leeway: TimeInterval = 60

  /// How the providers are spoken to.
  public let transport: any ProviderTransport
  private let sources: [Source]
  private let now: @Sendable () -> Date

  private struct Source: Sendable {
    let provider: IdentityProvider
    let keys: ProviderKeys
  }

  public init(
    providers: [IdentityProvider], transport: any ProviderTransport = HTTPTransport(),
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.transport = transport
    self.now = now
    sources = providers.map { provider in
      Source(provider: provider, keys: ProviderKeys(of: provider, by: transport, now: now))
    }
  }

  public var providers: [IdentityProvider] { sources.map(\.provider) }

  /// Who sent an access token (RFC 9068, and the shapes that came before it).
  ///
  /// - Throws: `identity.wrongToken`, `identity.expiredToken`, `identity.providerUnavailable`.
  public func caller(accessToken: Substring) async throws(IdentityError) -> Caller {
    let (token, provider) = try await signed(accessToken)
    try token.checkIsAccessToken()
    try token.checkAudience(isOneOf: provider.audiences)
    try token.checkScope(contains: provider.requiredScope)
    try token.checkTimes(now: now(), leeway: Self.leeway)
    return try provider.caller(of: token, isPerson: !token.isOfProgram)
  }

  /// Who signed in to a program of ours (OpenID Connect Core, section 3.1.3.7).
  ///
  /// - Parameters:
  ///   - issuer: the provider that the token was fetched from.
  ///   - client: the program's id there.
  ///   - nonce: what the program sent along.
  /// - Throws: as ``caller(accessToken:)``.
  public func caller(
    idToken: String, issuer: String, client: String, nonce: String
  ) async throws(IdentityError) -> Caller {
    let (token, provider) = try await signed(idToken[...])
    guard provider.issuer == issuer else { throw .refused("issuer") }
    try token.checkAudience(isOneOf: [client])
    guard (token.claims["azp"] ?? .text(client)).text == client else { throw .refused("azp") }
    guard SecretDigest(of: token.claims["nonce"]?.text ?? "") == SecretDigest(of: nonce) else {
      throw .refused("nonce")
    }
    try token.checkTimes(now: now(), leeway: Self.leeway)
    return try provider.caller(of: token, isPerson: true)
  }

  /// What the provider with this issuer says of itself.
  ///
  /// - Throws: `identity.providerUnavailable`, `identity.invalidProvider` for an issuer that is none
  ///   of ours.
  public func metadata(ofIssuer issuer: String) async throws(IdentityError) -> ProviderMetadata {
    guard let source = sources.first(where: { $0.provider.issuer == issuer }) else {
      throw IdentityError(.invalidProvider, "The issuer \(issuer) is not configured.")
    }
    return try await source.keys.description()
  }

  /// Whether the provider with this issuer answers.
  public func isReachable(issuer: String) async -> Bool {
    let source = sources.first { $0.provider.issuer == issuer }
    return await source?.keys.isReachable() ?? false
  }

  /// A token whose signature is its provider's.
  private func signed(
    _ text: Substring
  ) async throws(IdentityError) -> (token: CompactToken, provider: IdentityProvider) {
    let token = try CompactToken(text)
    let header = try TokenHeader(token.header)
    let organization = token.claims["tid"]?.text
    let source = token.claims["iss"]?.text.flatMap { issuer in
      sources.first { $0.provider.issued(issuer, organization: organization) }
    }
    guard let source, let issuer = token.claims["iss"]?.text else { throw .refused("issuer") }
    guard source.provider.algorithms.contains(header.algorithm) else {
      throw .refused("algorithm")
    }
    let keys = try await source.keys.keys(named: header.keyID, for: header.algorithm)
    guard !keys.isEmpty else { throw .refused("key") }
    let isSigned = keys.contains { key in
      source.provider.allows(keyIssuer: key.issuer, for: issuer, organization: organization)
        && key.isSignature(token.signature, over: token.signedBytes)
    }
    guard isSigned else { throw .refused("signature") }
    return (token, source.provider)
  }
}
