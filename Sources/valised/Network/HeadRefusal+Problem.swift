import BackupService
import Listener
import UserEnvironment

extension HeadRefusal {
  /// A request whose head is beyond the limits is told so as every other error of the service is. Its
  /// address is not known, so SCIM's clients get the same.
  init(beyond limits: ConnectionLimits) throws {
    let problem = ServiceProblem.headTooLarge(bytes: limits.headBytes, fields: limits.fields)
      .onTheWire
    self.init(
      status: problem.status, contentType: "application/problem+json",
      body: try CanonicalJSON.encode(problem))
  }
}
