import Hummingbird
import ServiceAPI
import Store

extension ServiceRouter {
  func addDeletionRoutes(to router: some RouterMethods<ServiceContext>) {
    let deletions = services.deletions
    on(.deleteVersion, of: router) { request in
      guard case .version(let version) = try request.snapshotSelector() else {
        throw ServiceProblem(
          .invalidParameter,
          "The {version} in the path must be a number: which one is newest may change meanwhile.")
      }
      return try .json(
        try await deletions.delete(
          [version], of: ProfileID(rawValue: request.identifier(.profile)), of: request.person(),
          by: AuditActor(request.caller()), reason: request.reason()))
    }
    on(.deleteProfile, of: router) { request in
      try .json(
        try await deletions.delete(
          ProfileID(rawValue: request.identifier(.profile)), of: request.person(),
          by: AuditActor(request.caller()), reason: request.reason()))
    }
    on(.deletePerson, of: router) { request in
      try .json(
        try await deletions.delete(
          request.person(), by: AuditActor(request.caller()), reason: request.reason()))
    }
  }
}

extension ServiceRequest {
  /// Why something is done, in the query: for the audit log.
  func reason() throws(ServiceProblem) -> String? { try queryText("reason") }
}
