import Hummingbird
import Identity

/// Finds out who sent a request, and notes it. What the caller may do is ``RouteAccess``'s to say.
struct CallerAuthentication: RouterMiddleware {
  typealias Context = ServiceContext

  let authentication: Authentication
  let provisioningTokens: ProvisioningTokenService

  func handle(
    _ request: Request, context: ServiceContext,
    next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    if let token = try? BearerToken.read(authorization: request.headers[.authorization]),
      token.hasPrefix(ProvisioningToken.prefix)
    {
      guard let caller = try await provisioningTokens.caller(token: token) else {
        throw IdentityError(
          .wrongToken, "This token for SCIM was revoked, or its time is over, or it never was one.")
      }
      context.caller = caller
      return try await next(request, context)
    }
    do throws(IdentityError) {
      context.caller = try await authentication.caller(
        authorization: request.headers[.authorization])
    } catch {
      // The sender is not told which check failed; whoever runs the service may look.
      if let check = error.cause, error.code == .wrongToken {
        context.logger.info("a token was refused", metadata: ["check": "\(check)"])
      }
      throw error
    }
    return try await next(request, context)
  }
}
