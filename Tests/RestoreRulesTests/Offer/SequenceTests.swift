import Foundation
import Testing

@testable import RestoreRules

/// Walks of events on a device that three people use: sign-ins with every kind of answer, re-arms,
/// resets, time that passes, switches of policy. The same seed gives the same walk.
@Suite("Sequences of sign-ins")
struct SequenceTests {
  @Test("Every answer along 400 walks of 150 events is what the rules promise")
  func walks() {
    var decisions = 0
    var offers = 0
    for seed in 1...400 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      var device = SimulatedDevice(generator: &generator)
      for _ in 0..<150 {
        let event = SimulatedDevice.Event.random(using: &generator)
        guard let answer = device.happens(event) else { continue }
        decisions += 1
        offers += answer.isOffer ? 1 : 0
        if answer.isOffer != answer.expected {
          Issue.record(
            "seed \(seed): \(event) gave \(answer.isOffer ? "an offer" : "none"): \(answer.failed)")
          return
        }
      }
      #expect(device.promptsAfterNo == 0, "seed \(seed)")
      #expect(device.promptsBeyondLimit == 0, "seed \(seed)")
    }
    // Walks on which nothing is ever asked would keep every promise, too.
    #expect(decisions > 20_000)
    #expect(offers > decisions / 10 && offers < decisions * 9 / 10)
  }

  @Test("What others do on the device changes nothing for a person")
  func independence() {
    for seed in 1...100 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let together = SimulatedDevice(generator: &generator)
      let events = (0..<150).map { _ in SimulatedDevice.Event.random(using: &generator) }
      for person in 0..<SimulatedDevice.people {
        var shared = together
        let among = events.compactMap { event in
          shared.happens(event).flatMap { event.person == person ? $0.isOffer : nil }
        }
        var alone = together
        let own = events.filter { $0.person == nil || $0.person == person }
          .compactMap { alone.happens($0)?.isOffer }
        #expect(among == own, "seed \(seed), person \(person)")
      }
    }
  }
}

/// A device with several people, and beside the facts that the rules are given, what is promised to
/// each of them, counted along the way and not taken from any history.
struct SimulatedDevice {
  static let people = 3

  enum Event {
    /// Somebody signs in, or asks by themselves, and would answer so.
    case visit(Int, onDemand: Bool, Outcome)
    case rearm(Int)
    case reset
    case setupEnds
    case hoursPass(Int)
    case policySwitches

    var person: Int? {
      switch self {
      case .visit(let person, _, _), .rearm(let person): person
      default: nil
      }
    }

    static func random(using generator: inout SeededGenerator) -> Event {
      let person = Int.random(in: 0..<SimulatedDevice.people, using: &generator)
      let outcome = Outcome.allCases.randomElement(using: &generator) ?? .missed
      switch Int.random(in: 0..<40, using: &generator) {
      case 0: return .reset
      case 1...3: return .setupEnds
      case 4...6: return .rearm(person)
      case 7...12: return .hoursPass(Int.random(in: 1...90, using: &generator))
      case 13: return .policySwitches
      case 14...18: return .visit(person, onDemand: true, outcome)
      // Nobody being there is what happens most.
      case 19...25: return .visit(person, onDemand: false, .missed)
      default: return .visit(person, onDemand: false, outcome)
      }
    }
  }

  struct Answer {
    let isOffer: Bool
    let expected: Bool
    let failed: [String]
  }

  /// What is promised to one person in this enrollment.
  private struct Promises {
    var hasSignedIn = false
    var saidNo = false
    var restored = false
    /// Offers that nobody answered since the enrollment or the last re-arm.
    var unanswered = 0
    var rearmedAt: Date?
  }

  private var now = date("2026-11-22T08:00:00Z")
  private var enrollment = 1
  private var enrolledAt = date("2026-11-22T08:00:00Z")
  private var isSetUp = false
  private var allows = true
  private let limit: Int
  private let windowHours: Int?
  private let requirements: RequirementSet
  private var histories: [[Facts.HistoryEntry]]
  private var promises: [Promises]
  private(set) var promptsAfterNo = 0
  private(set) var promptsBeyondLimit = 0

