/// What the policies of a tenant come to for one person at one moment, and why.
///
/// Every key is decided on its own: of the policies that apply to the person and name the key,
/// the one of highest priority counts. Where several of the same priority disagree, the value
/// that offers less counts, whatever their order; where they agree, the first by name is named.
public struct EffectivePolicy: Sendable, Equatable {
  /// One key: its value, the policy that it comes from, and the reason in words.
  public struct Setting<Value: Sendable & Equatable>: Sendable, Equatable {
    public let value: Value
    /// The name of the policy that decided; nil where none did and the default holds.
    public let policy: String?
    /// A sentence that says what decided, and what it won over.
    public let reason: String

    /// The same where a policy may apply or not: when the two disagree, the value that offers less
    /// counts.
    fileprivate func doubting(
      _ other: Setting, _ policy: RestorePolicy, offeringLess: (Value, Value) -> Bool
    ) -> Setting {
      guard other.value != value else { return self }
      let counting = offeringLess(other.value, value) ? other : self
      return Setting(
        value: counting.value, policy: counting.policy,
        reason: counting.reason
          + " Not all groups of this person are known, so it is open whether the policy \(EffectivePolicy.described(policy)) applies; what offers less counts."
      )
    }
  }

  public let moment: Moment
  /// Whether a restore may be offered at the moment. False where no policy says so.
  public private(set) var restore: Setting<Bool>
  /// How many missed or failed offers an enrollment may see. 3 where no policy says so.
  public private(set) var offerLimit: Setting<Int>
  /// For how many days after the enrollment a no can be corrected. 14 where no policy says so.
  public private(set) var correctionWindowDays: Setting<Int>
  /// Whether restores are offered on devices without a person. False where no policy says so.
  public private(set) var admitsUserless: Setting<Bool>
  /// Whether restores are offered on devices that forget everything at sign-out. False where no
  /// policy says so.
  public private(set) var admitsNonPersistent: Setting<Bool>

  public static let defaultOfferLimit = 3
  public static let defaultCorrectionWindowDays = 14

  /// The effective policy at a moment of a person in these groups.
  ///
  /// - Parameter groupsKnown: false where the person may be in others besides.
  public init(
    at moment: Moment, groups: [String], groupsKnown: Bool = true, policies: [RestorePolicy]
  ) {
    let applying = policies.filter { $0.applies(toGroups: groups) }
    self.init(at: moment, applying: applying)
    guard !groupsKnown else { return }
    // One at a time is enough: of several that may apply, one decides each key.
    for policy in policies where !policy.applies(toGroups: groups) {
      doubt(EffectivePolicy(at: moment, applying: applying + [policy]), because: policy)
    }
  }

  private mutating func doubt(_ other: EffectivePolicy, because policy: RestorePolicy) {
    func less(_ one: Bool, _ other: Bool) -> Bool { !one && other }
    restore = restore.doubting(other.restore, policy, offeringLess: less)
    offerLimit = offerLimit.doubting(other.offerLimit, policy, offeringLess: <)
    correctionWindowDays = correctionWindowDays.doubting(
      other.correctionWindowDays, policy, offeringLess: <)
    admitsUserless = admitsUserless.doubting(other.admitsUserless, policy, offeringLess: less)
    admitsNonPersistent = admitsNonPersistent.doubting(
      other.admitsNonPersistent, policy, offeringLess: less)
  }

  private init(at moment: Moment, applying: [RestorePolicy]) {
    self.moment = moment
    restore = Self.restore(at: moment, of: applying)
    offerLimit = Self.setting(
      of: applying, \.offerLimit, offeringLess: <,
      decided: { "sets the limit of offers in an enrollment to \($0)" },
      fallback: Self.defaultOfferLimit,
      otherwise: "No policy sets a limit of offers, so it is \(Self.defaultOfferLimit).")
    correctionWindowDays = Self.setting(
      of: applying, \.correctionWindowDays, offeringLess: <,
      decided: { "sets the correction window to \(days($0)) after the enrollment" },
      fallback: Self.defaultCorrectionWindowDays,
      otherwise:
        "No policy sets a correction window, so it is \(days(Self.defaultCorrectionWindowDays)).")
    admitsUserless = Self.admission(of: .userless, called: "userless", by: applying)
    admitsNonPersistent = Self.admission(of: .nonPersistent, called: "non-persistent", by: applying)
  }

  private static func restore(at moment: Moment, of policies: [RestorePolicy]) -> Setting<Bool> {
    // A person may do by themselves what they would be offered, unless a policy names it.
    let follows = moment == .onDemand && !policies.contains { $0.restore[.onDemand] != nil }
    let named = follows ? .firstSignIn : moment
    let followed = follows ? ", and a restore on demand follows that" : ""
    return setting(
      of: policies, { $0.restore[named] }, offeringLess: { !$0 && $1 },
      decided: { "\($0 ? "allows" : "does not allow") a restore \(named.inWords)\(followed)" },
      fallback: false,
      otherwise:
        "No policy that applies to this person decides about a restore \(moment.inWords), and nothing is offered unless a policy allows it."
    )
  }

  private static func admission(
    of use: Facts.Use, called name: String, by policies: [RestorePolicy]
  ) -> Setting<Bool> {
    setting(
      of: policies, { $0.admit[use] }, offeringLess: { !$0 && $1 },
      decided: { "\($0 ? "admits" : "does not admit") \(name) devices" },
      fallback: false,
      otherwise: "No policy that applies to this person admits \(name) devices.")
  }

  /// Decides one key among the policies that apply.
  private static func setting<Value>(
    of policies: [RestorePolicy], _ value: (RestorePolicy) -> Value?,
    offeringLess: (Value, Value) -> Bool, decided: (Value) -> String, fallback: Value,
    otherwise: String
  ) -> Setting<Value> {
    let candidates = policies.compactMap { policy in value(policy).map { (policy, $0) } }
      .sorted { one, other in
        if one.0.priority != other.0.priority { return one.0.priority > other.0.priority }
        if one.1 != other.1 { return offeringLess(one.1, other.1) }
        return one.0.name < other.0.name
      }
    guard let (winner, value) = candidates.first else {
      return Setting(value: fallback, policy: nil, reason: otherwise)
    }
    var reason = "The policy \(described(winner)) \(decided(value))."
    if let (rival, _) = candidates.first(where: { $0.1 != value }) {
      reason +=
        rival.priority == winner.priority
        ? " The policy \(described(rival)) disagrees at the same priority; the one that offers less counts."
        : " It counts before the policy \(described(rival))."
    }
    return Setting(value: value, policy: winner.name, reason: reason)
  }

  fileprivate static func described(_ policy: RestorePolicy) -> String {
    let whom =
      switch policy.groups.count {
      case 0: "for everyone"
      case 1: "for the group \(policy.groups[0])"
      default: "for the groups \(policy.groups.joined(separator: ", "))"
      }
    return "\"\(policy.name)\" (priority \(policy.priority), \(whom))"
  }
}

private func days(_ count: Int) -> String { count == 1 ? "1 day" : "\(count) days" }
