import BackupService
import Foundation
import Hummingbird
import Identity
import Store

/// The pages for IT: who has a backup and how old it is, what became of the offers, and why somebody
/// was not asked. They show nothing of what is in a backup, and change nothing.
///
/// People sign in at an identity provider (``ConsoleSignIn``); for trying out, a tenant's static token is
/// the password of HTTP Basic. ``ConsolePage`` says who may see what.
public struct Console: Sendable {
  /// So many people on a page.
  static let pageSize = 100

  private let services: Services
  private let access: ConsoleAccess
  private let signIn: ConsoleSignIn?
  private let pages: Pages
  private let limits: RequestLimits

  /// - Parameters:
  ///   - signIn: nil where no identity provider is for the console.
  ///   - limits: the service's own.
  /// - Throws: an error when the templates are not beside the program.
  public init(
    services: Services, tokens: StaticTokens, signIn: ConsoleSignIn? = nil,
    limits: RequestLimits = RequestLimits()
  ) throws {
    self.services = services
    self.signIn = signIn
    pages = try Pages()
    self.limits = limits
    access = ConsoleAccess(tokens: tokens, signIn: signIn, pages: pages, limits: limits)
  }

  /// Adds the pages to the service's router.
  public func addRoutes(to router: Router<ServiceContext>) {
    let console = router.group("console").add(middleware: ErrorPages(pages: pages))
    addSignIn(to: console)
    console.get("style.css") { _, _ in
      Response(
        status: .ok,
        headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "private, max-age=300"],
        body: .init(byteBuffer: ByteBuffer(bytes: pages.styleSheet)))
    }
    // Errors of the pages are told inside, where it is known who looks.
    addPages(
      to: console.group().add(middleware: access).add(middleware: ErrorPages(pages: pages)))
  }

  private func addSignIn(to console: RouterGroup<ServiceContext>) {
    guard let signIn else { return }
    console.get("callback") { request, context in
      try limits.admitStranger(from: context.origin.client)
      return try await signIn.finish(request, logger: context.logger)
    }
    console.get("signed-out") { _, _ in pages.signedOut() }
  }

  private func addPages(to console: RouterGroup<ServiceContext>) {
    console.get { _, context in
      try await people(in: context, after: nil)
    }
    console.get("people") { request, context in
      try await people(in: context, after: request.uri.queryParameters.get("after"))
    }
    console.get("person") { request, context in
      try await person(request.uri.queryParameters.get("user") ?? "", in: context)
    }
    if let signIn {
      console.post("sign-out") { request, _ in await signIn.end(request) }
    }
  }

  private func people(in context: ServiceContext, after: String?) async throws -> Response {
    try ConsolePage.people.check(context.caller)
    let tenant = try tenant(of: context)
    // One more than is shown tells whether there is a next page.
    let found = try await services.people.people(
      of: tenant.id, after: after.flatMap { $0.isEmpty ? nil : $0 }, limit: Self.pageSize + 1)
    return pages.people(
      PeoplePage(
        tenant: tenant.name, visitor: context.visitor, people: Array(found.prefix(Self.pageSize)),
        hasMore: found.count > Self.pageSize, now: services.now()))
  }

  private func person(_ user: String, in context: ServiceContext) async throws -> Response {
    try ConsolePage.person.check(context.caller)
    let tenant = try tenant(of: context)
    let record = try await services.people.record(
      of: PersonID(tenant: tenant.id, subject: user))
    return pages.person(
      PersonPage(
        tenant: tenant.name, visitor: context.visitor, user: user, record: record,
        now: services.now()))
  }

  private func tenant(of context: ServiceContext) throws(ServiceProblem) -> Tenant {
    guard let caller = context.caller,
      let tenant = services.tenants[TenantID(rawValue: caller.tenant)]
    else {
      throw ServiceProblem(.missingToken, "Sign in with the tenant's token.")
    }
    return tenant
  }
}
