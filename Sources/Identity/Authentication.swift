/// Says who sent a request: the bearer of a tenant's static token, or whoever an identity provider's
/// access token speaks for.
public struct Authentication: Sendable {
  public let tokens: StaticTokens
  public let verifier: TokenVerifier

  public init(tokens: StaticTokens, verifier: TokenVerifier = TokenVerifier(providers: [])) {
    self.tokens = tokens
    self.verifier = verifier
  }

  /// - Parameter authorization: the value of the `Authorization` header.
  /// - Throws: `identity.missingToken`, `identity.wrongToken`, `identity.expiredToken`,
  ///   `identity.providerUnavailable`.
  public func caller(authorization: String?) async throws(IdentityError) -> Caller {
    let token = try BearerToken.read(authorization: authorization)
    if let caller = tokens.caller(token: token) { return caller }
    return try await verifier.caller(accessToken: token)
  }
}
