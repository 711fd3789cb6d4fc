extension ProblemKind {
  public static let programmeNotFound = ProblemKind("programme.notFound", 404, "No such programme")
  public static let programmeRequestNotFound = ProblemKind(
    "programme.requestNotFound", 404, "No such request")
  public static let programmeNotOpen = ProblemKind(
    "programme.notOpen", 409, "Programme not open")
  public static let programmeRequirements = ProblemKind(
    "programme.requirementsNotMet", 422, "Requirements not met")
  public static let programmeTenantUnknown = ProblemKind(
    "programme.tenantUnknown", 422, "No such tenant")
  public static let programmeBusy = ProblemKind(
    "programme.tooManyRequests", 429, "Too many requests")

  static let programmes: [ProblemKind] = [
    .programmeNotFound, .programmeRequestNotFound, .programmeNotOpen, .programmeRequirements,
    .programmeTenantUnknown, .programmeBusy,
  ]
}
