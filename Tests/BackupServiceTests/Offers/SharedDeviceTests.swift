import Foundation
import RestoreRules
import ServiceAPI
import Synchronization
import Testing
import UserEnvironment

@testable import BackupService

/// Walks of sign-ins of several people on one device, through the whole service: what others answer
/// there must change nothing for a person.
@Suite("Several people on a device")
struct SharedDeviceTests {
  private enum Event: Sendable {
    case signIn(user: String, Moment, Outcome?)
    case timePasses(TimeInterval)
    case reset

    /// Whether it belongs to the walk of this person alone.
    func concerns(_ user: String) -> Bool {
      if case .signIn(let who, _, _) = self { who == user } else { true }
    }
  }

  private static let users = ["alice", "bob", "carol"]

  @Test("each is decided as if nobody else used it, and a no is never followed by a prompt")
  func walks() async throws {
    for seed in 1...4 as ClosedRange<UInt64> {
      let events = Self.events(seed: seed, count: 60)
      let together = try await Self.walk(events, with: Self.users)
      for user in Self.users {
        let alone = try await Self.walk(events.filter { $0.concerns(user) }, with: [user])
        #expect(together[user] == alone[user], "seed \(seed), \(user)")
      }
      // Nobody is asked in vain, and nobody is asked all the time.
      let answers = together.values.joined()
      #expect(answers.contains(true) && answers.contains(false), "seed \(seed)")
    }
  }

  /// Whether each sign-in of each person was answered by an offer.
  private static func walk(
    _ events: [Event], with users: [String]
  ) async throws -> [String: [Bool]] {
    let service = try TestService()
    let result = AnswerBox()
    try await service.withRoutes { client in
      for user in users { try await client.backUp(.sample(), of: user) }
      var enrollment = 1
      var saidNo: Set<String> = []
      var hasSignedIn: Set<String> = []
      for event in events {
        switch event {
        case .timePasses(let seconds): service.moveClock(by: seconds)
        case .reset:
          enrollment += 1
          saidNo = []
          hasSignedIn = []
        case .signIn(let user, let moment, let outcome):
          let isFirst = moment == .firstSignIn && hasSignedIn.insert(user).inserted
          let answer = try await client.signIn(
            .sample(moment: moment, enrollment: "e-\(enrollment)", isFirst: isFirst), of: user)
          result.add(answer.decision.isOffer, of: user)
          guard let offer = answer.offer else { continue }
          #expect(moment == .onDemand || !saidNo.contains(user), "a no was followed by a prompt")
          guard let outcome else { continue }
          let told = try await client.post(
            OutcomeReport(outcome: outcome), to: .outcome, [.user: user, .offer: offer.id])
          #expect(told.status == 200)
          if outcome == .skipped { saidNo.insert(user) }
        }
      }
    }
    return result.answers
  }

  private static func events(seed: UInt64, count: Int) -> [Event] {
    var state = seed
    // SplitMix64's step is enough to make a walk.
    func next(_ bound: UInt64) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      let mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      return Int((mixed ^ (mixed >> 31)) % bound)
    }
    return (0..<count).map { _ in
      let user = users[next(3)]
      switch next(12) {
      case 0: return .reset
      case 1, 2: return .timePasses(TimeInterval(next(5)) * 1000)
      case 3: return .signIn(user: user, .onDemand, Outcome.allCases[next(4)])
      // Nobody answers: the service concludes the offer when its time is over.
      case 4...6: return .signIn(user: user, .firstSignIn, nil)
      default: return .signIn(user: user, .firstSignIn, Outcome.allCases[next(4)])
      }
    }
  }
}

/// The answers of a walk.
private final class AnswerBox: Sendable {
  private let box = Mutex<[String: [Bool]]>([:])

  var answers: [String: [Bool]] { box.withLock { $0 } }

  func add(_ isOffer: Bool, of user: String) {
    box.withLock { $0[user, default: []].append(isOffer) }
  }
}
