import Foundation
import Hummingbird
import ServiceAPI
import Store

extension ServiceRouter {
  func addAuditRoutes(to router: some RouterMethods<ServiceContext>) {
    let audit = services.audit
    on(.auditEntries, of: router) { request in
      var filter = AuditService.Filter()
      filter.action = try request.queryText("action")
      filter.actor = try request.queryText("actor")
      filter.user = try request.queryText("user")
      filter.device = try request.queryText("device")
      filter.since = try request.queryDate("since")
      filter.until = try request.queryDate("until")
      let page = try request.page()
      guard let sequence = Int(page.after ?? "0"), sequence >= 0 else {
        throw ServiceProblem(
          .invalidParameter, "The query parameter after must be what next was of the page before.")
      }
      return try .json(
        try await audit.entries(
          of: TenantID(rawValue: request.caller().tenant), matching: filter, after: sequence,
          limit: page.limit))
    }
    on(.auditExport, of: router) { request in
      let caller = try request.caller()
      let tenant = TenantID(rawValue: caller.tenant)
      let (since, until) = (try request.queryDate("since"), try request.queryDate("until"))
      try await audit.noteLook(
        AuditEvent(.auditExported, by: AuditActor(caller)), in: tenant)
      return .jsonLines { write in
        try await audit.export(tenant, since: since, until: until, write: write)
      }
    }
  }
}

extension ServiceRequest {
  /// A time in the query; nil when it is not there.
  func queryDate(_ name: String) throws(ServiceProblem) -> Date? {
    guard let text = try queryText(name) else { return nil }
    guard let date = WireDate.read(text) else {
      throw ServiceProblem(
        .invalidParameter,
        "The query parameter \(name) must be a date and time such as 2026-11-22T08:00:00Z (RFC 3339)."
      )
    }
    return date
  }
}
