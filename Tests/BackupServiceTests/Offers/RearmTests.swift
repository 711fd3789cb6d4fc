import Foundation
import Identity
import RestoreRules
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("Having a person asked again")
struct RearmTests {
  private func skip(_ client: TestClient, on device: String = "d-new") async throws {
    let offer = try #require(try await client.signIn(.sample(device: device)).offer)
    _ = try await client.post(
      OutcomeReport(outcome: .skipped), to: .outcome, [.user: "alice", .offer: offer.id])
  }

  private func rearm(
    _ client: TestClient, device: String? = nil, enrollment: String? = nil,
    reason: String = "Ticket 4711", token: String = TestService.token
  ) async throws -> TestClient.Answer {
    try await client.post(
      RearmRequest(device: device, enrollment: enrollment, reason: reason), to: .rearm,
      [.user: "alice"], token: token)
  }

  @Test(
    "Who said no is asked again at the next sign-in, and the reason is in history and audit log")
  func afterNo() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      try await skip(client)
      #expect(try await !client.signIn(.sample()).decision.isOffer)
      let token = try service.issuers.first.token(for: "ada", roles: [.helpDesk])
      let answer = try await rearm(client, device: "d-new", token: token)
        .decode(RearmAnswer.self)
      let entry = try #require(answer.rearmed.first)
      #expect(answer.rearmed.count == 1)
      #expect(entry.transition.by == OfferTransitionMessage.Actor(kind: "staff", id: "ada"))
      #expect(entry.transition.reason == "Ticket 4711")
      #expect(entry.transition.from == .answered(.skipped))
      #expect(entry.nextSignIn?.isOffer == true)
      let again = try await client.signIn(.sample(isFirst: false)).decision
      #expect(again.isOffer)
      #expect(again[.notSkipped]?.reason.contains("by ada") == true)
      let log = try await service.sqlite.logEntries(
        of: .tenant(TenantID(rawValue: "first")), after: 0, limit: 10)
      let record: AuditRecord = try CanonicalJSON.decode(from: try #require(log.last).content)
      #expect(record.event.action == .offerRearmed)
      #expect(record.event.actor.id == "ada")
      #expect(record.event.user == "alice")
      #expect(record.event.reason == "Ticket 4711")
    }
  }

  @Test("Who has signed in before and was never asked is asked, too")
  func neverAsked() async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample())
      let before = try await client.signIn(.sample(isFirst: false)).decision
      #expect(before.failedChecks.map(\.id) == [.firstSignIn])
      let answer = try await rearm(client).decode(RearmAnswer.self)
      #expect(answer.rearmed.map(\.transition.offer) == [nil])
      #expect(try await client.signIn(.sample(isFirst: false)).decision.isOffer)
    }
  }

  @Test("Without a PC it is for each that is known, each in its newest enrollment")
  func everywhere() async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample())
      for device in ["d-1", "d-2"] { try await skip(client, on: device) }
      _ = try await client.signIn(.sample(device: "d-2", enrollment: "e-2"))
      let answer = try await rearm(client).decode(RearmAnswer.self)
      #expect(Set(answer.rearmed.map(\.transition.device)) == ["d-1", "d-2"])
      let second = answer.rearmed.first { $0.transition.device == "d-2" }
      #expect(second?.transition.enrollment == "e-2")
      #expect(Set(answer.rearmed.map(\.transition.sequence)).count == 2)
    }
  }

  @Test("An old enrollment can be named, one that nobody knows cannot")
  func enrollments() async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample())
      try await skip(client)
      _ = try await client.signIn(.sample(enrollment: "e-2"))
      let old = try await rearm(client, device: "d-new", enrollment: "e-1")
      #expect(try old.decode(RearmAnswer.self).rearmed.first?.transition.enrollment == "e-1")
      let unknown = try await rearm(client, device: "d-new", enrollment: "e-9")
      #expect(unknown.problem?.code == "offer.nothingToRearm")
      #expect(try await rearm(client, device: "d-9").problem?.code == "offer.nothingToRearm")
      let alone = try await rearm(client, enrollment: "e-1")
      #expect(alone.problem?.code == "request.invalidField")
    }
  }

  @Test("Of a stranger nothing is re-armed, and a reason is needed")
  func refused() async throws {
    try await TestService().withRoutes { (client) async throws in
      #expect(try await rearm(client).problem?.code == "offer.nothingToRearm")
      for reason in ["", "a\nb", String(repeating: "x", count: 256)] {
        #expect(try await rearm(client, reason: reason).problem?.code == "request.invalidField")
      }
    }
  }

  @Test("Who has restored is not asked, and the answer says so")
  func restored() async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample())
      let offer = try #require(try await client.signIn(.sample()).offer)
      _ = try await client.post(
        OutcomeReport(outcome: .restored), to: .outcome, [.user: "alice", .offer: offer.id])
      let answer = try await rearm(client).decode(RearmAnswer.self)
      #expect(answer.rearmed.first?.nextSignIn?.failedChecks.map(\.id) == [.notRestored])
    }
  }

  @Test("Re-arms at once are all kept, each with a number of its own")
  func atOnce() async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample())
      try await skip(client)
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<6 { group.addTask { try await rearm(client).status } }
        for try await status in group { #expect(status == 200) }
      }
      let steps = try await client.get(.offerTransitions, [.user: "alice"])
        .decode(OfferTransitions.self).transitions
      #expect(steps.map(\.sequence) == Array(1...8))
    }
  }
}
