extension ProblemKind {
  public static let policyNotFound = ProblemKind("policy.notFound", 404, "No such policy")
  public static let policyRevisionNotFound = ProblemKind(
    "policy.revisionNotFound", 404, "No such revision")
  public static let policyConfigured = ProblemKind(
    "policy.configured", 409, "Policy is configured")
  public static let policyTooMany = ProblemKind("policy.tooMany", 422, "Too many policies")
  public static let backupTurnedOff = ProblemKind("backup.turnedOff", 403, "Backups are off")
  public static let backupComponentNotAllowed = ProblemKind(
    "backup.componentNotAllowed", 403, "Component not allowed")

  static let policies: [ProblemKind] = [
    .policyNotFound, .policyRevisionNotFound, .policyConfigured, .policyTooMany, .backupTurnedOff,
    .backupComponentNotAllowed,
  ]
}
