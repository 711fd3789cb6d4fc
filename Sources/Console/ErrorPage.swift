import BackupService
import Hummingbird

/// What went wrong, in the words of the problem.
struct ErrorPage: Sendable {
  let title: String
  let frame: PageFrame
  let status: Int
  let detail: String
  let code: String
  /// What the log calls this request by.
  let requestID: String?
  /// When to try again, in seconds.
  let retryAfter: Int?

  init(_ problem: ServiceProblem, in context: ServiceContext) {
    title = problem.kind.title
    frame = PageFrame(tenant: nil, on: nil, in: context)
    status = problem.kind.status
    detail = problem.detail
    code = problem.kind.code
    retryAfter = problem.retryAfter
    requestID = context.logger[metadataKey: "hb.request.id"]?.description
  }
}

extension ServiceContext {
  /// Who is signed in; nil for a static token, which nobody can sign out of.
  var visitor: String? {
    switch caller?.subject {
    case .named(let name): name
    case .everybody, .enrollmentToken, nil: nil
    }
  }
}
