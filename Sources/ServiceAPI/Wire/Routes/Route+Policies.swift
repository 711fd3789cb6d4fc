extension Route {
  public static let policies = Route(.get, "/v1/policies")
  public static let policy = Route(.get, "/v1/policies/{policy}")
  public static let putPolicy = Route(.put, "/v1/policies/{policy}")
  public static let deletePolicy = Route(.delete, "/v1/policies/{policy}")
  public static let policyHistory = Route(.get, "/v1/policies/{policy}/history")
  public static let rollBackPolicy = Route(.post, "/v1/policies/{policy}/rollback")
  public static let previewPolicy = Route(.post, "/v1/policy-preview")
  public static let effectivePolicy = Route(.get, "/v1/users/{user}/devices/{device}/policy")

  static let policyRoutes = [
    policies, policy, putPolicy, deletePolicy, policyHistory, rollBackPolicy, previewPolicy,
    effectivePolicy,
  ]
}