  init(generator: inout SeededGenerator) {
    limit = Int.random(in: 1...4, using: &generator)
    windowHours = [nil, 24, 200].randomElement(using: &generator) ?? nil
    requirements = RequirementSet.allCases.randomElement(using: &generator) ?? .standard
    histories = Array(repeating: [], count: Self.people)
    promises = Array(repeating: Promises(), count: Self.people)
  }

  /// Lets an event happen; a visit has an answer.
  mutating func happens(_ event: Event) -> Answer? {
    now += 60
    switch event {
    case .reset:
      enrollment += 1
      enrolledAt = now
      isSetUp = false
      promises = Array(repeating: Promises(), count: Self.people)
    case .setupEnds: isSetUp = true
    case .hoursPass(let hours): now += Double(hours) * 3600
    case .policySwitches: allows.toggle()
    case .rearm(let person):
      histories[person].append(.init(enrollment: id, event: .rearmed(by: nil), at: now))
      promises[person].saidNo = false
      promises[person].unanswered = 0
      promises[person].rearmedAt = now
    case .visit(let person, let onDemand, let outcome):
      return visit(of: person, onDemand: onDemand, outcome)
    }
    return nil
  }

  private var id: String { "e-\(enrollment)" }

  private mutating func visit(of person: Int, onDemand: Bool, _ outcome: Outcome) -> Answer? {
    let moment: Moment = isSetUp ? (onDemand ? .onDemand : .firstSignIn) : .oobe
    let decision = decide(facts(for: person, at: moment))
    let expected = promised(to: person, at: moment)
    if decision.isOffer, moment != .onDemand {
      if promises[person].saidNo { promptsAfterNo += 1 }
      if moment == .firstSignIn, promises[person].hasSignedIn,
        promises[person].unanswered >= limit
      {
        promptsBeyondLimit += 1
      }
    }
    if moment == .firstSignIn { promises[person].hasSignedIn = true }
    if decision.isOffer {
      histories[person].append(
        .init(enrollment: id, moment: moment, outcome: outcome, at: now))
      switch outcome {
      case .restored: promises[person].restored = true
      case .skipped: promises[person].saidNo = true
      case .missed, .failed: promises[person].unanswered += 1
      }
    }
    return Answer(isOffer: decision.isOffer, expected: expected, failed: decision.failed)
  }

  /// What section "What is promised" of docs/offer-rules.md comes to.
  private func promised(to person: Int, at moment: Moment) -> Bool {
    let promise = promises[person]
    guard allows else { return false }
    switch moment {
    case .oobe:
      return !promise.saidNo && !promise.restored
    case .onDemand:
      return !promise.saidNo || now < enrolledAt + 14 * 86_400
    case .firstSignIn:
      let opened = max(enrolledAt, promise.rearmedAt ?? enrolledAt)
      let isInTime = windowHours.map { now < opened + Double($0) * 3600 } ?? true
      let isDue =
        !promise.hasSignedIn || (1..<max(limit, 1)).contains(promise.unanswered)
        || promise.rearmedAt != nil && promise.unanswered == 0
      return isInTime && isDue && !promise.saidNo && !promise.restored
    }
  }

  private func facts(for person: Int, at moment: Moment) -> Facts {
    Facts.sample(at: moment) {
      $0.now = now
      $0.requirements = requirements
      $0.device.id = "d-1"
      $0.device.use = .multiUser
      $0.device.enrollment = .init(
        id: id, state: isSetUp ? .complete : .inProgress, at: enrolledAt)
      $0.user.firstSignInSinceEnrollment =
        moment == .firstSignIn && !promises[person].hasSignedIn
      $0.history = histories[person]
      $0.policies = [
        Policy(
          name: "device", devices: ["d-1"], restore: [.oobe: allows, .firstSignIn: allows],
          offerLimit: limit, firstSignInWindowHours: windowHours)
      ]
    }
  }
}
