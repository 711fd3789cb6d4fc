import Foundation
import HTTPTypes
import Hummingbird
import Identity
import RealPostgreSQL
import RestoreRules
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("A POST with an Idempotency-Key", .sharedServer)
struct IdempotencyTests {
  private static func signIn(
    _ client: TestClient, key: String, of user: String = "alice",
    statement: SignInStatement = .sample(), token: String = TestService.token
  ) async throws -> TestClient.Answer {
    try await client.post(
      statement, to: .signIn, [.user: user], key: key, token: token)
  }

  @Test("is done once, and answered again with the same words", arguments: StoreKind.here)
  func repeated(kind: StoreKind) async throws {
    let service = try await kind.service()
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      let first = try await Self.signIn(client, key: "k-1")
      service.moveClock(by: 60)
      let second = try await Self.signIn(client, key: "k-1")
      #expect(first.status == 200)
      #expect(second.status == 200)
      // Without the key, the time of the decision would be another.
      #expect(second.body == first.body)
      #expect(second.headers[.contentType] == "application/json")
    }
  }

  @Test(
    "is answered again with the same status and headers, makes nothing twice and is in the audit log once",
    arguments: StoreKind.here)
  func whole(kind: StoreKind) async throws {
    let service = try await kind.service()
    try await service.withRoutes { client in
      let scim = try await SCIMClient(client)
      let before = try await service.auditLength
      let user = Data(
        #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada"}"#.utf8)
      func make() async throws -> TestClient.Answer {
        try await client.send(
          .post, "/scim/v2/Users", token: scim.token,
          headers: [.contentType: "application/scim+json", .idempotencyKey: "k-1"], body: user)
      }
      let first = try await make()
      service.moveClock(by: 60)
      let second = try await make()
      #expect(first.status == 201)
      #expect(first.headers[.location] != nil && first.headers[.eTag] != nil)
      #expect(second.status == first.status)
      #expect(second.body == first.body)
      #expect(second.ownHeaders == first.ownHeaders)
      #expect(try await scim.get("/Users").total == 1)
      #expect(try await service.auditLength == before + 1)
    }
  }

  @Test("is refused when the key came with another request", arguments: StoreKind.here)
  func reused(kind: StoreKind) async throws {
    let service = try await kind.service()
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

  @Test("is another tenant's own affair", arguments: StoreKind.here)
  func tenants(kind: StoreKind) async throws {
    let service = try await kind.service()
    try await service.withRoutes { client in
      _ = try await Self.signIn(client, key: "k-1")
      let other = try await Self.signIn(
        client, key: "k-1", statement: .sample(moment: .onDemand),
        token: TestService.otherToken)
      #expect(other.status == 200)
    }
  }

  @Test("is another caller's own affair", arguments: StoreKind.here)
  func callers(kind: StoreKind) async throws {
    let service = try await kind.service()
    try await service.withRoutes { client in
      for user in ["alice", "bob"] {
        let token = try service.issuers.first.token(for: user)
        let answer = try await Self.signIn(client, key: "k-1", of: user, token: token)
        #expect(answer.status == 200)
        #expect(try answer.decode(SignInAnswer.self).decision.checks.isEmpty == false)
      }
      // Bob's key does not show him what alice was answered with it.
      let bob = try service.issuers.first.token(for: "bob")
      #expect(try await Self.signIn(client, key: "k-1", of: "alice", token: bob).status == 403)
    }
  }

  @Test("is not another device's: a key that enrolls is a part of what is asked for")
  func devices() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token(for: "alice")
      let body = try CanonicalJSON.encode(
        DeviceEnrollment(device: "d-1", enrollment: "e-1", name: "DESKTOP-4F2"))
      let (one, other) = (TestDevice("d-1"), TestDevice("d-1"))
      func enroll(_ device: TestDevice) async throws -> TestClient.Answer {
        try await device.send(
          .post, Route.enrollDevice.path(), token: token, client, idempotencyKey: "k-1", body: body)
      }
      let first = try await enroll(one)
      #expect(first.status == 200)
      let second = try await enroll(one)
      #expect(second.body == first.body)
      let stranger = try await enroll(other)
      #expect(stranger.problem?.code == "request.keyReused")
    }
  }

  @Test("that failed was not done, and may be tried again", arguments: StoreKind.here)
  func failed(kind: StoreKind) async throws {
    let service = try await kind.service()
    try await service.withRoutes { client in
      let wrong = try await client.send(
        .post, Route.signIn.path([.user: "alice"]),
        headers: [.contentType: "application/json", .idempotencyKey: "k-1"], body: Data("{}".utf8))
      #expect(wrong.status == 400)
      #expect(try await Self.signIn(client, key: "k-1").status == 200)
    }
  }

  @Test("is done once when it is sent many times at once", arguments: StoreKind.here)
  func together(kind: StoreKind) async throws {
    let service = try await kind.service()
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      let order = BackupRequest(reason: "The PC is replaced on Monday")
      let before = try await service.auditLength
      let answers = try await withThrowingTaskGroup(of: TestClient.Answer.self) { group in
        for _ in 0..<8 {
          group.addTask {
            try await client.post(
              order, to: .requestBackup, [.user: "alice", .device: "d-old"], key: "k-1")
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let done = answers.filter { $0.status == 200 }
      #expect(Set(done.map(\.body)).count == 1)
      for answer in answers where answer.status != 200 {
        #expect(answer.problem?.code == "request.inProgress")
        #expect(answer.headers[.retryAfter] == "1")
      }
      #expect(try await service.auditLength == before + 1)
    }
  }

  @Test("is refused while the first has not ended", arguments: StoreKind.here)
  func inProgress(kind: StoreKind) async throws {
    let slow = try await SlowPost(kind)
    try await slow.run { client in
      async let first = slow.send(client)
      await slow.hasBegun(1)
      let second = try await slow.send(client)
      #expect(second.problem?.code == "request.inProgress")
      #expect(second.headers[.retryAfter] == "1")
      slow.goOn()
      let (answer, third) = (try await first, try await slow.send(client))
      #expect(answer.status == 200)
      #expect(third.body == answer.body)
      #expect(slow.count == 1)
    }
  }

  @Test(
    "is taken for lost after 300 seconds, and done again by the next one", arguments: StoreKind.here
  )
  func lost(kind: StoreKind) async throws {
    let slow = try await SlowPost(kind)
    try await slow.run { client in
      async let first = slow.send(client)
      await slow.hasBegun(1)
      slow.service.moveClock(by: 300)
      let early = try await slow.send(client)
      #expect(early.problem?.code == "request.inProgress")
      slow.service.moveClock(by: 1)
      async let second = slow.send(client)
      await slow.hasBegun(2)
      slow.goOn()
      // Should the first have been slow and not lost, it is answered for what it did.
      let answers = [try await first, try await second]
      #expect(answers.map(\.status) == [200, 200])
      #expect(Set(answers.map(\.body)).count == 2)
      // What is kept is the answer of the one that took it over.
      let third = try await slow.send(client)
      #expect(third.body == answers[1].body)
      #expect(slow.count == 2)
    }
  }

  @Test("may be used anew after a day, when what was kept is gone", arguments: StoreKind.here)
  func expired(kind: StoreKind) async throws {
    let service = try await kind.service()
    try await service.withRoutes { client in
      _ = try await Self.signIn(client, key: "k-1")
      _ = try await Self.signIn(client, key: "k-2")
      service.moveClock(by: 86_399)
      #expect(
        try await Self.signIn(client, key: "k-1", statement: .sample(moment: .onDemand)).status
          == 422)
      service.moveClock(by: 2)
      let other = try await Self.signIn(
        client, key: "k-1", statement: .sample(moment: .onDemand))
      #expect(other.status == 200)
      #expect(try await service.keptAnswers == 2)
      _ = try await service.services.housekeeping.round()
      #expect(try await service.keptAnswers == 1)
    }
  }

  @Test("must be a name that can be kept", arguments: ["", String(repeating: "k", count: 256)])
  func unfit(key: String) async throws {
    try await TestService().withRoutes { client in
      let answer = try await Self.signIn(client, key: key)
      #expect(answer.status == 400)
      #expect(answer.problem?.code == "request.invalidParameter")
    }
  }

  @Test("is answered for what it did, also when the store cannot keep the answer")
  func notKept() async throws {
    let stop = FaultyStore.StopSwitch()
    let slow = SlowPost(try TestService(fault: { FaultyStore.stopping($0, stop) }))
    try await slow.run { client in
      async let first = slow.send(client)
      await slow.hasBegun(1)
      stop.stop(afterWrites: 0)
      slow.goOn()
      let answer = try await first
      #expect(answer.status == 200)
      stop.goOn()
      let second = try await slow.send(client)
      #expect(second.problem?.code == "request.inProgress")
    }
  }
}

extension TestService {
  /// How many entries the audit log of the first tenant has.
  fileprivate var auditLength: Int {
    get async throws {
      try await services.store.logEntries(
        of: .tenant(TenantID(rawValue: "first")), after: 0, limit: 10_000
      ).count
    }
  }

  /// How many keys are known in the first tenant.
  fileprivate var keptAnswers: Int {
    get async throws {
      try await services.store.records(
        RecordKind(rawValue: "idempotencyKey"), of: .tenant(TenantID(rawValue: "first")),
        labelled: nil, after: nil, limit: 100
      ).count
    }
  }
}

extension TestClient.Answer {
  /// Those that are of the answer, and not of the request that it is the answer to.
  fileprivate var ownHeaders: HTTPFields {
    headers.filter { !["x-request-id", "date"].contains($0.name.canonicalName) }
  }
}
