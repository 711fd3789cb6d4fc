/// Decides whether a restore is offered, and says why: `RestoreRules.decide(facts)`.
///
/// All checks are evaluated, always, so that a no carries every reason there is and not only the
/// first. The facts are all that counts: there is no clock and no state behind this.
public func decide(_ facts: Facts) -> Decision {
  let situation = Situation(facts)
  return Decision(
    checks: offerChecks.map { check in
      switch check.evaluate(situation) {
      case .yes(let reason): Check(id: check.id, passed: true, reason: reason)
      case .no(let reason): Check(id: check.id, passed: false, reason: reason)
      }
    })
}

/// Every check of an offer, in the order in which decisions list them.
let offerChecks: [any OfferCheck] = [
  PolicyCheck(),
  OSBuildCheck(),
  EditionCheck(),
  JoinCheck(),
  ProvisioningCheck(),
  DeviceUseCheck(),
  AccountCheck(),
  EnrollmentCheck(),
  BackupCheck(),
  FirstSignInCheck(),
  NotSkippedCheck(),
  NotRestoredCheck(),
]
