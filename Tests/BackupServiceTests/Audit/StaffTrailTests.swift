import Foundation
import HTTPTypes
import Identity
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

/// No route lets staff look or change without a trace, whatever routes there will be.
@Suite("What staff does leaves an entry in the audit log")
struct StaffTrailTests {
  private static let tenant = TenantID(rawValue: "first")

  /// Who acts for people from an enrolled device, and programs: what they do is noted elsewhere.
  private static let others: Set<Role> = [.person, .migrator, .enroller, .provisioner]

  /// Whether staff may call a route as staff. What everybody may do tells nothing of anybody else.
  private static func isStaffs(_ route: Route) -> Bool {
    switch RouteAccess.of(route) {
    case .open: false
    case .roles(let roles):
      route == .caller || !roles.contains(.person) && !roles.isSubset(of: others)
    case .person: true
    }
  }

  private func entries(_ service: TestService, of tenant: TenantID? = tenant) async throws
    -> [AuditEntry]
  {
    try await service.services.audit.entries(
      of: tenant, matching: .init(), after: 0, limit: 10_000
    ).entries
  }

  private func path(of route: Route, profile: String) -> String {
    var values = Dictionary(
      uniqueKeysWithValues: Route.Parameter.allCases.map { ($0, "x-1") })
    values[.user] = "alice"
    values[.profile] = profile
    values[.version] = "1"
    values[.kind] = "apps"
    values[.device] = "d-new"
    return route.path(values) + (route == .decision ? "?moment=firstSignIn" : "")
  }

