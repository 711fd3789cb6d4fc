import BackupService
import Hummingbird
import Identity
import Store

/// Notes every page that somebody looks at in the audit log, before it is shown: one that cannot be noted
/// is refused. Pages that change something are noted by the service that makes the change.
struct ConsoleTrail: RouterMiddleware {
  typealias Context = ServiceContext

  let audit: AuditService

  func handle(
    _ request: Request, context: ServiceContext,
    next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    if let caller = context.caller, [.get, .head].contains(request.method) {
      // What is no name is no person: the page says so.
      let user = request.uri.queryParameters.get("user").flatMap {
        StoreName.isValid($0) ? $0 : nil
      }
      try await audit.noteLook(
        AuditEvent(
          .staffLooked, by: AuditActor(caller), user: user,
          details: ["page": context.endpointPath ?? ""]),
        in: TenantID(rawValue: caller.tenant))
    }
    return try await next(request, context)
  }
}
