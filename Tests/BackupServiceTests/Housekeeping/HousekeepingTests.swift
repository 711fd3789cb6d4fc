import Foundation
import Logging
import RestoreRules
import ServiceAPI
import Store
import Synchronization
import Testing

@testable import BackupService

@Suite("What the service does on its own")
struct HousekeepingTests {
  private func outcomes(_ client: TestClient, _ user: String) async throws -> [Outcome?] {
    try await client.get(.offers, [.user: user]).decode(OfferHistory.self).offers.map(\.outcome)
  }

  @Test("Offers that nobody answered are missed without another sign-in, in every tenant")
  func missed() async throws {
    let service = try TestService(answerTimeout: 600)
    try await service.withRoutes { client in
      for token in [TestService.token, TestService.otherToken] {
        for user in ["alice", "bob"] {
          try await client.backUp(.sample(), of: user, token: token)
          let answer = try await client.post(
            SignInStatement.sample(), to: .signIn, [.user: user], token: token)
          #expect(answer.status == 200)
        }
      }
      service.moveClock(by: 600)
      #expect(try await service.services.housekeeping.round().missedOffers == 0)
      service.moveClock(by: 1)
      #expect(try await service.services.housekeeping.round().missedOffers == 4)
      #expect(try await service.services.housekeeping.round() == Housekeeping.Round())
      #expect(try await outcomes(client, "alice") == [.missed])
      let steps = try await client.get(.offerTransitions, [.user: "bob"])
        .decode(OfferTransitions.self).transitions
      #expect(steps.map(\.step) == [.made, .timedOut])
      #expect(steps.map(\.by.kind) == ["service", "service"])
    }
  }

  @Test("An offer that waits longer or shorter by its policy is missed in its own time")
  func missedByPolicy() async throws {
    let on = Policy(
      name: "on", backup: .init(enabled: true), restore: [.firstSignIn: true])
    let service = try TestService(
      policies: [
        on, Policy(name: "hasty", devices: ["d-hasty"], priority: 1, answerTimeoutSeconds: 60),
        Policy(name: "patient", devices: ["d-patient"], priority: 1, answerTimeoutSeconds: 3600),
      ], answerTimeout: 600)
    let people = ["alice": "d-hasty", "bob": "d-plain", "carol": "d-patient"]
    try await service.withRoutes { client in
      for (user, device) in people {
        try await client.backUp(.sample(), of: user)
        let answer = try await client.signIn(.sample(device: device), of: user)
        #expect(answer.offer != nil)
      }
      var passed: TimeInterval = 0
      for (time, missed) in [(60, 0), (61, 1), (600, 0), (601, 1), (3600, 0), (3601, 1)] {
        service.moveClock(by: TimeInterval(time) - passed)
        passed = TimeInterval(time)
        #expect(try await service.services.housekeeping.round().missedOffers == missed)
      }
    }
  }

  @Test("Several processes at once conclude each offer once")
  func atOnce() async throws {
    let service = try TestService(answerTimeout: 600)
    try await service.withRoutes { client in
      for number in 0..<10 {
        try await client.backUp(.sample(), of: "user-\(number)")
        _ = try await client.signIn(.sample(), of: "user-\(number)")
      }
      service.moveClock(by: 601)
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<4 {
          group.addTask { _ = try? await service.services.housekeeping.round() }
        }
      }
      for number in 0..<10 {
        let steps = try await client.get(.offerTransitions, [.user: "user-\(number)"])
          .decode(OfferTransitions.self).transitions
        #expect(steps.map(\.step) == [.made, .timedOut])
      }
    }
  }

  @Test("An answer that comes after it takes the place of missed")
  func late() async throws {
    let service = try TestService(answerTimeout: 600)
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      let offer = try #require(try await client.signIn(.sample()).offer)
      service.moveClock(by: 601)
      _ = try await service.services.housekeeping.round()
      _ = try await client.post(
        OutcomeReport(outcome: .restored), to: .outcome, [.user: "alice", .offer: offer.id])
      #expect(try await outcomes(client, "alice") == [.restored])
    }
  }

  @Test("Rounds follow each other until the task is cancelled; one that fails does not end them")
  func rounds() async throws {
    let service = try TestService(answerTimeout: 600, fault: { FaultyStore.unavailable($0) })
    let clock = CountingClock(stopAfter: 3)
    let housekeeping = service.services.housekeeping
    let rounds = Rounds("housekeeping", after: .seconds(5), every: .seconds(60)) {
      _ = try await housekeeping.round()
    }
    await rounds.run(
      clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    #expect(clock.sleeps == [.seconds(5), .seconds(60), .seconds(60)])
  }
}

/// A clock that does not wait, and after so many waits is cancelled.
private final class CountingClock: Clock, Sendable {
  typealias Instant = ContinuousClock.Instant

  private let waited = Mutex<[Duration]>([])
  private let limit: Int
  private let start = ContinuousClock.now

  init(stopAfter limit: Int) { self.limit = limit }

  var sleeps: [Duration] { waited.withLock { $0 } }
  var now: Instant { start }
  var minimumResolution: Duration { .nanoseconds(1) }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let count = waited.withLock {
      $0.append(start.duration(to: deadline))
      return $0.count
    }
    if count >= limit { throw CancellationError() }
  }
}
