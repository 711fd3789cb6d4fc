extension Route {
  public static let people = Route(.get, "/v1/users")
  public static let personDetails = Route(.get, "/v1/users/{user}")
  public static let foundProfiles = Route(.get, "/v1/profiles")
  public static let knownDevices = Route(.get, "/v1/known-devices")
  public static let devicePeople = Route(.get, "/v1/devices/{device}/people")
  public static let offerTransitions = Route(.get, "/v1/users/{user}/offer-transitions")
  public static let decisions = Route(.get, "/v1/users/{user}/decisions")
  public static let pastDecision = Route(.get, "/v1/users/{user}/decisions/{decision}")
  public static let rearm = Route(.post, "/v1/users/{user}/rearms")

  /// What the help desk looks up, and how it has somebody asked again.
  static let helpDesk: [Route] = [
    .people, .personDetails, .foundProfiles, .knownDevices, .devicePeople, .offerTransitions,
    .decisions, .pastDecision, .rearm,
  ]
}
