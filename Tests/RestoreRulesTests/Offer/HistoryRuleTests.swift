import Foundation
import Testing

@testable import RestoreRules

@Suite("The rules about what happened before")
struct HistoryRuleTests {
  /// A sign-in that is not the first, after this history.
  private func laterSignIn(_ history: [Facts.HistoryEntry], limit: Int? = nil) -> Facts {
    .sample {
      $0.user.firstSignInSinceEnrollment = false
      $0.history = history
      $0.policies[0].offerLimit = limit
    }
  }

  // MARK: Missed and failed offers

  @Test("A later sign-in before which no offer was made is not asked")
  func laterSignInWithoutOffers() {
    #expect(decide(laterSignIn([])).failed == ["firstSignIn"])
  }

  @Test("A missed or failed offer is made again at the next sign-in, three times in all")
  func missedIsRepeated() {
    let missed = Facts.HistoryEntry.offer(.missed, minute: 1)
    let failed = Facts.HistoryEntry.offer(.failed, at: .firstSignIn, minute: 2)
    #expect(decide(laterSignIn([missed])).failed == [])
    #expect(decide(laterSignIn([missed, failed])).failed == [])
    let atLimit = decide(laterSignIn([missed, failed, failed]))
    #expect(atLimit.failed == ["firstSignIn"])
    #expect(atLimit.reason(.firstSignIn).contains("3 offers were missed or failed"))
    #expect(atLimit.reason(.firstSignIn).contains("the limit is 3"))
  }

  @Test("The policy sets how often", arguments: 1...5)
  func offerLimit(limit: Int) {
    for count in 1...6 {
      let history = (1...count).map { Facts.HistoryEntry.offer(.missed, minute: $0) }
      let decision = decide(laterSignIn(history, limit: limit))
      #expect(decision.failed == (count < limit ? [] : ["firstSignIn"]), "\(count) of \(limit)")
    }
  }

  @Test("The first sign-in is asked however often the offer was missed during setup")
  func firstSignInAfterManyMisses() {
    let facts = Facts.sample { facts in
      facts.history = (1...9).map { .offer(.missed, minute: $0) }
    }
    #expect(decide(facts).failed == [])
  }

  @Test(
    "Setup and on demand do not ask whether it is the first sign-in",
    arguments: [Moment.oobe, .onDemand])
  func otherMoments(moment: Moment) {
    let decision = decide(.sample(at: moment) { $0.user.firstSignInSinceEnrollment = false })
    #expect(decision.failed == [])
    #expect(decision.reason(.firstSignIn).hasPrefix("Not asked"))
  }

  // MARK: A no

