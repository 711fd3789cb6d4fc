import Foundation
import RestoreRules
import ServiceAPI
import Store
import Testing

@testable import BackupService

@Suite("Offers that were missed while the service could not be reached")
struct UnreportedMissTests {
  private func miss(_ id: String, at offset: TimeInterval = -300) -> UnreportedMiss {
    UnreportedMiss(id: id, moment: .firstSignIn, at: TestService.start + offset)
  }

  private func offers(_ client: TestClient) async throws -> [OfferRecord] {
    try await client.get(.offers, [.user: "alice"]).decode(OfferHistory.self).offers
  }

  @Test("A miss that is reported lets the offer be made at a later sign-in")
  func reported() async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample())
      #expect(try await !client.signIn(.sample(isFirst: false)).decision.isOffer)
      let answer = try await client.signIn(.sample(isFirst: false, misses: [miss("m-1")]))
      #expect(answer.decision.isOffer)
      let offers = try await offers(client)
      #expect(offers.map(\.outcome) == [.missed, nil])
      #expect(offers.first?.offeredAt == TestService.start - 300)
    }
  }

  @Test("A miss that is reported often counts once")
  func once() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      for _ in 0..<3 { _ = try await client.signIn(.sample(isFirst: false, misses: [miss("m-1")])) }
      #expect(try await offers(client).count == 1)
    }
  }

  @Test("As many misses as the limit end the asking")
  func limit() async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample())
      let misses = (1...3).map { miss("m-\($0)", at: -1000 + TimeInterval($0)) }
      let answer = try await client.signIn(.sample(isFirst: false, misses: misses))
      #expect(answer.decision.failedChecks.map(\.id) == [.firstSignIn])
    }
  }

  @Test("An offer whose answer was lost on its way is made again, and was not missed")
  func lostAnswer() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      // The agent never sees this answer, and notes m-1.
      let first = try #require(try await client.signIn(.sample()).offer)
      service.moveClock(by: 60)
      for misses in [[miss("m-1", at: 5)], [miss("m-1", at: 5)], [], [miss("m-1", at: 5)]] {
        // Nor all of these, so it reports the same again.
        let answer = try await client.signIn(.sample(isFirst: false, misses: misses))
        #expect(answer.offer?.id == first.id)
      }
      #expect(try await offers(client).map(\.outcome) == [nil])
    }
  }

  @Test("A miss that several sign-ins report at once counts once")
  func atOnce() async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample())
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 {
          group.addTask {
            _ = try await client.signIn(.sample(isFirst: false, misses: [miss("m-1")]))
          }
        }
        try await group.waitForAll()
      }
      #expect(try await offers(client).map(\.outcome) == [.missed, nil])
    }
  }

  @Test("An offer that nobody answered is made again at a sign-in that is not the first")
  func notAnswered() async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample())
      let first = try #require(try await client.signIn(.sample()).offer)
      #expect(try await client.signIn(.sample(isFirst: false)).offer?.id == first.id)
    }
  }

  @Test("A miss that a wrong clock puts into the future happened by now")
  func future() async throws {
    try await TestService().withRoutes { client in
      _ = try await client.signIn(.sample(isFirst: false, misses: [miss("m-1", at: 1e8)]))
      #expect(try await offers(client).map(\.offeredAt) == [TestService.start])
    }
  }

  @Test("The same id on another device or in another enrollment is another miss")
  func otherDevice() async throws {
    try await TestService().withRoutes { client in
      _ = try await client.signIn(.sample(device: "d-1", misses: [miss("m-1")]))
      _ = try await client.signIn(.sample(device: "d-2", misses: [miss("m-1")]))
      #expect(try await offers(client).count == 2)
    }
  }

  @Test("A kept sign-in that cannot be read does not keep a person from signing in")
  func unreadable() async throws {
    let service = try TestService()
    try await service.sqlite.noteSignIn(
      StoredSignIn(
        person: TestService.person("alice"), device: DeviceID(rawValue: "d-new"),
        statement: Data("{}".utf8), at: TestService.start - 60))
    try await service.withRoutes { client in
      _ = try await client.signIn(.sample(isFirst: false, misses: [miss("m-1")]))
      #expect(try await offers(client).count == 1)
    }
  }
}
