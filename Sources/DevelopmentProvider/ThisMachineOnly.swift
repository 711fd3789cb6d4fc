import Foundation
import HTTPTypes
import Hummingbird

/// Refuses what was not asked for under the provider's own name, or came through a proxy: a page
/// elsewhere that lets its own name point to this machine would see the provider's pages otherwise.
/// Forms are taken from the provider's own pages alone.
struct ThisMachineOnly<Context: RequestContext>: RouterMiddleware {
  private let origin: String
  private let authority: String
  private let pages: ProviderPages

  private static var tracesOfProxies: [HTTPField.Name] {
    ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"]
      .compactMap { HTTPField.Name($0) }
  }

  init(issuer: String, pages: ProviderPages) {
    let origin = String(issuer.dropLast(DevelopmentProvider.path.count))
    self.origin = origin
    authority = origin.firstRange(of: "://").map { String(origin[$0.upperBound...]) } ?? ""
    self.pages = pages
  }

  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    guard request.head.authority?.lowercased() == authority,
      !Self.tracesOfProxies.contains(where: { request.headers[$0] != nil })
    else {
      return pages.refusal(
        "The development provider is for this machine alone, and under the address \(origin).",
        status: .forbidden)
    }
    // Programs send none; every browser says where a form was sent from.
    if request.method == .post, let sentFrom = request.headers[.origin], sentFrom != origin {
      return pages.refusal(
        "This form did not come from a page of the provider.", status: .forbidden)
    }
    return try await next(request, context)
  }
}
