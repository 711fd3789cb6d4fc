/// A refusal in the words of OAuth (RFC 6749, section 5.2; RFC 8628, section 3.5).
struct OAuthError: Error, Sendable, Hashable {
  enum Code: String, Sendable {
    case accessDenied = "access_denied"
    case authorizationPending = "authorization_pending"
    case expiredToken = "expired_token"
    case invalidClient = "invalid_client"
    case invalidGrant = "invalid_grant"
    case invalidRequest = "invalid_request"
    case invalidScope = "invalid_scope"
    case slowDown = "slow_down"
    case unsupportedGrantType = "unsupported_grant_type"
    case unsupportedResponseType = "unsupported_response_type"
  }

  let code: Code

  init(_ code: Code) { self.code = code }
}
