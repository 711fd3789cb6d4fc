import Hummingbird
import RestoreRules
import ServiceAPI
import Store

extension ServiceRouter {
  func addPolicyRoutes(to router: some RouterMethods<ServiceContext>) {
    let policies = services.policies
    on(.policies, of: router) { request in
      let page = try request.page()
      return try .json(
        try await policies.list(of: request.tenant(), after: page.after, limit: page.limit))
    }
    on(.policy, of: router) { request in
      let (record, stored) = try await policies.policy(request.policy(), of: request.tenant())
      guard let stored else { return try .json(record) }
      return try .document(record, of: stored)
    }
    on(.putPolicy, of: router) { request in
      let (name, tenant) = (try request.policy(), try request.tenant())
      let known = try await policies.stored(name, of: tenant)
      try request.checkCondition(on: known)
      let policy = try await request.body(Policy.self)
      let stored = try await policies.put(
        policy, named: name, of: tenant, after: known, by: AuditActor(request.caller()))
      return try .changed(stored, isNew: known?.content.document == nil)
    }
    on(.deletePolicy, of: router) { request in
      let (name, tenant) = (try request.policy(), try request.tenant())
      let known = try await policies.stored(name, of: tenant)
      if known?.content.document != nil { try request.checkCondition(on: known) }
      try await policies.delete(
        name, of: tenant, after: known, by: AuditActor(request.caller()))
      return Response(status: .noContent)
    }
    on(.policyHistory, of: router) { request in
      let page = try request.page()
      return try .json(
        try await policies.history(
          of: request.policy(), of: request.tenant(), after: page.after, limit: page.limit))
    }
    on(.rollBackPolicy, of: router) { request in
      let (name, tenant) = (try request.policy(), try request.tenant())
      let known = try await policies.stored(name, of: tenant)
      try request.checkCondition(on: known)
      let revision = try await request.body(PolicyRollback.self).revision
      let stored = try await policies.rollBack(
        name, to: revision, of: tenant, after: known, by: AuditActor(request.caller()))
      return try .changed(stored, isNew: known?.content.document == nil)
    }
    on(.previewPolicy, of: router) { request in
      let page = try request.page()
      let change = try await request.body(PolicyChange.self)
      return try .json(
        try await services.policyPreview.preview(
          change, in: request.tenant(), after: page.after, limit: page.limit))
    }
    on(.effectivePolicy, of: router) { request in
      let device = DeviceID(rawValue: try request.identifier(.device))
      return try .json(
        try await services.effectivePolicies.answer(
          for: request.person(), on: device, as: request.caller()))
    }
  }
}

extension ServiceRequest {
  fileprivate func policy() throws(ServiceProblem) -> String { try identifier(.policy) }

  /// A policy that was deleted is not there, though the store still knows its history.
  fileprivate func checkCondition(on stored: Versioned<StoredPolicy>?) throws {
    _ = try condition(on: stored?.content.document == nil ? nil : stored)
  }
}

extension Response {
  fileprivate static func changed(
    _ stored: Versioned<StoredPolicy>, isNew: Bool
  ) throws -> Response {
    try .document(stored.record, of: stored, status: isNew ? .created : .ok)
  }
}
