import Foundation
import Identity
import RestoreRules
import ServiceAPI
import Store
import Testing

@testable import BackupService

@Suite("The history of an offer")
struct TransitionTests {
  private func steps(_ client: TestClient, _ user: String = "alice") async throws
    -> [OfferTransitionMessage]
  {
    try await client.get(.offerTransitions, [.user: user]).decode(OfferTransitions.self).transitions
  }

  private func report(
    _ outcome: Outcome, of offer: String, _ client: TestClient
  ) async throws -> TestClient.Answer {
    try await client.post(
      OutcomeReport(outcome: outcome), to: .outcome, [.user: "alice", .offer: offer])
  }

  @Test("It says who, when, on which PC, from where to where, and counts what came twice once")
  func whole() async throws {
    let service = try TestService(answerTimeout: 60)
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      let offer = try #require(try await client.signIn(.sample()).offer)
      service.moveClock(by: 61)
      _ = try await client.signIn(.sample(isFirst: false))
      for _ in 0..<2 { #expect(try await report(.skipped, of: offer.id, client).status == 200) }
      #expect(try await report(.restored, of: offer.id, client).status == 409)
      let steps = try await steps(client).filter { $0.offer == offer.id }
      #expect(steps.map(\.step) == [.made, .timedOut, .answeredLate])
      #expect(steps.map(\.from) == [nil, .offered, .missed])
      #expect(steps.map(\.to) == [.offered, .missed, .answered(.skipped)])
      #expect(steps.map(\.by.kind) == ["service", "service", "person"])
      #expect(steps.map(\.by.id) == [nil, nil, "alice"])
      #expect(Set(steps.map(\.device)) == ["d-new"] && Set(steps.map(\.enrollment)) == ["e-1"])
      #expect(steps.map(\.at) == [0, 61, 61].map { TestService.start + $0 })
    }
  }

  @Test("A miss is the word of the device, told at once or later")
  func byDevice() async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample())
      let miss = UnreportedMiss(id: "m-1", moment: .oobe, at: TestService.start - 600)
      let offer = try #require(try await client.signIn(.sample(misses: [miss])).offer)
      _ = try await report(.missed, of: offer.id, client)
      let steps = try await steps(client)
      #expect(steps.map(\.step) == [.missReported, .made, .missReported])
      #expect(steps.map(\.by.kind) == ["device", "service", "device"])
      #expect(steps.map(\.by.id) == ["d-new", nil, "d-new"])
      #expect(steps.map(\.from) == [nil, nil, .offered])
    }
  }

  @Test("A technician who answers for a person is named")
  func byStaff() async throws {
    let service = try TestService()
    _ = try await service.sqlite.open(
      StoredOffer(
        id: OfferID(rawValue: "o-1"), person: TestService.person("alice"),
        device: DeviceID(rawValue: "d-new"), enrollment: "e-1", moment: .oobe,
        offeredAt: TestService.start), by: .service)
    let technician = Caller(tenant: "first", subject: .named("tech"), roles: [.person])
    _ = try await service.services.offers.conclude(
      OfferID(rawValue: "o-1"), of: TestService.person("alice"), with: .restored, by: technician)
    let last = try await service.services.store.offerTransitions(of: TestService.person("alice"))
      .last
    #expect(last?.by == OfferActor(.staff, id: "tech"))
  }

  @Test("A clock that is set back between a no and a re-arm changes nothing of their order")
  func clockJumpsBack() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      let offer = try #require(try await client.signIn(.sample()).offer)
      _ = try await report(.skipped, of: offer.id, client)
      service.moveClock(by: -7200)
      let rearmed = try await client.post(
        RearmRequest(device: "d-new", reason: "Pressed the wrong button"), to: .rearm,
        [.user: "alice"])
      #expect(rearmed.status == 200)
      let steps = try await steps(client)
      #expect(steps.map(\.sequence) == [1, 2, 3])
      #expect(steps[2].at < steps[1].at)
      let again = try await client.signIn(.sample(isFirst: false))
      #expect(again.decision.isOffer, "\(again.decision.explanation)")
      // The no that is said now counts, whatever the clock says.
      _ = try await report(.skipped, of: try #require(again.offer).id, client)
      service.moveClock(by: -7200)
      let third = try await client.signIn(.sample(isFirst: false))
      #expect(third.decision.failedChecks.map(\.id).contains(.notSkipped))
    }
  }

  @Test("An offer from before a clock was set back does not wait for years")
  func offerOfTheFuture() async throws {
    let service = try TestService(answerTimeout: 600)
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      let offer = try #require(try await client.signIn(.sample()).offer)
      service.moveClock(by: -365 * 86_400)
      #expect(try await service.services.housekeeping.round().missedOffers == 1)
      #expect(try await report(.skipped, of: offer.id, client).status == 200)
    }
  }

  @Test("Of offers from before there was a history, the ends count, before all that is in it")
  func withoutTransitions() throws {
    let skip = Facts.HistoryEntry(
      enrollment: "e-1", moment: .oobe, outcome: .skipped, at: TestService.start + 900)
    let rearm = Facts.HistoryEntry(
      enrollment: "e-1", event: .rearmed(by: "ada"), at: TestService.start, sequence: 1)
    var facts = Facts(
      moment: .firstSignIn, now: TestService.start, device: SignInStatement.sample().device,
      user: .init(), profiles: [.init(id: "p-1", device: "PC", lastBackupAt: TestService.start)],
      policies: [TestService.everything])
    facts.history = [rearm, skip]
    #expect(RestoreRules.decide(facts).isOffer)
  }
}
