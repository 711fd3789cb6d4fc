import BackupService
import Foundation
import Hummingbird
import Identity
import Store

/// The pages for IT: who has a backup and how old it is, what became of the offers, and why somebody
/// was not asked; and two things to do about it: to have them asked again, and to ask a PC for a backup.
/// They show nothing of what is in a backup.
///
/// People sign in at an identity provider (``ConsoleSignIn``); for trying out, a tenant's static token is
/// the password of HTTP Basic. ``ConsolePage`` says who may see and do what.
public struct Console: Sendable {
  /// So many people on a page.
  static let pageSize = 100

  let services: Services
  let pages: Pages
  private let access: ConsoleAccess
  private let signIn: ConsoleSignIn?
  private let limits: RequestLimits
  private let address: ConsoleAddress?

  /// - Parameters:
  ///   - signIn: nil where no identity provider is for the console.
  ///   - limits: the service's own.
  ///   - address: where browsers see the pages; nil where that is not known.
  /// - Throws: an error when the templates are not beside the program.
  public init(
    services: Services, tokens: StaticTokens, signIn: ConsoleSignIn? = nil,
    limits: RequestLimits = RequestLimits(), address: ConsoleAddress? = nil
  ) throws {
    self.services = services
    self.signIn = signIn
    self.address = address
    pages = try Pages()
    self.limits = limits
    access = ConsoleAccess(tokens: tokens, signIn: signIn, pages: pages, limits: limits)
  }

  /// Adds the pages to the service's router.
  public func addRoutes(to router: Router<ServiceContext>) {
    ProgrammePages(programmes: services.programmes, pages: pages, address: address)
      .addRoutes(to: router)
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
      to: console.group().add(middleware: access).add(middleware: ErrorPages(pages: pages))
        .add(middleware: ConsoleTrail(audit: services.audit)))
  }

  private func addSignIn(to console: RouterGroup<ServiceContext>) {
    guard let signIn else { return }
    console.get("callback") { request, context in
      try limits.admitStranger(from: context.origin.client)
      return try await signIn.finish(request, audit: services.audit, logger: context.logger)
    }
    console.get("signed-out") { _, _ in pages.signedOut() }
  }

  private func addPages(to console: RouterGroup<ServiceContext>) {
    console.get { _, context in
      try await people(in: context, PeopleSearch(), after: nil)
    }
    console.get("people") { request, context in
      try await people(
        in: context, PeopleSearch(request.uri.query),
        after: request.uri.queryParameters.get("after"))
    }
    console.get("person") { request, context in
      let query = request.uri.queryParameters
      return try await person(
        query.get("user") ?? "", done: query.get("done").flatMap(HelpDeskAction.init), in: context)
    }
    console.get("decision") { request, context in
      let query = request.uri.queryParameters
      return try await decision(
        query.get("id") ?? "", of: query.get("user") ?? "", in: context)
    }
    for action in HelpDeskAction.allCases {
      console.post(
        RouterPath(action.page.rawValue.split(separator: "/").last.map(String.init) ?? "")
      ) { request, context in
        try await perform(action, request, in: context)
      }
    }
    console.get("audit") { request, context in
      try await audit(in: context, before: request.uri.queryParameters.get("before"))
    }
    if let signIn {
      console.post("sign-out") { request, context in
        if let caller = context.caller {
          try await services.audit.note(
            AuditEvent(.consoleSignedOut, by: AuditActor(caller)),
            in: TenantID(rawValue: caller.tenant))
        }
        return try await signIn.end(request)
      }
    }
  }

  private func people(
    in context: ServiceContext, _ search: PeopleSearch, after: String?
  ) async throws -> Response {
    try ConsolePage.people.check(context.caller)
    let tenant = try tenant(of: context)
    let now = services.now()
    // One more than is shown tells whether there is a next page.
    let found = try await services.people.people(
      of: tenant.id, matching: try search.checkedText(), backup: search.filter(at: now),
      after: after.flatMap { $0.isEmpty ? nil : $0 }, limit: Self.pageSize + 1)
    return pages.people(
      PeoplePage(
        frame: PageFrame(tenant: tenant.name, on: .people, in: context), search: search,
        people: Array(found.prefix(Self.pageSize)), hasMore: found.count > Self.pageSize, now: now))
  }

  private func person(
    _ user: String, done: HelpDeskAction?, in context: ServiceContext
  ) async throws -> Response {
    try ConsolePage.person.check(context.caller)
    let tenant = try tenant(of: context)
    let record = try await services.people.record(
      of: PersonID(tenant: tenant.id, subject: user))
    let devices = try await services.deviceSearch.devices(
      PersonPage.shownDevices(of: record), of: tenant.id)
    return pages.person(
      PersonPage(
        frame: PageFrame(tenant: tenant.name, on: .person, in: context), user: user, record: record,
        mayHelp: ConsolePage.rearm.isAllowed(context.caller), devices: DeviceNames(devices),
        done: done, now: services.now()))
  }

  private func decision(
    _ id: String, of user: String, in context: ServiceContext
  ) async throws -> Response {
    try ConsolePage.decision.check(context.caller)
    let tenant = try tenant(of: context)
    let explained = try await services.decisions.explained(
      id, of: PersonID(tenant: tenant.id, subject: user))
    let devices = try await services.deviceSearch.devices([explained.device], of: tenant.id)
    return pages.decision(
      DecisionPage(
        frame: PageFrame(tenant: tenant.name, on: .decision, in: context), user: user,
        decision: explained, devices: DeviceNames(devices),
        now: services.now()))
  }

  private func audit(in context: ServiceContext, before: String?) async throws -> Response {
    try ConsolePage.audit.check(context.caller)
    let tenant = try tenant(of: context)
    let entries = try await services.audit.newestEntries(
      of: tenant.id, before: before.flatMap { Int($0) }, limit: Self.pageSize)
    return pages.audit(
      AuditLogPage(frame: PageFrame(tenant: tenant.name, on: .audit, in: context), entries: entries)
    )
  }

  func tenant(of context: ServiceContext) throws(ServiceProblem) -> Tenant {
    guard let caller = context.caller,
      let tenant = services.tenants[TenantID(rawValue: caller.tenant)]
    else {
      throw ServiceProblem(.missingToken, "Sign in with the tenant's token.")
    }
    return tenant
  }
}
