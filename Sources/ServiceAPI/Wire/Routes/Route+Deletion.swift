extension Route {
  public static let deleteVersion = Route(
    .delete, "/v1/users/{user}/profiles/{profile}/snapshots/{version}")
  public static let deleteProfile = Route(.delete, "/v1/users/{user}/profiles/{profile}")
  public static let deletePerson = Route(.delete, "/v1/users/{user}")

  /// What is taken away.
  static let deletion: [Route] = [.deleteVersion, .deleteProfile, .deletePerson]
}
