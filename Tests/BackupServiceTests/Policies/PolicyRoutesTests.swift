import Foundation
import HTTPTypes
import Identity
import RestoreRules
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("Policies over the API")
struct PolicyRoutesTests {
  static let pilot = Policy(
    name: "pilot", groups: ["pilot"], priority: 10, backup: .init(enabled: true),
    restore: [.oobe: true, .firstSignIn: false])

  @Test("A policy is made, read with its tag, replaced, listed and removed")
  func life() async throws {
    try await TestService().withRoutes { client in
      let made = try await client.put(Self.pilot, if: .absent)
      #expect(made.status == 201)
      let read = try await client.get(.policy, [.policy: "pilot"])
      let record = try read.decode(PolicyRecord.self)
      #expect(record.document == Self.pilot)
      #expect(record.source == .stored && record.revision == 1)
      #expect(read.headers[.eTag] == made.headers[.eTag])

      var changed = Self.pilot
      changed.offerLimit = 5
      let tag = try #require(made.headers[.eTag])
      let replaced = try await client.put(changed, if: .unchanged(since: tag))
      #expect(replaced.status == 200)
      #expect(try replaced.decode(PolicyRecord.self).revision == 2)

      let list = try await client.get(.policies).decode(PolicyList.self)
      #expect(list.policies.map(\.name) == ["default", "pilot"])
      #expect(list.policies.map(\.source) == [.configured, .stored])

      let newTag = try #require(replaced.headers[.eTag])
      let path = Route.deletePolicy.path([.policy: "pilot"])
      let gone = try await client.send(.delete, path, headers: [.ifMatch: newTag])
      #expect(gone.status == 204)
      #expect(try await client.get(.policy, [.policy: "pilot"]).problem?.code == "policy.notFound")
      #expect(
        try await client.send(.delete, path, headers: [.ifMatch: newTag]).problem?.code
          == "policy.notFound")
    }
  }

  @Test("A change must say what it changes, and is refused when somebody else was faster")
  func conditions() async throws {
    try await TestService().withRoutes { client in
      let path = Route.putPolicy.path([.policy: "pilot"])
      let body = try CanonicalJSON.encode(Self.pilot)
      let json: HTTPFields = [.contentType: "application/json"]
      let bare = try await client.send(.put, path, headers: json, body: body)
      #expect(bare.problem?.code == "request.preconditionRequired")
      let early = try await client.put(Self.pilot, if: .unchanged(since: "\"r1-00000000\""))
      #expect(early.problem?.code == "document.changed")

      let tag = try #require(try await client.put(Self.pilot, if: .absent).headers[.eTag])
      #expect(
        try await client.put(Self.pilot, if: .absent).problem?.code == "document.changed")
      var changed = Self.pilot
      changed.priority = 11
      #expect(try await client.put(changed, if: .unchanged(since: tag)).status == 200)
      let late = try await client.put(Self.pilot, if: .unchanged(since: tag))
      #expect(late.status == 412)
    }
  }

  @Test("Of writers that read the same revision exactly one changes it")
  func contended() async throws {
    try await TestService().withRoutes { client in
      let tag = try #require(try await client.put(Self.pilot, if: .absent).headers[.eTag])
      let statuses = try await withThrowingTaskGroup { group in
        for limit in 1...8 {
          group.addTask {
            var policy = Self.pilot
            policy.offerLimit = limit
            return try await client.put(policy, if: .unchanged(since: tag)).status
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.count { $0 == 200 } == 1)
      #expect(statuses.count { $0 == 412 } == 7)
      let history = try await client.history("pilot")
      #expect(history.revisions.map(\.revision) == [1, 2])
    }
  }

  @Test("The history tells of every change; a rollback is a new revision, also after a removal")
  func history() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let ada = try service.issuers.first.token(for: "ada", roles: [.administrator])
      _ = try await client.put(Self.pilot, if: .absent, token: ada)
      var changed = Self.pilot
      changed.restore = [.oobe: false]
      _ = try await client.put(changed, if: .unchanged(since: client.tag("pilot")), token: ada)
      let back = try await client.rollBack("pilot", to: 1, if: client.tag("pilot"), token: ada)
      #expect(back.status == 200)
      #expect(try back.decode(PolicyRecord.self).document == Self.pilot)
      _ = try await client.send(
        .delete, Route.deletePolicy.path([.policy: "pilot"]), token: ada,
        headers: [.ifMatch: client.tag("pilot")])
      let again = try await client.rollBack("pilot", to: 2, if: nil, token: ada)
      #expect(again.status == 201)
      #expect(try again.decode(PolicyRecord.self).revision == 5)
      let nowhere = try await client.rollBack("pilot", to: 4, if: client.tag("pilot"), token: ada)
      #expect(nowhere.problem?.code == "policy.revisionNotFound")

      let history = try await client.history("pilot")
      #expect(history.revisions.map(\.revision) == [1, 2, 3, 4, 5])
      #expect(
        history.revisions.map(\.change)
          == [.created, .replaced, .rolledBack, .deleted, .rolledBack])
      #expect(history.revisions.map(\.changedBy) == Array(repeating: "ada", count: 5))
      #expect(
        history.revisions.map { $0.document?.restore[.oobe] } == [true, false, true, nil, false])

      let page = try await client.get(
        Route.policyHistory.path([.policy: "pilot"]) + "?limit=2"
      ).decode(PolicyHistory.self)
      #expect(page.revisions.map(\.revision) == [1, 2])
      let next = try #require(page.next)
      let rest = try await client.get(
        Route.policyHistory.path([.policy: "pilot"]) + "?after=\(next)"
      ).decode(PolicyHistory.self)
      #expect(rest.revisions.map(\.revision) == [3, 4, 5])
    }
    let events = try await service.services.store.logEntries(
      of: .tenant(TenantID(rawValue: "first")), after: 0, limit: 100
    ).map { try CanonicalJSON.decode(AuditRecord.self, from: $0.content).event }
      .filter { $0.action.rawValue.hasPrefix("policy.") }
    #expect(
      events.map(\.action.rawValue) == [
        "policy.created", "policy.replaced", "policy.rolledBack", "policy.deleted",
        "policy.rolledBack",
      ])
    #expect(events.allSatisfy { $0.actor.id == "ada" && $0.object == "pilot" })
    #expect(events[1].details?["restore.oobe"] == "true -> false")
    #expect(events[1].details?["restore.firstSignIn"] == "false -> -")
    #expect(events[1].details?["revision"] == "1 -> 2")
  }

  @Test("A configured policy is shown and cannot be changed or shadowed")
  func configured() async throws {
    try await TestService().withRoutes { client in
      let read = try await client.get(.policy, [.policy: "default"])
      #expect(try read.decode(PolicyRecord.self).source == .configured)
      #expect(read.headers[.eTag] == nil)
      let shadow = Policy(name: "default", restore: [.oobe: false])
      #expect(try await client.put(shadow, if: .absent).problem?.code == "policy.configured")
      #expect(
        try await client.rollBack("default", to: 1, if: nil).problem?.code == "policy.configured")
    }
  }

  @Test(
    "What is no policy is refused with the field, and nothing is stored",
    arguments: [
      (#"{"name": "pilot", "colour": 1}"#, "request.unknownField"),
      (#"{"name": "pilot", "backup": {"intervalHours": 0}}"#, "request.invalidField"),
      (#"{"name": "other"}"#, "request.invalidField"),
      (#"{"name": "pilot", "groups": [""]}"#, "request.invalidField"),
      (#"{"name": "pilot", "priority": 9007199254740993}"#, "request.invalidField"),
      (#"{"name": "pilot", "version": 2}"#, "request.invalidField"),
      (#"{"name": "pilot""#, "request.malformedJSON"),
      (#"{"name": "pilot", "backup": {"enabled": true}, "backup": {}}"#, "request.malformedJSON"),
      (#"{"name": "pilot", "\u006eame": "pilot"}"#, "request.malformedJSON"),
    ])
  func broken(body: String, code: String) async throws {
    try await TestService().withRoutes { client in
      let answer = try await client.send(
        .put, Route.putPolicy.path([.policy: "pilot"]),
        headers: [.contentType: "application/json", .ifNoneMatch: "*"], body: Data(body.utf8))
      #expect(answer.problem?.code == code)
      #expect(try await client.get(.policy, [.policy: "pilot"]).status == 404)
    }
  }

  @Test("One tenant's policies are nothing to another, whatever their names")
  func tenants() async throws {
    try await TestService().withRoutes { client in
      _ = try await client.put(Self.pilot, if: .absent)
      #expect(
        try await client.get(.policy, [.policy: "pilot"], token: TestService.otherToken).status
          == 404)
      let own = try await client.put(Self.pilot, if: .absent, token: TestService.otherToken)
      #expect(own.status == 201)
      #expect(try await client.history("pilot").revisions.count == 1)
    }
  }

  @Test("A list goes page by page, by the bytes of the names")
  func pages() async throws {
    try await TestService(policies: []).withRoutes { client in
      for name in ["b", "a", "ä", "Z"] {
        _ = try await client.put(Policy(name: name), if: .absent)
      }
      var names: [String] = []
      var after = ""
      while true {
        let page = try await client.get(
          Route.policies.path() + "?limit=1" + (after.isEmpty ? "" : "&after=\(after)")
        ).decode(PolicyList.self)
        names += page.policies.map(\.name)
        guard let next = page.next else { break }
        after = next.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      }
      #expect(names == ["Z", "a", "b", "ä"])
    }
  }
}

extension TestClient {
  func put(
    _ policy: Policy, if condition: DocumentCondition, token: String = TestService.token
  ) async throws -> Answer {
    var headers: HTTPFields = [.contentType: "application/json"]
    switch condition {
    case .absent: headers[.ifNoneMatch] = "*"
    case .unchanged(let tag): headers[.ifMatch] = tag
    }
    return try await send(
      .put, Route.putPolicy.path([.policy: policy.name]), token: token, headers: headers,
      body: try CanonicalJSON.encode(policy))
  }

  func tag(_ policy: String) async throws -> String {
    try await get(.policy, [.policy: policy]).headers[.eTag] ?? ""
  }

  func history(_ policy: String) async throws -> PolicyHistory {
    try await get(.policyHistory, [.policy: policy]).decode()
  }

  func rollBack(
    _ policy: String, to revision: Int, if tag: String?, token: String = TestService.token
  ) async throws -> Answer {
    var headers: HTTPFields = [.contentType: "application/json"]
    if let tag { headers[.ifMatch] = tag } else { headers[.ifNoneMatch] = "*" }
    return try await send(
      .post, Route.rollBackPolicy.path([.policy: policy]), token: token, headers: headers,
      body: try CanonicalJSON.encode(PolicyRollback(revision: revision)))
  }
}
