import Hummingbird
import ServiceAPI

extension ServiceRouter {
  func addOpenRoutes(to router: Router<ServiceContext>) {
    on(.health, of: router) { _ in
      try await services.store.checkHealth()
      return try .json(Health())
    }
    on(.signInOptions, of: router) { _ in
      try .json(SignInOptions(providers: authentication.verifier.providers))
    }
    on(.openAPI, of: router) { _ in
      Response(
        status: .ok,
        headers: [
          .contentType: "application/vnd.oai.openapi+json;version=3.1",
          .cacheControl: "public, max-age=300",
        ],
        body: .init(byteBuffer: ByteBuffer(bytes: openAPI)))
    }
  }

  func addCallerRoutes(to router: some RouterMethods<ServiceContext>) {
    on(.caller, of: router) { request in
      try .json(CallerDescription(try request.caller()))
    }
    on(.installation, of: router) { _ in
      try .json(await services.installation(providers: authentication.verifier))
    }
    on(.endConsoleSessions, of: router) { request in
      let person = try request.person()
      try await services.audit.note(
        AuditEvent(
          .consoleSessionsEnded, by: AuditActor(try request.caller()), user: person.subject),
        in: person.tenant)
      return try .json(
        EndedSessions(ended: try await services.consoleSessions.endAll(of: person)))
    }
  }
}
