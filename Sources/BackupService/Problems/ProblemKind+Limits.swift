extension ProblemKind {
  public static let tooMany = ProblemKind("request.tooMany", 429, "Too many requests")
  public static let headTooLarge = ProblemKind("request.headTooLarge", 431, "Head too large")

  /// A request that comes too soon after others, or that is too large before its body.
  static let limits: [ProblemKind] = [.tooMany, .headTooLarge]
}

extension ServiceProblem {
  /// The head of a request, its address and fields together, is larger than the service takes.
  public static func headTooLarge(bytes: Int, fields: Int) -> ServiceProblem {
    ServiceProblem(
      .headTooLarge,
      "The head of the request, its address and fields together, is larger than this service takes (\(bytes) bytes, \(fields) fields). A long search goes into a body: POST /scim/v2/Users/.search. Those who run the service can raise limits.headBytes and limits.headFields."
    )
  }
}
