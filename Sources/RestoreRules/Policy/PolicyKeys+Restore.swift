import UserEnvironment

extension PolicyKey where Value == Bool {
  /// Whether a restore may be offered at a moment. False where no policy says so; on demand follows
  /// the first sign-in.
  public static func restore(at moment: Moment) -> Self {
    guard moment == .onDemand else { return offers(at: moment, asNamedFor: moment, follows: nil) }
    return offers(at: moment, asNamedFor: moment) {
      offers(at: .onDemand, asNamedFor: .firstSignIn)
    }
  }

  /// - Parameter named: the moment whose switch is read.
  private static func offers(
    at moment: Moment, asNamedFor named: Moment, follows: (@Sendable () -> Self)? = nil
  ) -> Self {
    let followed = named == moment ? "" : ", and a restore \(moment.inWords) follows that"
    let otherwise =
      "No policy that applies to this person decides about a restore \(moment.inWords), and nothing is offered unless a policy allows it."
    return PolicyKey(
      "restore.\(moment.rawValue)", read: { $0.restore[named] }, fallback: { _ in false },
      cautious: { $0 && $1 },
      decided: { "\($0 ? "allows" : "does not allow") a restore \(named.inWords)\(followed)" },
      otherwise: { _ in otherwise }, follows: follows)
  }

  /// Whether a component is restored. True where no policy says otherwise.
  public static func restore(_ component: ComponentKind) -> Self {
    let what = component.inWords
    return PolicyKey(
      "restore.components.\(component.rawValue)", read: { $0.restoreComponents[component] },
      fallback: { _ in true }, cautious: { $0 && $1 },
      decided: { "\($0 ? "lets" : "does not let") \(what) be restored" },
      otherwise: { _ in "No policy that applies leaves \(what) out of restores." })
  }

  /// Whether restores are offered on devices without a person. False where no policy says so.
  public static var admitsUserless: Self { admits(.userless, called: "userless") }

  /// Whether restores are offered on devices that forget everything at sign-out. False where no
  /// policy says so.
  public static var admitsNonPersistent: Self { admits(.nonPersistent, called: "non-persistent") }

  private static func admits(_ use: Facts.Use, called name: String) -> Self {
    PolicyKey(
      "admit.\(use.rawValue)", read: { $0.admit[use] }, fallback: { _ in false },
      cautious: { $0 && $1 },
      decided: { "\($0 ? "admits" : "does not admit") \(name) devices" },
      otherwise: { _ in "No policy that applies to this person admits \(name) devices." })
  }
}

extension PolicyKey where Value == Int {
  /// How many missed or failed offers an enrollment may see. 3 where no policy says so.
  public static var offerLimit: Self {
    PolicyKey(
      "offerLimit", read: { $0.offerLimit }, fallback: { _ in 3 }, cautious: { min($0, $1) },
      decided: { "sets the limit of offers in an enrollment to \($0)" },
      otherwise: { "No policy sets a limit of offers, so it is \($0)." })
  }

  /// For how many days after the enrollment a no can be corrected. 14 where no policy says so.
  public static var correctionWindow: Self {
    PolicyKey(
      "correctionWindowDays", read: { $0.correctionWindowDays }, fallback: { _ in 14 },
      cautious: { min($0, $1) },
      decided: { "sets the correction window to \(counted($0, "day")) after the enrollment" },
      otherwise: { "No policy sets a correction window, so it is \(counted($0, "day"))." })
  }

  /// For how many seconds an offer waits for its answer.
  public static var answerTimeout: Self {
    PolicyKey(
      "answerTimeoutSeconds", read: { $0.answerTimeoutSeconds },
      fallback: \.answerTimeoutSeconds, cautious: { min($0, $1) },
      caution: "the shorter time counts",
      decided: { "counts an offer as missed after \(counted($0, "second")) without an answer" },
      otherwise: {
        "No policy that applies says how long an offer waits for its answer, so it is \(counted($0, "second"))."
      })
  }
}

extension PolicyKey where Value == Int? {
  /// For how many hours after the enrollment the first sign-in may bring an offer. Without an end
  /// where no policy says so.
  public static var firstSignInWindow: Self {
    PolicyKey(
      "firstSignInWindowHours", read: { $0.firstSignInWindowHours.map(Optional.some) },
      fallback: { _ in nil }, cautious: { least($0, $1) },
      decided: {
        "allows offers at the first sign-in for \(counted($0 ?? 0, "hour")) after the enrollment"
      },
      otherwise: { _ in "No policy that applies ends the time for a first sign-in." })
  }

  /// How many versions a profile keeps. All where no policy says so.
  public static var retentionVersions: Self {
    PolicyKey(
      "retention.versions", read: { $0.retention.versions.map(Optional.some) },
      fallback: { _ in nil }, cautious: { most($0, $1) }, caution: "the one that keeps more counts",
      decided: { "keeps the newest \(counted($0 ?? 0, "version"))" },
      otherwise: { _ in "No policy that applies limits how many versions are kept." })
  }

  /// For how many days a version is kept after a newer one took its place. For ever where no policy
  /// says so.
  public static var retentionDays: Self {
    PolicyKey(
      "retention.days", read: { $0.retention.days.map(Optional.some) },
      fallback: { _ in nil }, cautious: { most($0, $1) }, caution: "the one that keeps more counts",
      decided: { "keeps a version for \(counted($0 ?? 0, "day")) after a newer one" },
      otherwise: { _ in "No policy that applies limits how long versions are kept." })
  }
}

extension PolicyKey where Value == RequirementSet {
  /// Which table of requirements devices must meet. The tenant's where no policy says so.
  public static var requirements: Self {
    PolicyKey(
      "requirements", read: { $0.requirements }, fallback: \.requirements,
      cautious: { $0 == $1 ? $0 : .microsoft },
      decided: { "asks devices to meet \($0.inWords)" },
      otherwise: {
        "No policy that applies names requirements, so \($0.inWords) of the tenant hold."
      })
  }
}

/// The smaller of two limits, of which nil is none.
private func least(_ one: Int?, _ other: Int?) -> Int? {
  guard let one, let other else { return one ?? other }
  return min(one, other)
}

/// The larger of two limits, of which nil is none.
private func most(_ one: Int?, _ other: Int?) -> Int? {
  guard let one, let other else { return nil }
  return max(one, other)
}
