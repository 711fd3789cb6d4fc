/// One thing that policies decide: where it stands in their documents, what holds where none names
/// it, and how two that disagree at the same priority come to one value.
public struct PolicyKey<Value: PolicyKeyValue>: Sendable {
  /// The key's path in the document: `backup.intervalHours`.
  public let name: String
  let read: @Sendable (Policy) -> Value?
  /// What holds where no policy decides.
  let fallback: @Sendable (PolicyDefaults) -> Value
  /// Of two values, what counts when their policies have the same priority, or when it is not known
  /// whether one of them applies. The same whatever the order.
  let cautious: @Sendable (Value, Value) -> Value
  /// What is cautious here, as the end of a sentence: `the one that offers less counts`.
  let caution: String
  /// What a policy with this value does: `sets the correction window to 14 days`.
  let decided: @Sendable (Value) -> String
  /// The reason where no policy decides.
  let otherwise: @Sendable (Value) -> String
  /// The key whose decision is taken over where no policy that counts names this one, read as if it
  /// were this one.
  let follows: (@Sendable () -> PolicyKey)?

  init(
    _ name: String, read: @escaping @Sendable (Policy) -> Value?,
    fallback: @escaping @Sendable (PolicyDefaults) -> Value,
    cautious: @escaping @Sendable (Value, Value) -> Value,
    caution: String = "the one that offers less counts",
    decided: @escaping @Sendable (Value) -> String,
    otherwise: @escaping @Sendable (Value) -> String,
    follows: (@Sendable () -> PolicyKey)? = nil
  ) {
    self.name = name
    self.read = read
    self.fallback = fallback
    self.cautious = cautious
    self.caution = caution
    self.decided = decided
    self.otherwise = otherwise
    self.follows = follows
  }
}

/// What holds where no policy decides, as far as it is set for a tenant or an installation.
public struct PolicyDefaults: Sendable, Hashable {
  public var requirements: RequirementSet
  public var answerTimeoutSeconds: Int

  public init(requirements: RequirementSet = .standard, answerTimeoutSeconds: Int = 1800) {
    self.requirements = requirements
    self.answerTimeoutSeconds = answerTimeoutSeconds
  }
}

/// A key of any type.
public protocol AnyPolicyKey: Sendable {
  var name: String { get }
  func entry(in policy: EffectivePolicy) -> EffectivePolicy.Entry
}

extension PolicyKey: AnyPolicyKey {
  public func entry(in policy: EffectivePolicy) -> EffectivePolicy.Entry {
    let setting = policy[self]
    return EffectivePolicy.Entry(
      key: name, value: setting.value.policyValue, policy: setting.policy, reason: setting.reason,
      over: setting.over)
  }
}
