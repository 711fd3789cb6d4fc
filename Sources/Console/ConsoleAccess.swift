import BackupService
import Foundation
import Hummingbird
import Identity
import Store

/// Lets somebody in who knows a tenant's token, and answers everything that goes wrong with a page.
struct ConsoleAccess: RouterMiddleware {
  typealias Context = ServiceContext

  let tokens: StaticTokens
  let pages: Pages

  func handle(
    _ request: Request, context: ServiceContext,
    next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    do {
      let password = Self.password(authorization: request.headers[.authorization])
      context.caller = try await Authentication(tokens: tokens).caller(
        authorization: password.map { "Bearer " + $0 })
    } catch {
      var response = pages.error(ErrorPage(ServiceProblem(error), in: context))
      response.headers[.wwwAuthenticate] = #"Basic realm="Valise console", charset="UTF-8""#
      return response
    }
    do {
      return try await next(request, context)
    } catch {
      let problem = ServiceProblem(error)
      Self.log(problem, in: context)
      return pages.error(ErrorPage(problem, in: context))
    }
  }

  private static func log(_ problem: ServiceProblem, in context: ServiceContext) {
    guard problem.kind.status >= 500 else { return }
    var logger = context.logger
    logger[metadataKey: "problem"] = "\(problem.kind.code)"
    if let cause = problem.cause {
      logger[metadataKey: "cause"] = "\(cause.code)"
      if let words = cause.words { logger[metadataKey: "words"] = "\(words)" }
    }
    logger.error("a page failed")
  }

  /// The password of HTTP Basic; nil when the header holds none.
  private static func password(authorization: String?) -> String? {
    guard let parts = authorization?.split(separator: " "), parts.count == 2,
      parts[0].lowercased() == "basic", let bytes = Data(base64Encoded: String(parts[1]))
    else { return nil }
    let credentials = String(decoding: bytes, as: UTF8.self)
    return credentials.firstIndex(of: ":").map {
      String(credentials[credentials.index(after: $0)...])
    }
  }
}
