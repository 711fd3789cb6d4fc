import Hummingbird
import Identity

/// Finds out who sent a request, and notes it. What the caller may do is ``RouteAccess``'s to say.
struct CallerAuthentication: RouterMiddleware {
  typealias Context = ServiceContext

  let authentication: Authentication
  let limits: RequestLimits

  func handle(
    _ request: Request, context: ServiceContext,
    next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    let authorization = request.headers[.authorization]
    do {
      context.caller = try await limits.checking(authorization, from: context.origin.client) {
        () async throws(IdentityError) in
        try await authentication.caller(authorization: authorization)
      }
    } catch let error as IdentityError {
      // The sender is not told which check failed; whoever runs the service may look.
      if let check = error.cause, error.code == .wrongToken {
        context.logger.info("a token was refused", metadata: ["check": "\(check)"])
      }
      throw error
    }
    return try await next(request, context)
  }
}
