import Foundation
import Hummingbird
import RestoreRules
import ServiceAPI
import Store

extension ServiceRouter {
  func addHelpDeskRoutes(to router: some RouterMethods<ServiceContext>) {
    addFindRoutes(to: router)
    on(.offerTransitions, of: router) { request in
      let (after, page) = try request.numberedPage()
      return try .json(
        try await services.offers.transitions(of: request.person(), after: after ?? 0, page))
    }
    on(.decisions, of: router) { request in
      let page = try request.page()
      let time = try request.queryTime("at")
      guard page.after == nil || time == nil else {
        throw ServiceProblem(
          .invalidParameter, "The query parameters at and after both say where to begin: send one.")
      }
      return try .json(
        try await services.decisions.decisions(
          of: request.person(), on: request.queryText("device").map(DeviceID.init), before: time,
          page: page))
    }
    on(.pastDecision, of: router) { request in
      try .json(
        try await services.decisions.decision(
          request.identifier(.decision), of: request.person()))
    }
    on(.rearm, of: router) { request in
      let person = try request.person()
      let order = try await request.body(RearmRequest.self)
      return try .json(
        try await services.rearms.rearm(order, of: person, by: request.caller()))
    }
  }

  private func addFindRoutes(to router: some RouterMethods<ServiceContext>) {
    let people = services.people
    on(.people, of: router) { request in
      let page = try request.page()
      let tenant = TenantID(rawValue: try request.caller().tenant)
      let (text, backup) = (try request.queryText("query"), try request.backupFilter())
      let found = try await people.people(
        of: tenant, matching: text, backup: backup, after: page.after, limit: page.lookahead)
      let (items, next) = page.cut(found) { $0.subject }
      // Said once, where whoever reads the list takes it for everybody.
      let isWhole = backup != .any && text == nil && page.after == nil
      let unnamed = isWhole ? try await people.unnamedAccounts(of: tenant) : nil
      return try .json(
        PeopleList(people: items.map(\.message), next: next, unnamedAccounts: unnamed))
    }
    on(.personDetails, of: router) { request in
      try .json(try await people.details(of: request.person()))
    }
    on(.foundProfiles, of: router) { request in
      try .json(
        try await people.profiles(
          of: TenantID(rawValue: request.caller().tenant), matching: request.soughtText(),
          page: request.peoplesPage()))
    }
    on(.knownDevices, of: router) { request in
      try .json(
        try await services.deviceSearch.devices(
          of: TenantID(rawValue: request.caller().tenant), matching: request.soughtText(),
          request.page()))
    }
    on(.devicePeople, of: router) { request in
      try .json(
        try await people.people(
          on: DeviceID(rawValue: request.identifier(.device)),
          of: TenantID(rawValue: request.caller().tenant), request.page()))
    }
  }
}

extension ServiceRequest {
  /// `?query=TEXT`, which must be there.
  fileprivate func soughtText() throws(ServiceProblem) -> String {
    guard let text = try queryText("query") else {
      throw ServiceProblem(
        .invalidParameter, "The query parameter query must say what to look for.")
    }
    return text
  }

  /// `?backup=any|none|stale&since=TIME`
  fileprivate func backupFilter() throws(ServiceProblem) -> PersonFilter.Backup {
    let since = try queryTime("since")
    switch (try optionalChoice(query: "backup", of: BackupFilter.self) ?? .any, since) {
    case (.any, nil): return .any
    case (.none, nil): return .none
    case (.stale, let since?): return .noneSince(since)
    case (.stale, nil):
      throw ServiceProblem(
        .invalidParameter, "The query parameter backup=stale needs since: the time to compare with."
      )
    case (.any, _), (.none, _):
      throw ServiceProblem(
        .invalidParameter, "The query parameter since belongs to backup=stale alone.")
    }
  }
}
