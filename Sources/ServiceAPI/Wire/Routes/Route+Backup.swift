extension Route {
  public static let profiles = Route(.get, "/v1/users/{user}/profiles")
  public static let profile = Route(.get, "/v1/users/{user}/profiles/{profile}")
  public static let snapshot = Route(
    .get, "/v1/users/{user}/profiles/{profile}/snapshots/{version}")
  public static let component = Route(
    .get, "/v1/users/{user}/profiles/{profile}/snapshots/{version}/components/{kind}")
  public static let submitSnapshot = Route(.post, "/v1/users/{user}/snapshots")

  /// What people have backed up.
  static let backup: [Route] = [.profiles, .profile, .snapshot, .component, .submitSnapshot]
}
