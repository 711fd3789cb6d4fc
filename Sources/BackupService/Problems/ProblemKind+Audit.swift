extension ProblemKind {
  public static let onlyVersion = ProblemKind("snapshot.onlyVersion", 409, "Only version")
  public static let archiveInvalid = ProblemKind("archive.invalid", 422, "Invalid archive")
  public static let archiveNewer = ProblemKind("archive.newerFormat", 422, "Newer archive")
  public static let archiveConflict = ProblemKind("archive.conflict", 409, "Archive conflict")
  public static let archiveInterrupted = ProblemKind(
    "archive.interrupted", 409, "Export interrupted")
  public static let transferNotFound = ProblemKind("transfer.notFound", 404, "No such transfer")
  public static let transferNotOpen = ProblemKind("transfer.notOpen", 409, "Transfer not open")
  public static let auditUnavailable = ProblemKind(
    "audit.unavailable", 503, "Audit log unavailable")

  /// Deletion, archives, transfers, and the log of all that.
  static let audit: [ProblemKind] = [
    .onlyVersion, .archiveInvalid, .archiveNewer, .archiveConflict, .archiveInterrupted,
    .transferNotFound, .transferNotOpen, .auditUnavailable,
  ]
}
