import BackupService

/// What went wrong, in the words of the problem.
struct ErrorPage: Sendable {
  let title: String
  let status: Int
  let detail: String
  let code: String

  init(_ problem: ServiceProblem) {
    title = problem.kind.title
    status = problem.kind.status
    detail = problem.detail
    code = problem.kind.code
  }
}
