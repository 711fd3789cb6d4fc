/// Says who sent a request: the bearer of a tenant's static token, or whoever an identity provider's
/// access token speaks for.
public struct Authentication: Sendable {
  public let tokens: StaticTokens
  public let verifier: TokenVerifier

  public init(tokens: StaticTokens, verifier: TokenVerifier = TokenVerifier(providers: [])) {
    self.tokens = tokens
    self.verifier = verifier
  }

  /// Who bears a token.
  ///
  /// - Throws: `identity.wrongToken`, `identity.expiredToken`, `identity.providerUnavailable`.
  public func caller(token: Substring) async throws(IdentityError) -> Caller {
    if let caller = tokens.caller(token: token) { return caller }
    return try await verifier.caller(accessToken: token)
  }
}
