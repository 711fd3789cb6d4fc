extension Route {
  public static let signIn = Route(.post, "/v1/users/{user}/sign-ins")
  public static let offers = Route(.get, "/v1/users/{user}/offers")
  public static let outcome = Route(.post, "/v1/users/{user}/offers/{offer}/outcome")
  public static let decision = Route(.get, "/v1/users/{user}/devices/{device}/decision")

  /// When a restore is offered, and how that ended.
  static let offering: [Route] = [.signIn, .offers, .outcome, .decision]
}
