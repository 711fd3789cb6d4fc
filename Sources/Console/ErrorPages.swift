import BackupService
import Hummingbird

/// Answers everything that goes wrong with a page, and logs what is the service's own fault.
struct ErrorPages: RouterMiddleware {
  typealias Context = ServiceContext

  let pages: Pages
  /// Whether anybody may see the pages, who know nothing of the console.
  var isPublic = false

  func handle(
    _ request: Request, context: ServiceContext,
    next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      let problem = ServiceProblem(error)
      Self.log(problem, in: context)
      let page = ErrorPage(problem, in: context)
      return isPublic ? pages.publicError(page) : pages.error(page)
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
}
