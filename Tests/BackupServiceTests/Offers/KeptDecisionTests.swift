import Foundation
import RestoreRules
import ServiceAPI
import Testing
import UserEnvironment

@testable import BackupService

@Suite("Decisions that are kept")
struct KeptDecisionTests {
  private func list(
    _ client: TestClient, _ query: String = "", user: String = "alice"
  ) async throws -> KeptDecisions {
    try await client.get(Route.decisions.path([.user: user]) + query).decode(KeptDecisions.self)
  }

  @Test("Each sign-in's facts and decision can be had afterwards, and today's rules beside them")
  func explained() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let first = try await client.signIn(.sample()).decision
      service.moveClock(by: 3600)
      try await client.backUp(.sample())
      _ = try await client.signIn(.sample(moment: .oobe, state: .inProgress))
      let kept = try await list(client).decisions
      #expect(kept.map(\.moment) == [.oobe, .firstSignIn])
      #expect(kept.map(\.decision) == [.offer, .noOffer])
      #expect(kept[1].failedChecks == ["backup"])
      let past = try await client.get(.pastDecision, [.user: "alice", .decision: kept[1].id])
        .decode(ExplainedDecision.self)
      #expect(past.decision == first)
      #expect(past.facts.now == TestService.start)
      #expect(past.facts.profiles == [])
      #expect(past.today == first && past.isSame)
    }
  }

  @Test("A decision that today's rules would not make is shown with both answers")
  func differs() async throws {
    let service = try TestService()
    // As an older version kept it, whose rules said yes.
    var facts = Facts(
      moment: .firstSignIn, now: TestService.start, device: SignInStatement.sample().device,
      user: .init(), policies: [TestService.everything])
    facts.profiles = [.init(id: "p-1", device: "PC", lastBackupAt: TestService.start)]
    let offered = RestoreRules.decide(facts)
    facts.profiles = []
    try await service.services.decisions.keep(
      offered, on: facts, of: TestService.person("alice"), on: .init(rawValue: "d-new"))
    try await service.withRoutes { client in
      let id = try #require(try await list(client).decisions.first).id
      let past = try await client.get(.pastDecision, [.user: "alice", .decision: id])
        .decode(ExplainedDecision.self)
      #expect(!past.isSame)
      #expect(past.decision.isOffer)
      #expect(past.today.failedChecks.map(\.id) == [.backup])
    }
  }

  @Test(
    "The one that held at a time is the newest of then; a time in whole seconds means all of it")
  func atTime() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      for number in 0..<3 {
        _ = try await client.signIn(.sample(enrollment: "e-\(number)"))
        service.moveClock(by: 60.25)
      }
      func enrollment(_ time: String) async throws -> String? {
        guard let id = try await list(client, "?limit=1&at=" + time).decisions.first?.id else {
          return nil
        }
        return try await client.get(.pastDecision, [.user: "alice", .decision: id])
          .decode(ExplainedDecision.self).facts.device.enrollment.id
      }
      #expect(try await enrollment("2026-11-22T07:59:59Z") == nil)
      #expect(try await enrollment("2026-11-22T08:00:00Z") == "e-0")
      #expect(try await enrollment("2026-11-22T08:00:59Z") == "e-0")
      #expect(try await enrollment("2026-11-22T08:01:00Z") == "e-1")
      #expect(try await enrollment("2026-11-23T00:00:00%2B01:00") == "e-2")
    }
  }

  @Test("Pages follow each other, newest first, and a PC's can be had alone")
  func pages() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      for number in 0..<7 {
        _ = try await client.signIn(.sample(device: number == 3 ? "d-3" : "d-new"))
        service.moveClock(by: 1)
      }
      var found: [KeptDecisionSummary] = []
      var page = try await list(client, "?limit=3")
      while true {
        found += page.decisions
        guard let next = page.next else { break }
        page = try await list(client, "?limit=3&after=\(next)")
      }
      #expect(found.map(\.at) == (0..<7).reversed().map { TestService.start + Double($0) })
      #expect(try await list(client, "?device=d-3").decisions.map(\.device) == ["d-3"])
      #expect(try await list(client, "?device=d-3", user: "bob").decisions.isEmpty)
      let both = try await client.get(
        Route.decisions.path([.user: "alice"]) + "?at=2026-11-22T08:00:00Z&after=x")
      #expect(both.problem?.code == "request.invalidParameter")
    }
  }

  @Test("Another person's decision is not found, and what is old is removed")
  func kept() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      _ = try await client.signIn(.sample())
      let id = try #require(try await list(client).decisions.first).id
      let foreign = try await client.get(.pastDecision, [.user: "bob", .decision: id])
      #expect(foreign.problem?.code == "decision.notFound")
      service.moveClock(by: 90 * 86_400 - 1)
      #expect(try await service.services.housekeeping.round().expiredRecords == 0)
      service.moveClock(by: 2)
      #expect(try await service.services.housekeeping.round().expiredRecords == 1)
      #expect(try await list(client).decisions.isEmpty)
    }
  }
}
