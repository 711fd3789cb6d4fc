/// What the policies of a tenant come to for one person on one device, and why.
///
/// Every key is decided on its own: of the policies that apply and name the key, the one of highest
/// priority counts. Where several of the same priority disagree, the cautious value counts (of an
/// offer, what offers less), whatever their order; where they agree, the first by name is named.
///
/// - Single keys: ``subscript(_:)``, ``restore(at:)``
/// - All of them: ``entries``
public struct EffectivePolicy: Sendable, Equatable {
  /// One key: its value, the policy that it comes from, and the reason in words.
  public struct Setting<Value: PolicyKeyValue>: Sendable, Equatable {
    public let value: Value
    /// The name of the policy that decided; nil where none did and the default holds.
    public let policy: String?
    /// A sentence that says what decided, and what it won over.
    public let reason: String
    /// The policies that name the key with another value and did not decide, the first that would
    /// have counted first.
    public let over: [Rival]
  }

  /// A policy that named a key and did not decide it.
  public struct Rival: Sendable, Hashable, Codable {
    public let policy: String
    public let priority: Int
    public let value: PolicyValue
  }

  /// The policies that apply.
  private let applying: [Policy]
  /// Those that may apply: not all of the person's groups are known.
  private let possible: [Policy]
  private let defaults: PolicyDefaults

  /// The effective policy of a person in these groups on a device.
  ///
  /// - Parameters:
  ///   - groupsKnown: false where the person may be in others besides.
  ///   - device: its id; where it is nil, policies for certain devices do not count.
  public init(
    groups: [String], groupsKnown: Bool = true, device: String? = nil, policies: [Policy],
    defaults: PolicyDefaults = PolicyDefaults()
  ) {
    applying = policies.filter { $0.applies(toGroups: groups, on: device) }
    possible =
      groupsKnown
      ? [] : policies.filter { $0.applies(on: device) && !$0.applies(toGroups: groups, on: device) }
    self.defaults = defaults
  }

  /// What one key comes to.
  public subscript<Value>(_ key: PolicyKey<Value>) -> Setting<Value> {
    var setting = settle(key, among: applying)
    // One at a time is enough: of several that may apply, one decides each key.
    for policy in possible {
      let other = settle(key, among: applying + [policy])
      setting = doubt(setting, other, because: policy, key)
    }
    return setting
  }

  /// Whether a restore may be offered at a moment.
  public func restore(at moment: Moment) -> Setting<Bool> { self[.restore(at: moment)] }

  /// Where a policy may apply or not, and the two disagree, the cautious value counts.
  private func doubt<Value>(
    _ setting: Setting<Value>, _ other: Setting<Value>, because policy: Policy,
    _ key: PolicyKey<Value>
  ) -> Setting<Value> {
    guard other.value != setting.value else { return setting }
    let value = key.cautious(setting.value, other.value)
    let counting = value == setting.value ? setting : other
    return Setting(
      value: value, policy: counting.policy,
      reason: counting.reason
        + " Not all groups of this person are known, so it is open whether the policy \(policy.inWords) applies; \(key.caution.replacing("the one that", with: "what")).",
      over: counting.over)
  }

  /// Decides one key among the policies that apply.
  private func settle<Value>(
    _ key: PolicyKey<Value>, among policies: [Policy]
  ) -> Setting<Value> {
    let candidates = policies.compactMap { policy in key.read(policy).map { (policy, $0) } }
      .sorted { ($1.0.priority, $0.0.name) < ($0.0.priority, $1.0.name) }
    guard let priority = candidates.first?.0.priority else {
      if let followed = key.follows?() { return settle(followed, among: policies) }
      let value = key.fallback(defaults)
      return Setting(value: value, policy: nil, reason: key.otherwise(value), over: [])
    }
    let equals = candidates.prefix { $0.0.priority == priority }
    let value = equals.dropFirst().reduce(equals[0].1) { key.cautious($0, $1.1) }
    // Of lists that disagree, the cautious one may be nobody's; then the first by name is named.
    let winner = equals.first { $0.1 == value } ?? equals[0]
    let rivals = candidates.filter { $0.0.name != winner.0.name && $0.1 != value }
    var reason = "The policy \(winner.0.inWords) \(key.decided(winner.1))."
    if let rival = rivals.first?.0 {
      reason +=
        rival.priority == priority
        ? " The policy \(rival.inWords) disagrees at the same priority; \(key.caution)."
        : " It counts before the policy \(rival.inWords)."
    }
    return Setting(
      value: value, policy: winner.0.name, reason: reason,
      over: rivals.map {
        Rival(policy: $0.0.name, priority: $0.0.priority, value: $0.1.policyValue)
      })
  }
}
