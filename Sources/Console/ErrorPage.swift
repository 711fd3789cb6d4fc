import BackupService
import Hummingbird

/// What went wrong, in the words of the problem.
struct ErrorPage: Sendable {
  let title: String
  let status: Int
  let detail: String
  let code: String
  /// What the log calls this request by.
  let requestID: String?

  init(_ problem: ServiceProblem, in context: ServiceContext) {
    title = problem.kind.title
    status = problem.kind.status
    detail = problem.detail
    code = problem.kind.code
    requestID = context.logger[metadataKey: "hb.request.id"]?.description
  }
}
