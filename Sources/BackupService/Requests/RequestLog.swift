import Hummingbird
import Logging

/// One line in the log for each request: the method, the route's template, the status and how long
/// it took. Nothing in it says who asked or about whom: the path itself, the query, headers and
/// bodies stay out.
public struct RequestLog<Context: RequestContext>: RouterMiddleware {
  private let clock = ContinuousClock()

  public init() {}

  public func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    let start = clock.now
    do {
      let response = try await next(request, context)
      log(request, context, status: response.status.code, since: start)
      return response
    } catch {
      log(request, context, status: 500, since: start)
      throw error
    }
  }

  private func log(
    _ request: Request, _ context: Context, status: Int, since start: ContinuousClock.Instant
  ) {
    let milliseconds = (clock.now - start) / .milliseconds(1)
    let route = context.endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "(none)"
    let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
    context.logger.log(
      level: status >= 500 ? .error : .info, "request",
      metadata: [
        "method": "\(known.contains(request.method) ? request.method.rawValue : "(other)")",
        "route": "\(route)",
        "status": "\(status)",
        "milliseconds": "\((milliseconds * 1000).rounded() / 1000)",
      ])
  }
}
