import Foundation
import HTTPTypes
import Hummingbird
import Identity
import ServiceAPI
import Store

extension ServiceRouter {
  func addArchiveRoutes(to router: some RouterMethods<ServiceContext>) {
    let archives = services.archives
    on(.exportPerson, of: router) { request in
      let person = try request.person()
      let caller = try request.caller()
      let reason = try await request.body(ExportRequest.self).reason
      if let reason { try Identifier.check(reason, field: "reason") }
      guard reason != nil || RouteAccess.of(.exportPerson).isOwn(caller, about: person.subject)
      else {
        throw ServiceProblem(
          .invalidField,
          "The field reason is missing: say why another person's data is exported. It goes into the audit log."
        )
      }
      try await archives.noteExport(of: person, by: AuditActor(caller), reason: reason)
      let logger = request.context.logger
      return .jsonLines { write in
        do {
          try await archives.export(person, to: write)
        } catch {
          // The answer has begun: it ends without the archive's end, which every reader misses.
          logger.error(
            "an export broke off", metadata: ["problem": "\(ServiceProblem(error).kind.code)"])
          throw error
        }
      }
    }
    on(.importPerson, of: router) { request in
      let person = try request.person()
      try request.checkMediaType("application/jsonl", "an archive")
      let parts = request.request.body.map { Data($0.readableBytesView) }
      return try .json(
        try await archives.importArchive(
          parts, for: person, by: AuditActor(request.caller()), reason: request.reason()))
    }
  }
}

extension RouteAccess {
  /// Whether the caller may do this because it is about themself.
  func isOwn(_ caller: Caller, about person: String) -> Bool {
    guard case .person = self else { return false }
    return !isStaffUse(by: caller, about: person)
  }
}

extension ServiceRequest {
  /// - Throws: `request.unsupportedMediaType`.
  func checkMediaType(_ expected: String, _ what: String) throws(ServiceProblem) {
    let mediaType = request.headers[.contentType].map {
      $0.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    }
    guard mediaType == expected else {
      throw ServiceProblem(
        .unsupportedMediaType, "The body must be \(what): send Content-Type: \(expected).")
    }
  }
}

extension Response {
  /// Lines of JSON that are sent while they are made.
  static func jsonLines(
    _ send: @escaping @Sendable (_ write: (Data) async throws -> Void) async throws -> Void
  ) -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/jsonl"],
      body: ResponseBody { writer in
        try await send { bytes in
          if !bytes.isEmpty { try await writer.write(ByteBuffer(bytes: bytes)) }
        }
        try await writer.finish(nil)
      })
  }
}
