extension ProblemKind {
  public static let scimTokenNotFound = ProblemKind("scimToken.notFound", 404, "No such SCIM token")
  public static let scimTokensTooMany = ProblemKind(
    "scimToken.tooMany", 409, "Too many SCIM tokens")

  /// The tokens of identity providers.
  static let scim: [ProblemKind] = [.scimTokenNotFound, .scimTokensTooMany]
}
