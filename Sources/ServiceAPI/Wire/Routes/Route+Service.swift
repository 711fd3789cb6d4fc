extension Route {
  public static let health = Route(.get, "/health")
  public static let openAPI = Route(.get, "/openapi.json")
  public static let signInOptions = Route(.get, "/v1/sign-in-options")
  public static let caller = Route(.get, "/v1/me")
  public static let installation = Route(.get, "/v1/installation")
  public static let endConsoleSessions = Route(.delete, "/v1/users/{user}/console-sessions")

  /// The service itself, and who asks.
  static let service: [Route] = [
    .health, .openAPI, .signInOptions, .caller, .installation, .endConsoleSessions,
  ]
}