  @Test(
    "A person who said no is not asked again in that enrollment",
    arguments: [Moment.oobe, .firstSignIn])
  func skipped(moment: Moment) {
    let decision = decide(.sample(at: moment) { $0.history = [.offer(.skipped)] })
    #expect(decision.failed == ["notSkipped"])
    #expect(
      decision.reason(.notSkipped)
        == "The person chose to set up as new during device setup (2026-11-22 07:20 UTC), and a no counts until the device is reset or the offer is re-armed."
    )
  }

  @Test("A no is not undone by a missed offer after it")
  func missedAfterSkipped() {
    let facts = Facts.sample { $0.history = [.offer(.skipped), .offer(.missed, minute: 25)] }
    #expect(decide(facts).failed == ["notSkipped"])
  }

  @Test(
    "What happened in another enrollment does not count: a reset starts afresh",
    arguments: Outcome.allCases)
  func otherEnrollment(outcome: Outcome) {
    var facts = Facts.sample {
      $0.history = (1...5).map { .offer(outcome, minute: $0, enrollment: "e-0") }
    }
    #expect(decide(facts) == decide(.sample()))
    facts.user.firstSignInSinceEnrollment = false
    #expect(decide(facts).failed == ["firstSignIn"])
  }

  @Test("Two people on one device each have their own history")
  func twoPeople() {
    let one = Facts.sample {
      $0.device.use = .multiUser
      $0.history = [.offer(.skipped)]
    }
    let other = Facts.sample { $0.device.use = .multiUser }
    #expect(decide(one).answer == .noOffer)
    #expect(decide(other).answer == .offer)
  }

  // MARK: Re-arming

  @Test("An offer that was re-armed after a no is made at the next sign-in, first or not")
  func rearmedAfterSkip() {
    let history: [Facts.HistoryEntry] = [
      .offer(.skipped), .rearmed(by: "Ada of the help desk", minute: 40),
    ]
    let decision = decide(laterSignIn(history))
    #expect(decision.failed == [])
    #expect(decision.reason(.notSkipped).contains("2026-11-22 07:40 UTC by Ada of the help desk"))
    #expect(decide(.sample { $0.history = history }).failed == [])
    #expect(decide(.sample(at: .oobe) { $0.history = history }).failed == [])
  }

  @Test("A no after the re-arm counts again")
  func skippedAfterRearm() {
    let history: [Facts.HistoryEntry] = [
      .offer(.skipped), .rearmed(minute: 40), .offer(.skipped, at: .firstSignIn, minute: 50),
    ]
    #expect(decide(laterSignIn(history)).failed == ["firstSignIn", "notSkipped"])
    #expect(decide(.sample { $0.history = history }).failed == ["notSkipped"])
  }

  @Test("A re-arm before the no, or in another enrollment, re-arms nothing")
  func rearmThatDoesNotCount() {
    let before: [Facts.HistoryEntry] = [.rearmed(minute: 10), .offer(.skipped)]
    #expect(decide(.sample { $0.history = before }).failed == ["notSkipped"])
    let elsewhere: [Facts.HistoryEntry] = [
      .offer(.skipped), .rearmed(minute: 40, enrollment: "e-0"),
    ]
    #expect(decide(.sample { $0.history = elsewhere }).failed == ["notSkipped"])
  }

  @Test("Of a no and a re-arm at the same time, the later in the list counts")
  func sameTime() {
    let skip = Facts.HistoryEntry.offer(.skipped, minute: 20)
    let rearm = Facts.HistoryEntry.rearmed(minute: 20)
    #expect(decide(.sample { $0.history = [skip, rearm] }).failed == [])
    #expect(decide(.sample { $0.history = [rearm, skip] }).failed == ["notSkipped"])
  }

  @Test("Apart from that, the order in the list does not matter")
  func anyOrder() {
    let history: [Facts.HistoryEntry] = [
      .offer(.missed, minute: 10), .offer(.skipped), .rearmed(minute: 40),
      .offer(.missed, at: .firstSignIn, minute: 50),
    ]
    let decision = decide(laterSignIn(history))
    #expect(decision.failed == [])
    #expect(decide(laterSignIn(history.reversed())) == decision)
  }

  @Test("A re-arm starts the count of missed offers again")
  func rearmResetsTheLimit() {
    var history: [Facts.HistoryEntry] = (1...3).map { .offer(.missed, minute: $0) }
    #expect(decide(laterSignIn(history)).failed == ["firstSignIn"])
    history.append(.rearmed(minute: 10))
    #expect(decide(laterSignIn(history)).failed == [])
    history += (11...12).map { .offer(.missed, at: .firstSignIn, minute: $0) }
    #expect(decide(laterSignIn(history)).failed == [])
    history.append(.offer(.missed, at: .firstSignIn, minute: 13))
    #expect(decide(laterSignIn(history)).failed == ["firstSignIn"])
  }

  // MARK: The correction window

  @Test("A person who said no can start a restore for 14 days after the enrollment")
  func correctionWindow() {
    func onDemand(_ now: String) -> Decision {
      decide(
        .sample(at: .onDemand) {
          $0.history = [.offer(.skipped)]
          $0.now = date(now)
        })
    }
    #expect(onDemand("2026-11-22T08:00:00Z").failed == [])
    #expect(onDemand("2026-12-06T07:29:59Z").failed == [])
    #expect(onDemand("2026-12-06T07:30:00Z").failed == ["notSkipped"])
    #expect(
      onDemand("2026-12-07T00:00:00Z").reason(.notSkipped).contains("ended 2026-12-06 07:30 UTC"))
  }

  @Test("The policy sets the window, and 0 days close it at once")
  func correctionWindowOfPolicy() {
    func onDemand(days: Int, _ now: String) -> [String] {
      decide(
        .sample(at: .onDemand) {
          $0.history = [.offer(.skipped)]
          $0.policies[0].correctionWindowDays = days
          $0.now = date(now)
        }
      ).failed
    }
    #expect(onDemand(days: 1, "2026-11-23T07:00:00Z") == [])
    #expect(onDemand(days: 1, "2026-11-23T08:00:00Z") == ["notSkipped"])
    #expect(onDemand(days: 0, "2026-11-22T07:30:00Z") == ["notSkipped"])
    #expect(onDemand(days: 0, "2020-01-01T00:00:00Z") == ["notSkipped"])
  }

  @Test("Outside the window, whoever did not say no can still restore on demand")
  func onDemandWithoutSkip() {
    let facts = Facts.sample(at: .onDemand) { $0.now = date("2027-11-22T08:00:00Z") }
    #expect(decide(facts).failed == [])
  }

  @Test("A re-arm opens the way on demand after the window, too")
  func onDemandAfterRearm() {
    let facts = Facts.sample(at: .onDemand) {
      $0.now = date("2027-11-22T08:00:00Z")
      $0.history = [.offer(.skipped), .rearmed(minute: 40)]
    }
    #expect(decide(facts).failed == [])
  }

  @Test(
    "A clock that stands before the enrollment closes nothing and breaks nothing",
    arguments: Moment.allCases)
  func wrongClock(moment: Moment) {
    for now in ["0000-01-01T00:00:00Z", "2020-01-01T00:00:00Z"] {
      let facts = Facts.sample(at: moment) {
        $0.now = date(now)
        $0.history = [.offer(.missed)]
      }
      #expect(decide(facts).failed == [])
    }
    let skipped = Facts.sample(at: .onDemand) {
      $0.now = date("2020-01-01T00:00:00Z")
      $0.history = [.offer(.skipped)]
    }
    #expect(decide(skipped).failed == [])
  }

  @Test("Values that no document could hold decide without a trap")
  func extremes() {
    let facts = Facts.sample(at: .onDemand) {
      $0.now = Date(timeIntervalSince1970: .infinity)
      $0.device.enrollment.at = Date(timeIntervalSince1970: -.infinity)
      $0.history = [.offer(.skipped)]
      $0.policies[0].correctionWindowDays = .max
      $0.policies[0].offerLimit = .min
      $0.policies[0].priority = .min
    }
    #expect(decide(facts).checks.count == 12)
  }

  // MARK: The order of what happened

  @Test("A clock that was set back between a no and the re-arm after it changes nothing")
  func orderedBySequence() {
    var skip = Facts.HistoryEntry.offer(.skipped, minute: 40)
    var rearm = Facts.HistoryEntry.rearmed(minute: 10)
    #expect(decide(.sample { $0.history = [skip, rearm] }).failed == ["notSkipped"])
    (skip.sequence, rearm.sequence) = (3, 4)
    for history in [[skip, rearm], [rearm, skip]] {
      #expect(decide(laterSignIn(history)).failed == [])
    }
    (skip.sequence, rearm.sequence) = (4, 3)
    #expect(decide(laterSignIn([skip, rearm])).failed == ["firstSignIn", "notSkipped"])
  }

  @Test("What nobody counted comes before what was counted, whatever the times")
  func uncountedFirst() {
    var rearm = Facts.HistoryEntry.rearmed(minute: 10)
    rearm.sequence = 1
    for history in [[rearm, .offer(.skipped)], [.offer(.skipped), rearm]] {
      #expect(decide(laterSignIn(history)).failed == [])
    }
  }

  // MARK: A restore

  @Test("A person who has restored is not asked again, and can repeat it on demand")
  func restored() {
    let history: [Facts.HistoryEntry] = [.offer(.restored)]
    #expect(decide(.sample(at: .oobe) { $0.history = history }).failed == ["notRestored"])
    #expect(decide(.sample { $0.history = history }).failed == ["notRestored"])
    #expect(decide(laterSignIn(history)).failed == ["firstSignIn", "notRestored"])
    #expect(decide(.sample(at: .onDemand) { $0.history = history }).failed == [])
  }

  @Test("A re-arm does not ask a person who has restored")
  func rearmedAfterRestore() {
    let facts = laterSignIn([.offer(.restored), .rearmed(minute: 40)])
    #expect(decide(facts).failed == ["notRestored"])
  }
}
