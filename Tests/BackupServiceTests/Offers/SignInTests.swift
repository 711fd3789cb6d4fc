import Foundation
import RestoreRules
import ServiceAPI
import Testing
import UserEnvironment

@testable import BackupService

@Suite("Signing in")
struct SignInTests {
  @Test("A person with a backup is offered their profiles at the first sign-in")
  func offered() async throws {
    try await TestService().withRoutes { client in
      let profile = try await client.backUp(.sample()).profile
      let answer = try await client.signIn(.sample())
      #expect(answer.decision.isOffer)
      #expect(answer.decision.checks.map(\.id) == Check.ID.all)
      let offer = try #require(answer.offer)
      #expect(offer.profiles.map(\.id) == [profile])
      #expect(offer.offeredAt == TestService.start)
      let history = try await client.get(.offers, [.user: "alice"]).decode(OfferHistory.self)
      #expect(history.offers.map(\.id) == [offer.id])
      #expect(history.offers.first?.outcome == nil)
    }
  }

  @Test("A person without a backup is not offered anything, and the check says so")
  func withoutBackup() async throws {
    try await TestService().withRoutes { client in
      let answer = try await client.signIn(.sample())
      #expect(answer.offer == nil)
      #expect(answer.decision.failedChecks.map(\.id) == [.backup])
      let history = try await client.get(.offers, [.user: "alice"]).decode(OfferHistory.self)
      #expect(history.offers == [])
    }
  }

  @Test("Without a policy there is no offer")
  func withoutPolicy() async throws {
    try await TestService(policies: [TestService.backup]).withRoutes { client in
      try await client.backUp(.sample())
      let answer = try await client.signIn(.sample())
      #expect(answer.decision.failedChecks.map(\.id) == [.policy])
    }
  }

  @Test("A policy of a group counts for its members alone")
  func groups() async throws {
    let service = try TestService(
      policies: [
        TestService.backup, Policy(name: "pilot", groups: ["pilot"], restore: [.firstSignIn: true]),
      ],
      groups: [Tenant.Group(name: "pilot", members: ["alice"])])
    try await service.withRoutes { client in
      for user in ["alice", "bob"] { try await client.backUp(.sample(), of: user) }
      #expect(try await client.signIn(.sample(), of: "alice").decision.isOffer)
      #expect(try await !client.signIn(.sample(), of: "bob").decision.isOffer)
    }
  }

  @Test("Two agents that ask at once get the same offer")
  func twice() async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample())
      async let one = client.signIn(.sample())
      async let other = client.signIn(.sample())
      let ids = try await [one.offer?.id, other.offer?.id]
      #expect(ids[0] != nil)
      #expect(ids[0] == ids[1])
    }
  }

  @Test("A person who said no is not asked again in this enrollment, and is after a reset")
  func skipped() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      let offer = try await client.signIn(.sample(moment: .oobe, state: .inProgress)).offer
      let id = try #require(offer).id
      _ = try await client.post(
        OutcomeReport(outcome: .skipped), to: .outcome, [.user: "alice", .offer: id])
      let again = try await client.signIn(.sample())
      #expect(again.decision.failedChecks.map(\.id) == [.notSkipped])
      #expect(try await client.signIn(.sample(enrollment: "e-2")).decision.isOffer)
    }
  }

  @Test("One person's no on a shared PC is not another's")
  func sharedPC() async throws {
    try await TestService().withRoutes { client in
      for user in ["alice", "bob"] { try await client.backUp(.sample(), of: user) }
      let id = try #require(try await client.signIn(.sample(), of: "alice").offer).id
      _ = try await client.post(
        OutcomeReport(outcome: .skipped), to: .outcome, [.user: "alice", .offer: id])
      #expect(try await client.signIn(.sample(), of: "bob").decision.isOffer)
    }
  }

  @Test("An offer that nobody answered in time is missed, and made again")
  func timedOut() async throws {
    let service = try TestService(answerTimeout: 600)
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      let first = try #require(
        try await client.signIn(.sample(moment: .oobe, state: .inProgress)).offer)
      service.moveClock(by: 601)
      let second = try #require(try await client.signIn(.sample(isFirst: false)).offer)
      #expect(second.id != first.id)
      let offers = try await client.get(.offers, [.user: "alice"]).decode(OfferHistory.self).offers
      #expect(offers.map(\.outcome) == [.missed, nil])
      #expect(offers.first?.concludedAt == TestService.start + 601)
    }
  }

  @Test("An offer that may still be answered is not missed")
  func stillOpen() async throws {
    let service = try TestService(answerTimeout: 600)
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      let first = try #require(try await client.signIn(.sample()).offer)
      service.moveClock(by: 600)
      let again = try #require(try await client.signIn(.sample()).offer)
      #expect(again.id == first.id)
    }
  }

  @Test("The decision can be explained afterwards without making an offer")
  func explained() async throws {
    try await TestService().withRoutes { client in
      let stated = try await client.signIn(.sample()).decision
      let path = Route.decision.path([.user: "alice", .device: "d-new"])
      let explained = try await client.get(path + "?moment=firstSignIn").decode(Decision.self)
      #expect(explained == stated)
      try await client.backUp(.sample())
      #expect(try await client.get(path + "?moment=firstSignIn").decode(Decision.self).isOffer)
      let oobe = try await client.get(path + "?moment=oobe").decode(Decision.self)
      #expect(oobe.failedChecks.map(\.id) == [.enrollment])
      let history = try await client.get(.offers, [.user: "alice"]).decode(OfferHistory.self)
      #expect(history.offers == [])
    }
  }

  @Test(
    "Odd but valid facts get a decision, never a fault of the service",
    arguments: [
      "0001-01-01T00:00:00Z", "1969-12-31T23:59:59+14:00", "9999-12-31T23:59:59-23:59",
      "2026-11-22T08:00:00.123456789Z", "2016-12-31T23:59:60Z",
    ])
  func oddDates(date: String) async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample())
      let body = #"""
        {"moment":"onDemand","deviceID":"日本語 \"x\"","account":"local","firstSignInSinceEnrollment":false,
        "unreportedMisses":[],"device":{"os":{"product":"windows10","build":"1","edition":""},
        "enrollment":{"id":"'; DROP TABLE offer; --","at":"\#(date)"}}}
        """#
      let answer = try await client.post(
        Data(body.utf8), to: Route.signIn.path([.user: "O'Brien/../ü"]))
      #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
      let path = Route.decision.path([.user: "O'Brien/../ü", .device: "日本語 \"x\""])
      #expect(try await client.get(path + "?moment=onDemand").status == 200)
    }
  }
}
