import BackupService
import Foundation
import Hummingbird
import ServiceAPI

/// The pages of preview programmes that anybody may see: the form by which people sign up, and its
/// address as a QR code. They need no sign-in and set no cookie, so there is nothing of the visitor's that
/// a page elsewhere could make use of; a form that was sent from another site is refused all the same.
struct ProgrammePages: Sendable {
  let programmes: ProgrammeService
  let pages: Pages
  /// Nil where the service does not know how browsers see it.
  let address: ConsoleAddress?

  func addRoutes(to router: Router<ServiceContext>) {
    let group = router.group("programmes").add(middleware: ErrorPages(pages: pages, isPublic: true))
    group.get("{programme}") { request, context in
      let programme = try await programme(in: context)
      guard request.uri.queryParameters.get("sent") == nil else {
        return pages.programmeSent(ProgrammeSentPage(title: programme.settings.name))
      }
      return pages.programme(ProgrammePage(programme, hasCode: address != nil))
    }
    group.post("{programme}") { request, context in
      try await submit(request, in: context)
    }
    group.get("{programme}/code.svg") { _, context in
      try await code(in: context)
    }
  }

  private func programme(in context: ServiceContext) async throws -> Programme {
    // Ids are plain, so that one with an escape in it is none.
    try await programmes.programme(context.parameters.get("programme") ?? "")
  }

  private func submit(_ request: Request, in context: ServiceContext) async throws -> Response {
    guard isFromHere(request) else {
      throw ServiceProblem(
        .accessDenied, "This was sent from a page elsewhere, so nothing was done.")
    }
    let programme = try await programme(in: context)
    let form = try await ProgrammeForm(request, in: context)
    guard programme.phase == .open else {
      return pages.programme(ProgrammePage(programme, hasCode: address != nil), status: 409)
    }
    let faults = form.faults(programme.settings)
    guard faults.isEmpty else {
      return pages.programme(
        ProgrammePage(programme, form: form.mended, faults: faults, hasCode: address != nil),
        status: 422)
    }
    try await programmes.submit(
      form.interest, ndaAcceptedBy: form.nda && !form.ndaName.isEmpty ? form.ndaName : nil,
      to: programme.id)
    // Loading the next page again sends nothing again.
    return Response(
      status: .seeOther, headers: [.location: "/programmes/\(programme.id)?sent=1"])
  }

  /// Browsers say where a form was sent from. What says nothing is no browser, and brings nobody's
  /// rights with it.
  private func isFromHere(_ request: Request) -> Bool {
    guard let origin = request.headers[.origin] else { return true }
    guard let address else {
      return ["http://", "https://"].contains { origin == $0 + (request.head.authority ?? "") }
    }
    return origin == address.origin
  }

  private func code(in context: ServiceContext) async throws -> Response {
    let programme = try await programme(in: context)
    guard let address, let code = QRCode("\(address.origin)/programmes/\(programme.id)") else {
      throw ServiceProblem(
        .programmeNotFound, "The service does not know its address: console.address says it.")
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: "image/svg+xml", .contentSecurityPolicy: "default-src 'none'",
        .cacheControl: "public, max-age=300",
      ],
      body: .init(byteBuffer: ByteBuffer(string: code.svg)))
  }
}
