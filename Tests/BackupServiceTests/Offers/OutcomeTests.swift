import Foundation
import RestoreRules
import ServiceAPI
import Testing

@testable import BackupService

@Suite("How offers end")
struct OutcomeTests {
  private func open(_ client: TestClient) async throws -> String {
    try await client.backUp(.sample())
    return try #require(try await client.signIn(.sample()).offer).id
  }

  private func report(
    _ outcome: Outcome, of offer: String, _ client: TestClient
  ) async throws -> TestClient.Answer {
    try await client.post(
      OutcomeReport(outcome: outcome), to: .outcome, [.user: "alice", .offer: offer])
  }

  @Test("An outcome is recorded with its time", arguments: Outcome.allCases)
  func recorded(outcome: Outcome) async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let offer = try await open(client)
      service.moveClock(by: 20)
      let record = try await report(outcome, of: offer, client).decode(OfferRecord.self)
      #expect(record.outcome == outcome)
      #expect(record.concludedAt == TestService.start + 20)
    }
  }

  @Test("The same outcome again changes nothing")
  func twice() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let offer = try await open(client)
      let first = try await report(.restored, of: offer, client)
      service.moveClock(by: 20)
      let second = try await report(.restored, of: offer, client)
      #expect(second.status == 200)
      #expect(second.body == first.body)
    }
  }

  @Test("Another outcome is refused, and the first one stays")
  func conflict() async throws {
    try await TestService().withRoutes { client in
      let offer = try await open(client)
      _ = try await report(.skipped, of: offer, client)
      let answer = try await report(.restored, of: offer, client)
      #expect(answer.status == 409)
      #expect(answer.problem?.code == "offer.alreadyConcluded")
      #expect(answer.problem?.detail.contains("skipped") == true)
      let offers = try await client.get(.offers, [.user: "alice"]).decode(OfferHistory.self)
      #expect(offers.offers.map(\.outcome) == [.skipped])
    }
  }

  @Test("An answer that comes after the timeout takes the place of missed")
  func late() async throws {
    let service = try TestService(answerTimeout: 60)
    try await service.withRoutes { client in
      let offer = try await open(client)
      service.moveClock(by: 61)
      _ = try await client.signIn(.sample(isFirst: false))
      let late = try await report(.restored, of: offer, client)
      #expect(try late.decode(OfferRecord.self).outcome == .restored)
    }
  }
}
