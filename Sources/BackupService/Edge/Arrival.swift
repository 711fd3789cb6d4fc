import HTTPTypes
import Hummingbird

/// The first that a request meets: notes where it came from, and gives every answer the headers that
/// keep browsers from doing more with it than was meant (OWASP Secure Headers).
struct Arrival: RouterMiddleware {
  typealias Context = ServiceContext

  let edge: Edge

  func handle(
    _ request: Request, context: ServiceContext,
    next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.origin = RequestOrigin(
      of: request.head, peer: context.peer, isTLS: edge.isTLS, proxies: edge.proxies)
    var response = try await next(request, context)
    set(.xContentTypeOptions, "nosniff", in: &response)
    set("Cross-Origin-Resource-Policy", "same-origin", in: &response)
    if response.headers[.contentType]?.hasPrefix("text/html") ?? false {
      // With no-referrer, a browser would not say where a form was sent from.
      set("Referrer-Policy", "same-origin", in: &response)
      set("Cross-Origin-Opener-Policy", "same-origin", in: &response)
      set(
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        in: &response)
    } else {
      set("Referrer-Policy", "no-referrer", in: &response)
      // Of data nobody makes a page; should a browser be brought to it, nothing in it runs.
      set(.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'", in: &response)
    }
    if context.origin.scheme == "https" {
      set(.strictTransportSecurity, "max-age=31536000", in: &response)
    }
    return response
  }

  /// Sets a header that the answer does not have already.
  private func set(_ name: String, _ value: String, in response: inout Response) {
    guard let name = HTTPField.Name(name) else { return }
    set(name, value, in: &response)
  }

  private func set(_ name: HTTPField.Name, _ value: String, in response: inout Response) {
    if response.headers[name] == nil { response.headers[name] = value }
  }
}
