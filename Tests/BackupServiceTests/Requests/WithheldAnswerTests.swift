import Foundation
import HTTPTypes
import Hummingbird
import JSONText
import RealPostgreSQL
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

/// The store must not have in the clear for a day what is otherwise kept as a digest at most.
@Suite("An answer that holds a secret", .sharedServer)
struct WithheldAnswerTests {
  /// A POST whose answer holds a secret.
  struct Making: Sendable, CustomTestStringConvertible {
    let route: Route
    let list: Route
    /// What the audit log says of it.
    let action: AuditAction
    let body: Data
    /// The secret of an answer.
    let secret: @Sendable (TestClient.Answer) throws -> String
    /// How many there are, by the answer of `list`.
    let count: @Sendable (TestClient.Answer) throws -> Int

    var testDescription: String { route.description }

    static func all() throws -> [Making] {
      [
        Making(
          route: .createEnrollmentToken, list: .enrollmentTokens, action: .enrollmentTokenCreated,
          body: try CanonicalJSON.encode(
            EnrollmentTokenRequest(
              name: "Rollout", uses: 5, expiresAt: TestService.start + 86_400)),
          secret: { try $0.decode(NewEnrollmentToken.self).token },
          count: { try $0.decode(EnrollmentTokenList.self).tokens.count }),
        Making(
          route: .createSCIMToken, list: .scimTokens, action: .scimTokenCreated,
          body: try CanonicalJSON.encode(SCIMTokenRequest(name: "provider")),
          secret: { try $0.decode(CreatedSCIMToken.self).token },
          count: { try $0.decode(SCIMTokenList.self).tokens.count }),
        Making(
          route: .requestTransfer, list: .transfers, action: .transferRequested,
          body: try CanonicalJSON.encode(
            TransferRequest(
              user: "ada", targetTenant: "other", targetUser: "ada.l", reason: "Merger",
              removesAtSource: false)),
          secret: { try $0.decode(RequestedTransfer.self).code },
          count: { try $0.decode(TransferList.self).transfers.count }),
      ]
    }

    func send(_ client: TestClient, body: Data? = nil) async throws -> TestClient.Answer {
      try await client.send(
        .post, route.path(),
        headers: [.contentType: "application/json", .idempotencyKey: "k-1"], body: body ?? self.body
      )
    }
  }

  @Test(
    "is given once: sent again, the request is refused, makes nothing more, and no row holds the secret",
    arguments: StoreKind.here)
  func withheld(kind: StoreKind) async throws {
    for making in try Making.all() {
      let service = try await kind.service()
      try await service.withRoutes { client in
        try await client.backUp(.sample(), of: "ada")
        let first = try await making.send(client)
        #expect((200...201).contains(first.status), "\(making.route)")
        let secret = try making.secret(first)
        let second = try await making.send(client)
        #expect(second.status == 409, "\(making.route)")
        #expect(second.problem?.code == "request.answerNotKept", "\(making.route)")
        #expect(!second.body.contains(secret))
        let changed = making.body.dropLast() + Data(#","more":1}"#.utf8)
        #expect(
          try await making.send(client, body: changed).problem?.code == "request.keyReused")
        let list = try await client.get(making.list)
        #expect(try making.count(list) == 1, "\(making.route)")
        let texts = try await StoredTexts(service.services.store)
        #expect(!texts.contain(secret), "\(making.route)")
        // Its last part is what nobody could guess.
        let guess = try #require(secret.split { ".-".contains($0) }.last)
        #expect(!texts.contain(String(guess)), "\(making.route)")
        let actions = try texts.log.map {
          try CanonicalJSON.decode(AuditRecord.self, from: $0.content).event.action
        }
        #expect(actions.filter { $0 == making.action }.count == 1, "\(making.route)")
      }
    }
  }

  @Test(
    "is looked for in a way that finds what is kept of other answers", arguments: StoreKind.here)
  func control(kind: StoreKind) async throws {
    let service = try await kind.service()
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      let order = try await client.post(
        BackupRequest(reason: "The PC is replaced on Monday"), to: .requestBackup,
        [.user: "alice", .device: "d-old"], key: "k-1"
      ).decode(BackupOrderMessage.self)
      let kept = try await StoredTexts(service.services.store).records
        .filter { $0.kind == "idempotencyKey" }
      #expect(kept.count == 1)
      #expect(StoredTexts(records: kept, log: []).contain(order.id))
    }
  }

  @Test("is one of a route that keeps no answers, by what the OpenAPI document says of them")
  func documented() throws {
    for route in Route.all where Repetition.of(route) == .answered {
      let names = try OpenAPIOperation(route).answeredFields
      for secret in ["token", "code", "secret", "password", "privateKey"] {
        // A problem's code, in the report on an order, is no secret.
        if secret == "code", route == .requestBackup || route == .reportBackupOrder { continue }
        #expect(!names.contains(secret), "\(route) answers with \(secret)")
      }
    }
  }
}

/// Every text that the store holds of the installation and the first tenant in its records and logs, in
/// the clear or in Base64.
private struct StoredTexts {
  var records: [Inventory.Record] = []
  var log: [LogEntry] = []

  init(records: [Inventory.Record], log: [LogEntry]) {
    self.records = records
    self.log = log
  }

  init(_ store: any Store) async throws {
    let tenant = TenantID(rawValue: "first")
    let people = try await store.subjects(of: tenant, after: nil, limit: 100)
      .map { RecordOwner.person(PersonID(tenant: tenant, subject: $0)) }
    for owner in [.installation, .tenant(tenant)] + people {
      records += try await store.recordInventory(of: owner, after: nil, limit: 1000)
    }
    log = try await store.logEntries(of: .tenant(tenant), after: 0, limit: 1000)
  }

  func contain(_ text: String) -> Bool {
    records.contains { $0.id.contains(text) || Self.holds($0.content, text) }
      || records.contains { $0.labels.contains(text) }
      || log.contains { Self.holds($0.content, text) }
  }

  private static func holds(_ content: Data, _ text: String) -> Bool {
    content.contains(text) || JSONValue(strict: content).map { holds($0, text) } ?? false
  }

  private static func holds(_ value: JSONValue, _ text: String) -> Bool {
    if let word = value.text {
      return word.contains(text) || Data(base64Encoded: word)?.contains(text) ?? false
    }
    if let list = value.list { return list.contains { holds($0, text) } }
    return value.object?.contains { $0.key.contains(text) || holds($0.value, text) } ?? false
  }
}

extension Data {
  fileprivate func contains(_ text: String) -> Bool { range(of: Data(text.utf8)) != nil }
}
