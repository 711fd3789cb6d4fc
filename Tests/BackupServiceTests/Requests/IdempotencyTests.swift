import Foundation
import HTTPTypes
import Hummingbird
import Identity
import RestoreRules
import ServiceAPI
import Testing
import UserEnvironment

@testable import BackupService

@Suite("A POST with an Idempotency-Key")
struct IdempotencyTests {
  private static func signIn(
    _ client: TestClient, key: String, of user: String = "alice",
    statement: SignInStatement = .sample(), token: String = TestService.token
  ) async throws -> TestClient.Answer {
    let name = try #require(HTTPField.Name("Idempotency-Key"))
    return try await client.send(
      .post, Route.signIn.path([.user: user]), token: token,
      headers: [.contentType: "application/json", name: key],
      body: try CanonicalJSON.encode(statement))
  }

  @Test("is done once, and answered again with the same words")
  func repeated() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      let first = try await Self.signIn(client, key: "k-1")
      service.moveClock(by: 60)
      let second = try await Self.signIn(client, key: "k-1")
      #expect(first.status == 200)
      #expect(second.status == 200)
      #expect(second.body == first.body)
      // Without the key, the time of the decision would be another.
      #expect(second.headers[.contentType] == "application/json")
    }
  }

  @Test("is refused when the key came with another request")
  func reused() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      _ = try await Self.signIn(client, key: "k-1")
      let other = try await Self.signIn(
        client, key: "k-1", statement: .sample(moment: .onDemand))
      #expect(other.status == 422)
      #expect(other.problem?.code == "request.keyReused")
      let elsewhere = try await Self.signIn(client, key: "k-1", of: "bob")
      #expect(elsewhere.problem?.code == "request.keyReused")
    }
  }

  @Test("is another tenant's own affair")
  func tenants() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      _ = try await Self.signIn(client, key: "k-1")
      let other = try await Self.signIn(
        client, key: "k-1", statement: .sample(moment: .onDemand),
        token: TestService.otherToken)
      #expect(other.status == 200)
    }
  }

  @Test("that failed was not done, and may be tried again")
  func failed() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let name = try #require(HTTPField.Name("Idempotency-Key"))
      let wrong = try await client.send(
        .post, Route.signIn.path([.user: "alice"]),
        headers: [.contentType: "application/json", name: "k-1"], body: Data("{}".utf8))
      #expect(wrong.status == 400)
      #expect(try await Self.signIn(client, key: "k-1").status == 200)
    }
  }

  @Test("may be used anew after a day")
  func expired() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      _ = try await Self.signIn(client, key: "k-1")
      service.moveClock(by: 86_401)
      let other = try await Self.signIn(
        client, key: "k-1", statement: .sample(moment: .onDemand))
      #expect(other.status == 200)
    }
  }

  @Test("must be a name that can be kept")
  func tooLong() async throws {
    try await TestService().withRoutes { client in
      let answer = try await Self.signIn(client, key: String(repeating: "k", count: 256))
      #expect(answer.problem?.code == "request.invalidParameter")
    }
  }
}
