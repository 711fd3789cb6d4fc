extension ProblemKind {
  public static let decisionNotFound = ProblemKind("decision.notFound", 404, "No such decision")
  public static let nothingToRearm = ProblemKind(
    "offer.nothingToRearm", 404, "Nothing to ask again")
  public static let backupOrderNotFound = ProblemKind(
    "backupOrder.notFound", 404, "No such backup order")
  public static let backupOrderDeviceUnknown = ProblemKind(
    "backupOrder.deviceUnknown", 404, "Person not known on this device")
  public static let backupOrderEnded = ProblemKind(
    "backupOrder.ended", 409, "Backup order ended otherwise")

  /// What the help desk asks for.
  static let helpDesk: [ProblemKind] = [
    .decisionNotFound, .nothingToRearm, .backupOrderNotFound, .backupOrderDeviceUnknown,
    .backupOrderEnded,
  ]
}
