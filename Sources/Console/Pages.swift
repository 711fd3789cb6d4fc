import Foundation
import Hummingbird
import Mustache

/// The page after a sign-out.
private struct SignedOutPage: Sendable {
  let title = "Signed out"
}

/// The page for whoever was signed in: a browser lets no form lead to another site (`form-action`),
/// not even by a redirect, but a link may.
private struct SessionEndedPage: Sendable {
  let title = "Sign in"
  let provider: String
}

/// The templates, and the answers made of them. Everything that a template shows is escaped.
struct Pages: Sendable {
  let styleSheet: Data
  private let library: MustacheLibrary

  init() throws {
    guard let folder = Bundle.module.resourceURL?.appendingPathComponent("templates") else {
      throw CocoaError(.fileNoSuchFile)
    }
    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    var templates: [String: MustacheTemplate] = [:]
    for name in [
      "layout", "people", "person", "decision", "checks", "audit", "error", "session-ended",
      "signed-out", "public", "public-error", "programme", "programme-sent",
    ] {
      templates[name] = try MustacheTemplate(string: text(name + ".mustache"))
    }
    library = MustacheLibrary(templates: templates)
    styleSheet = Data(try text("style.css").utf8)
  }

  func people(_ page: PeoplePage) -> Response { response(page, template: "people") }
  func audit(_ page: AuditLogPage) -> Response { response(page, template: "audit") }
  func person(_ page: PersonPage) -> Response { response(page, template: "person") }
  func decision(_ page: DecisionPage) -> Response { response(page, template: "decision") }

  func error(_ page: ErrorPage) -> Response { error(page, template: "error") }

  /// The same for who is no visitor of the console.
  func publicError(_ page: ErrorPage) -> Response { error(page, template: "public-error") }

  private func error(_ page: ErrorPage, template: String) -> Response {
    var response = response(page, template: template, status: page.status)
    response.headers[.retryAfter] = page.retryAfter.map { String($0) }
    return response
  }

  func programme(_ page: ProgrammePage, status: Int = 200) -> Response {
    response(page, template: "programme", status: status)
  }

  func programmeSent(_ page: ProgrammeSentPage) -> Response {
    response(page, template: "programme-sent")
  }

  func signedOut() -> Response { response(SignedOutPage(), template: "signed-out") }

  /// - Parameter away: what would send the browser to the provider.
  func sessionEnded(_ away: Response) -> Response {
    var response = response(
      SessionEndedPage(provider: away.headers[.location] ?? ""), template: "session-ended")
    response.headers[.setCookie] = away.headers[.setCookie]
    return response
  }

  private func response(_ page: some Sendable, template: String, status: Int = 200) -> Response {
    let html = library.render(page, withTemplate: template) ?? ""
    return Response(
      status: .init(code: status),
      headers: [
        .contentType: "text/html; charset=utf-8",
        .contentSecurityPolicy:
          "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        .cacheControl: "no-store",
      ],
      body: .init(byteBuffer: ByteBuffer(string: html)))
  }
}
