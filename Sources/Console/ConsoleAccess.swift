import BackupService
import Foundation
import Hummingbird
import Identity

/// Lets in who has a session, or, where static tokens are, who knows a tenant's. Everybody else is
/// sent to sign in.
struct ConsoleAccess: RouterMiddleware {
  typealias Context = ServiceContext

  let tokens: StaticTokens
  let signIn: ConsoleSignIn?
  let pages: Pages
  let limits: RequestLimits

  func handle(
    _ request: Request, context: ServiceContext,
    next: (Request, ServiceContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    if let signIn {
      context.caller = try await signIn.caller(of: request)
      let isLooking = [.get, .head].contains(request.method)
      guard isLooking || signIn.isFromConsole(request) else {
        throw ServiceProblem(
          .accessDenied, "This did not come from a page of the console, so nothing was done.")
      }
      if context.caller == nil, tokens.isEmpty || request.headers[.authorization] == nil {
        guard isLooking else {
          throw ServiceProblem(.missingToken, "Your session is over. Sign in again.")
        }
        try limits.admitStranger(from: context.origin.client)
        let away = try await signIn.begin(for: request.uri.string)
        return signIn.isFromPage(request) ? pages.sessionEnded(away) : away
      }
    }
    if signIn == nil, ![.get, .head].contains(request.method), !Self.isFromSameHost(request) {
      throw ServiceProblem(
        .accessDenied, "This did not come from a page of the console, so nothing was done.")
    }
    if context.caller == nil {
      let password = Self.password(authorization: request.headers[.authorization])
      do {
        context.caller = try await limits.checking(password, from: context.origin.client) {
          () async throws(IdentityError) in
          try await tenant(with: password)
        }
      } catch let error as IdentityError {
        var response = pages.error(ErrorPage(ServiceProblem(error), in: context))
        response.headers[.wwwAuthenticate] = #"Basic realm="Valise console", charset="UTF-8""#
        return response
      }
    }
    return try await next(request, context)
  }

  /// Whether a form was sent from a page of this host. A browser sends the password of HTTP Basic with
  /// any form that leads here, wherever that form is; it also says where, and cannot be made to lie.
  private static func isFromSameHost(_ request: Request) -> Bool {
    guard let host = request.head.authority, let origin = request.headers[.origin] else {
      return false
    }
    return origin == "http://" + host || origin == "https://" + host
  }

  /// The bearer of a static token, by HTTP Basic (RFC 7617) with the token as the password and any
  /// user name.
  private func tenant(with password: String?) async throws(IdentityError) -> Caller {
    guard let password else {
      throw IdentityError(
        .missingToken, "Sign in with any user name, and with a token as the password.")
    }
    return try await Authentication(tokens: tokens).caller(token: Substring(password))
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