  @Test("every look by every role at every route, before it is answered")
  func looks() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let profile = try await client.backUp(.sample(), of: "alice").profile
      _ = try await client.signIn(.sample(), of: "alice")
      var tried = 0
      for route in Route.all where route.method == .get && Self.isStaffs(route) {
        for role in Role.allCases where !Self.others.contains(role) {
          let token = try service.issuers.first.token(
            for: "staff", roles: [role], isPerson: false)
          let log = RouteAccess.of(route).isOfInstallation ? nil : Self.tenant
          let before = try await entries(service, of: log).count
          let answer = try await client.get(path(of: route, profile: profile), token: token)
          let new = try await entries(service, of: log).dropFirst(before)
          guard answer.status != 403 else {
            #expect(new.isEmpty, "\(role) \(route)")
            continue
          }
          let entry = try #require(new.first, "\(role) \(route)")
          #expect(entry.actor == .init(kind: "account", id: "staff", roles: [role.rawValue]))
          #expect(entry.details?["route"] == route.description)
          #expect(entry.user == (route.template.contains("{user}") ? "alice" : nil))
          tried += 1
        }
      }
      #expect(tried > 10)
    }
  }

  @Test("every change that a route makes for staff, whether or not its service notes it")
  func changes() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let profile = try await client.backUp(.sample(), of: "alice").profile
      try await client.backUp(.sample(hideExtensions: 1), of: "alice")
      let token = try service.issuers.first.token(for: "ann", roles: [.administrator])
      for (path, action) in [
        ("/v1/users/alice/profiles/\(profile)/snapshots/1?reason=tidy", "profile.versionsDeleted"),
        ("/v1/users/alice/profiles/\(profile)?reason=tidy", "profile.deleted"),
        ("/v1/users/alice?reason=tidy", "person.deleted"),
      ] {
        let answer = try await client.send(.delete, path, token: token)
        #expect(answer.status == 200)
        let entry = try #require(try await entries(service).last)
        #expect(entry.action == action)
        #expect(entry.user == "alice")
        #expect(entry.reason == "tidy")
        #expect(entry.actor.id == "ann")
      }
      // One entry for each, and not a second one by the trail.
      #expect(try await entries(service).count == 3)
    }
  }

  @Test("what people do with their own leaves none")
  func own() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token(for: "alice")
      try await client.backUp(.sample(), of: "alice", token: token)
      _ = try await client.get(.profiles, [.user: "alice"], token: token)
      _ = try await client.get(.caller, token: token)
      #expect(try await entries(service).isEmpty)
    }
  }

  @Test("an administrator who looks at their own backups is a person there")
  func ownOfStaff() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token(for: "ann", roles: [.administrator])
      _ = try await client.get(.profiles, [.user: "ann"], token: token)
      #expect(try await entries(service).isEmpty)
      _ = try await client.get(.profiles, [.user: "bob"], token: token)
      _ = try await client.get(.caller, token: token)
      #expect(try await entries(service).map(\.action) == ["staff.looked", "staff.identified"])
    }
  }

  @Test(
    "a look that cannot be recorded is refused, and shows nothing",
    arguments: [FaultyStore.full, FaultyStore.readOnly])
  func refused(_ fault: @escaping @Sendable (any Store) -> FaultyStore) async throws {
    let service = try TestService(fault: { fault($0) })
    try await service.withRoutes { client in
      let staff = try service.issuers.first.token(for: "helen", roles: [.helpDesk])
      let answer = try await client.get(.profiles, [.user: "alice"], token: staff)
      #expect(answer.status == 503)
      #expect(answer.problem?.code == "audit.unavailable")
      let own = try service.issuers.first.token(for: "alice")
      #expect(try await client.get(.profiles, [.user: "alice"], token: own).status == 200)
    }
  }

  @Test("a deletion that is refused leaves no entry that says it was done")
  func refusedDeletion() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let profile = try await client.backUp(.sample(), of: "alice").profile
      let token = try service.issuers.first.token(for: "ann", roles: [.administrator])
      let only = try await client.send(
        .delete, "/v1/users/alice/profiles/\(profile)/snapshots/1", token: token)
      #expect(only.problem?.code == "snapshot.onlyVersion")
      let none = try await client.send(
        .delete, "/v1/users/alice/profiles/p-none", token: token)
      #expect(none.problem?.code == "profile.notFound")
      #expect(try await entries(service).isEmpty)
    }
  }

  @Test("the log is read page by page, by what is asked for")
  func reading() async throws {
    let service = try TestService()
    let actor = AuditActor(
      Caller(tenant: "first", subject: .named("helen"), roles: [.helpDesk]))
    for index in 0..<250 {
      try await service.services.audit.note(
        AuditEvent(
          index.isMultiple(of: 2) ? .staffLooked : .profileDeleted,
          by: index.isMultiple(of: 5) ? actor : .service, user: "user \(index % 3)",
          device: index.isMultiple(of: 7) ? "d-7" : nil), in: Self.tenant)
      service.moveClock(by: 60)
    }
    try await service.withRoutes { client in
      let token = try service.issuers.first.token(
        for: "otto", roles: [.auditor], isPerson: false, now: TestService.start + 15_000)
      func all(_ query: String) async throws -> [Int] {
        var found: [Int] = []
        var after: String?
        repeat {
          let page = try await client.get(
            "/v1/audit?limit=7&until=2026-11-22T12:10:00Z\(query)"
              + (after.map { "&after=" + $0 } ?? ""), token: token
          ).decode(AuditPage.self)
          #expect(page.entries.count <= 7)
          found += page.entries.map(\.sequence)
          after = page.next
        } while after != nil
        return found
      }
      #expect(try await all("") == Array(1...250))
      #expect(
        try await all("&action=staff.looked&actor=helen")
          == (0..<250).filter { $0.isMultiple(of: 10) }.map { $0 + 1 })
      #expect(
        try await all("&user=user%201&device=d-7")
          == (0..<250).filter { $0 % 3 == 1 && $0.isMultiple(of: 7) }.map { $0 + 1 })
      #expect(try await all("&since=2026-11-22T12:00:00Z") == Array(241...250))
      #expect(try await all("&actor=nobody") == [])
      for query in ["limit=0", "limit=501", "after=x", "after=-1", "since=yesterday"] {
        let answer = try await client.get("/v1/audit?" + query, token: token)
        #expect(answer.problem?.code == "request.invalidParameter", "\(query)")
      }
      let export = try await client.get("/v1/audit/export", token: token)
      #expect(export.status == 200)
      #expect(export.body.split(separator: UInt8(ascii: "\n")).count > 250)
    }
  }
}

@Suite("A restore leaves an entry in the audit log")
struct RestoreEntryTests {
  @Test("with the person, the device and the offer; a no leaves none")
  func restored() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      try await client.backUp(.sample(), of: "bob")
      for (user, outcome) in [("alice", "restored"), ("bob", "skipped")] {
        let answer = try await client.post(
          SignInStatement.sample(), to: .signIn, [.user: user]
        ).decode(SignInAnswer.self)
        let offer = try #require(answer.offer)
        let told = try await client.post(
          Data(#"{"outcome":"\#(outcome)"}"#.utf8),
          to: Route.outcome.path([.user: user, .offer: offer.id]))
        #expect(told.status == 200)
      }
      let entries = try await service.services.audit.entries(
        of: TenantID(rawValue: "first"), matching: .init(), after: 0, limit: 9
      ).entries
      #expect(entries.map(\.action) == ["restore.reported"])
      #expect(entries.first?.user == "alice")
      #expect(entries.first?.device == "d-new")
    }
  }
}
