/// A person is asked at their first sign-in, and again only if nobody could answer before.
struct FirstSignInCheck: OfferCheck {
  let id = Check.ID.firstSignIn
  let restsOn = [
    "user.firstSignInSinceEnrollment", "history", "device.enrollment.id", "device.enrollment.at",
    "now", "policies", "moment",
  ]

  func evaluate(_ situation: Situation) -> Verdict {
    let facts = situation.facts
    guard facts.moment == .firstSignIn else {
      return .yes("Not asked \(facts.moment.inWords): it counts at the first sign-in only.")
    }
    let asked =
      facts.user.firstSignInSinceEnrollment
      ? Verdict.yes("This is the person's first sign-in since the enrollment.")
      : laterSignIn(situation)
    return limited(asked, situation)
  }

  /// Whether an offer that nobody could answer is made again.
  private func laterSignIn(_ situation: Situation) -> Verdict {
    let history = situation.history
    let since = history.lastRearm.map { "since the offer was re-armed (\($0.inWords))" }
    let span = since ?? "in this enrollment"
    guard let last = history.openOffers.last else {
      guard let since else {
        return .no(
          "This is not the person's first sign-in since the enrollment, and no offer was missed or failed before it."
        )
      }
      return .yes("No offer was made \(since), so it is made at this sign-in.")
    }
    if let answered = history.openOffers.last(where: { !$0.outcome.leavesTheQuestionOpen }) {
      return .no(
        "This is not the person's first sign-in since the enrollment, and \(answered.inWords).")
    }
    let limit = situation.policy[.offerLimit]
    let count = history.openOffers.count
    let timeout = situation.policy[.answerTimeout]
    let missed = timeout.policy == nil ? "" : " \(timeout.reason)"
    let made =
      "\(counted(count, "offer")) \(count == 1 ? "was" : "were") missed or failed \(span), the last \(Timestamp.inWords(last.at))"
    guard count < limit.value else {
      return .no("\(made), and the limit is \(limit.value). \(limit.reason)\(missed)")
    }
    return .yes("\(made); it is made again until there are \(limit.value).\(missed)")
  }

  /// Whatever else holds, nobody is asked after the window has closed.
  private func limited(_ verdict: Verdict, _ situation: Situation) -> Verdict {
    let hours = situation.policy[.firstSignInWindow]
    guard let count = hours.value, case .yes(let reason) = verdict else { return verdict }
    let window = FirstSignInWindow(
      hours: count, enrolledAt: situation.facts.device.enrollment.at,
      rearmedAt: situation.history.lastRearm?.at)
    let end = Timestamp.inWords(window.closesAt)
    guard window.isOpen(at: situation.facts.now) else {
      return .no("\(reason) The time for offers at the first sign-in ended \(end). \(hours.reason)")
    }
    return .yes("\(reason) Offers are made until \(end).")
  }
}

/// A person who said no is not asked again in this enrollment.
struct NotSkippedCheck: OfferCheck {
  let id = Check.ID.notSkipped
  let restsOn = [
    "history", "device.enrollment.id", "device.enrollment.at", "now", "policies", "moment",
  ]

  func evaluate(_ situation: Situation) -> Verdict {
    let history = situation.history
    guard let skip = history.lastOffer(.skipped) else {
      return .yes("The person has not said no in this enrollment.")
    }
    if let skip = history.openOffers.last(where: { $0.outcome == .skipped }) {
      return correction(of: skip, situation)
    }
    let rearm =
      history.lastRearm.map { "; the offer was re-armed after that (\($0.inWords))" } ?? ""
    return .yes("\(skip.inWords.capitalizedFirst)\(rearm).")
  }

  /// A no stands, but the person may take it back by themselves while the correction window is
  /// open.
  private func correction(of skip: EnrollmentHistory.Offer, _ situation: Situation) -> Verdict {
    let facts = situation.facts
    let said = skip.inWords.capitalizedFirst
    guard facts.moment == .onDemand else {
      return .no("\(said), and a no counts until the device is reset or the offer is re-armed.")
    }
    let days = situation.policy[.correctionWindow]
    let window = CorrectionWindow(days: days.value, enrolledAt: facts.device.enrollment.at)
    let end = Timestamp.inWords(window.closesAt)
    guard window.isOpen(at: facts.now) else {
      return .no("\(said), and the time to correct that ended \(end). \(days.reason)")
    }
    return .yes("\(said), which the person can correct until \(end).")
  }
}

/// A person who has restored is not asked again in this enrollment.
struct NotRestoredCheck: OfferCheck {
  let id = Check.ID.notRestored
  let restsOn = ["history", "device.enrollment.id", "moment"]

  func evaluate(_ situation: Situation) -> Verdict {
    guard let restored = situation.history.lastOffer(.restored) else {
      return .yes("Nothing has been restored in this enrollment.")
    }
    let done = restored.inWords.capitalizedFirst
    guard situation.facts.moment == .onDemand else {
      return .no("\(done), so the offer is not made again in this enrollment.")
    }
    return .yes("\(done), and a restore can be repeated on demand.")
  }
}
