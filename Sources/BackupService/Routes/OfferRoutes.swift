import Hummingbird
import RestoreRules
import ServiceAPI
import Store

extension ServiceRouter {
  func addOfferRoutes(to router: some RouterMethods<ServiceContext>) {
    on(.signIn, of: router) { request in
      let person = try request.person()
      let statement = try await request.body(SignInStatement.self)
      try request.checkDevice(DeviceID(rawValue: statement.deviceID))
      return try .json(
        try await services.signIns.signIn(
          statement, of: person, groups: request.caller().groups))
    }
    on(.offers, of: router) { request in
      try .json(try await services.offers.offers(of: request.person(), request.timedPage()))
    }
    on(.outcome, of: router) { request in
      let person = try request.person()
      let offer = OfferID(rawValue: try request.identifier(.offer))
      let report = try await request.body(OutcomeReport.self)
      let record = try await services.offers.conclude(
        offer, of: person, with: report.outcome, by: request.caller())
      if report.outcome == .restored {
        try await services.audit.note(
          AuditEvent(
            .restoreReported, by: AuditActor(request.caller()), user: person.subject,
            device: record.device, object: record.id), in: person.tenant)
      }
      return try .json(record)
    }
    on(.decision, of: router) { request in
      try .json(
        try await services.signIns.decision(
          at: request.choice(query: "moment", of: Moment.self),
          on: DeviceID(rawValue: request.identifier(.device)), of: request.person()))
    }
  }
}
