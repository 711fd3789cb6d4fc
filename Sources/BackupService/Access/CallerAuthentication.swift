import HTTPTypes
import Hummingbird
import Identity

/// Finds out who sent a request, and by which device's key it is proven, and notes both. What the
/// caller may do is ``RouteAccess``'s to say, and whether the device is let in ``ServiceRouter``'s.
struct CallerAuthentication: RouterMiddleware {
  typealias Context = ServiceContext

  let authentication: Authentication
  let enrollmentTokens: EnrollmentTokenService
  let provisioningTokens: ProvisioningTokenService
  let proofs: DeviceProofs
  let limits: RequestLimits

  func handle(
    _ request: Request, context: ServiceContext,
    next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    do {
      let authorization = request.headers[.authorization]
      let (credentials, caller) = try await limits.checking(
        authorization, from: context.origin.client
      ) {
        let credentials = try Credentials.read(authorization: authorization)
        return (credentials, try await self.caller(of: credentials.token))
      }
      context.proof = try await proofs.check(
        request, from: context.origin, credentials, of: caller)
      context.caller = caller
      context.token = credentials.token
    } catch {
      // The sender is not told which check failed; whoever runs the service may look.
      let problem = ServiceProblem(error)
      if let check = problem.cause?.words, Self.toldToTheLog.contains(problem.kind) {
        context.logger.info(
          problem.kind == .wrongToken ? "a token was refused" : "a proof was refused",
          metadata: ["check": "\(check)"])
      }
      throw problem
    }
    var response = try await next(request, context)
    if context.proof?.nonceIsAgeing ?? false, let nonce = try await proofs.freshNonce() {
      response.headers[.dpopNonce] = nonce
    }
    return response
  }

  private static let toldToTheLog: Set<ProblemKind> = [
    .wrongToken, .wrongProof, .staleProof, .nonceRequired,
  ]

  private func caller(of token: Substring) async throws -> Caller {
    if let token = EnrollmentToken(token) { return try await enrollmentTokens.caller(token) }
    if token.hasPrefix(ProvisioningToken.prefix) {
      guard let caller = try await provisioningTokens.caller(token: token) else {
        throw IdentityError(
          .wrongToken, "This token for SCIM was revoked, or its time is over, or it never was one.")
      }
      return caller
    }
    return try await authentication.caller(token: token)
  }
}

extension HTTPField.Name {
  /// The nonce for a device's next proof (RFC 9449, section 8.1).
  /// A header's name is a token (RFC 9110, section 5.6.2), and these letters are one.
  static let dpopNonce = HTTPField.Name("DPoP-Nonce")!
}
