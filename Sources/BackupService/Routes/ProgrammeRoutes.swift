import Hummingbird
import ServiceAPI

extension ServiceRouter {
  func addProgrammeRoutes(to router: some RouterMethods<ServiceContext>) {
    on(.programmes, of: router) { request in
      try .json(try await services.programmes.programmes(request.page()))
    }
    on(.programme, of: router) { request in
      let document = try await services.programmes.document(request.identifier(.programme))
      return try .document(services.programmes.programme(document), of: document)
    }
    on(.putProgramme, of: router) { request in
      let id = try request.identifier(.programme)
      let settings = try await request.body(ProgrammeSettings.self)
      let known = try await services.programmes.known(id)
      let document = try await services.programmes.put(
        settings, as: id, if: request.condition(on: known), by: AuditActor(request.caller()))
      return try .document(
        services.programmes.programme(document), of: document,
        status: known == nil ? .created : .ok)
    }
    on(.programmeRequests, of: router) { request in
      let state =
        try request.queryText("state") == nil
        ? nil : try request.choice(query: "state", of: ProgrammeRequest.State.self)
      return try .json(
        try await services.programmes.requests(
          of: request.identifier(.programme), in: state, request.page()))
    }
    on(.programmeVerdict, of: router) { request in
      let (programme, id) = try (request.identifier(.programme), request.identifier(.request))
      let verdict = try await request.body(ProgrammeVerdict.self)
      return try .json(
        try await services.programmes.decide(
          verdict, on: id, of: programme, by: AuditActor(request.caller())))
    }
  }
}
