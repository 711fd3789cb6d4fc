import Hummingbird
import Identity

/// Finds out who sent a request, and notes it. What the caller may do is ``RouteAccess``'s to say.
struct CallerAuthentication: RouterMiddleware {
  typealias Context = ServiceContext

  let authentication: Authentication

  func handle(
    _ request: Request, context: ServiceContext,
    next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    var context = context
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
