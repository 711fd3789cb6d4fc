import Hummingbird
import Identity
import Store

/// Lets a request in when its bearer token is a tenant's, and notes whose.
struct TenantAuthentication: RouterMiddleware {
  typealias Context = ServiceContext

  let tokens: StaticTokens

  func handle(
    _ request: Request, context: ServiceContext,
    next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    let tenant = try tokens.tenant(authorization: request.headers[.authorization])
    context.tenant = TenantID(rawValue: tenant)
    return try await next(request, context)
  }
}
