/// One rule of an offer: looks at the facts, says yes or no, and says why.
protocol OfferCheck: Sendable {
  var id: Check.ID { get }
  /// The facts that it looks at, by their paths in the facts format.
  var restsOn: [String] { get }
  func evaluate(_ situation: Situation) -> Verdict
}

/// What a check says, with the reason in words that a help desk can read out to a caller.
enum Verdict {
  case yes(String)
  case no(String)

  /// The same reason either way.
  static func passed(_ passed: Bool, _ reason: String) -> Verdict {
    passed ? .yes(reason) : .no(reason)
  }
}

/// The facts with what follows from them for every check.
struct Situation {
  let facts: Facts
  let policy: EffectivePolicy
  let requirements: Requirements
  let history: EnrollmentHistory

  init(_ facts: Facts) {
    self.facts = facts
    policy = EffectivePolicy(facts)
    requirements = Requirements(policy[.requirements].value)
    history = EnrollmentHistory(facts.history, of: facts.device.enrollment.id)
  }

  /// What a restore needs at this moment.
  var needed: Requirements.Restore { requirements.restore(at: facts.moment) }
}

extension EffectivePolicy {
  /// The effective policy that a decision about these facts goes by.
  public init(_ facts: Facts) {
    self.init(
      groups: facts.user.groups, groupsKnown: facts.user.groupsKnown, device: facts.device.id,
      policies: facts.policies, defaults: PolicyDefaults(requirements: facts.requirements))
  }
}
