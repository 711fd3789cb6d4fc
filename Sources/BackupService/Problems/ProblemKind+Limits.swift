extension ProblemKind {
  public static let tooMany = ProblemKind("request.tooMany", 429, "Too many requests")

  /// A request that comes too soon after others.
  static let limits: [ProblemKind] = [.tooMany]
}
