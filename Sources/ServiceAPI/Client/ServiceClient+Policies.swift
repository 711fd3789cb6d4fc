import RestoreRules

extension ServiceClient {
  /// A page of the tenant's policies, by the bytes of their names.
  public func policies(after: String? = nil) async throws(ServiceError) -> PolicyList {
    try await exchange.receive(
      PolicyList.self, from: .policies, query: Query.text(["after": after]))
  }

  /// One policy with its entity tag, which a change names; a configured one has none.
  public func policy(
    _ name: String
  ) async throws(ServiceError) -> (policy: PolicyRecord, entityTag: String?) {
    let answer = try await exchange.receiveBytes(from: .policy, [.policy: name])
    return (try exchange.decode(PolicyRecord.self, from: answer.bytes), answer.entityTag)
  }

  /// Makes a policy, or replaces it. It is called by the name that it bears.
  public func put(
    _ policy: Policy, if condition: DocumentCondition
  ) async throws(ServiceError) -> PolicyRecord {
    try await exchange.send(
      policy, to: .putPolicy, [.policy: policy.name], if: condition, receiving: PolicyRecord.self)
  }

  /// Removes a policy. Its history stays.
  public func deletePolicy(
    _ name: String, if condition: DocumentCondition
  ) async throws(ServiceError) {
    try await exchange.send(to: .deletePolicy, [.policy: name], if: condition)
  }

  /// A page of the changes of a policy, oldest first.
  public func policyHistory(
    of name: String, after: String? = nil
  ) async throws(ServiceError) -> PolicyHistory {
    try await exchange.receive(
      PolicyHistory.self, from: .policyHistory, [.policy: name],
      query: Query.text(["after": after]))
  }

  /// Brings back what an earlier revision said, in a new one.
  public func rollBackPolicy(
    _ name: String, to revision: Int, if condition: DocumentCondition
  ) async throws(ServiceError) -> PolicyRecord {
    try await exchange.send(
      PolicyRollback(revision: revision), to: .rollBackPolicy, [.policy: name], if: condition,
      receiving: PolicyRecord.self)
  }

  /// What a change would do to a page of the people; nothing is changed.
  public func preview(
    _ change: PolicyChange, after: String? = nil, limit: Int = 500
  ) async throws(ServiceError) -> PolicyPreview {
    try await exchange.send(
      change, to: .previewPolicy, [:],
      query: Query.text(["after": after, "limit": String(limit)]),
      receiving: PolicyPreview.self)
  }

  /// What the policies come to for a person on a device.
  public func effectivePolicy(
    of user: String, on device: String
  ) async throws(ServiceError) -> EffectivePolicyAnswer {
    try await exchange.receive(
      EffectivePolicyAnswer.self, from: .effectivePolicy, [.user: user, .device: device])
  }
}
