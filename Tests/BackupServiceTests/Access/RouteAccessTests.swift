import Foundation
import HTTPTypes
import Identity
import ServiceAPI
import Testing
import UserEnvironment

@testable import BackupService

/// Every route, asked by every role and by none, about the caller, about another person, and from
/// another tenant in which people have the same names.
@Suite("Who may call which route")
struct RouteAccessTests {
  /// Said here once more, apart from the table that is tested: who may call a route about themselves,
  /// and who about anybody in their tenant.
  private static let expected: [Route: (own: Set<Role>, anybodys: Set<Role>)] = {
    let staff: Set<Role> = [.helpDesk, .administrator, .auditor]
    let all = Set(Role.allCases)
    let expected: [Route: (own: Set<Role>, anybodys: Set<Role>)] = [
      .caller: (all, all), .installation: ([.operator], [.operator]),
      .profiles: ([.person], staff), .profile: ([.person], []), .offers: ([.person], staff),
      .decision: ([.person], staff), .snapshot: ([.person], []), .component: ([.person], []),
      .submitSnapshot: ([.person], []), .signIn: ([.person], []), .outcome: ([.person], []),
      .scimTokens: ([.administrator], [.administrator]),
      .createSCIMToken: ([.administrator], [.administrator]),
      .revokeSCIMToken: ([.administrator], [.administrator]),
    ]
    let provisioner: Set<Role> = [.provisioner]
    return Route.scim.reduce(into: expected) { $0[$1] = (provisioner, provisioner) }
  }()

  private static let openRoutes: Set<Route> = [.health, .openAPI, .signInOptions]

  /// Everything that a request to any route needs; POSTs carry a body that no route takes, so that
  /// nothing changes, and access must be decided before it is read.
  private func status(
    _ route: Route, about user: String, token: String?, _ client: TestClient, profile: String
  ) async throws -> TestClient.Answer {
    let path = route.path([
      .user: user, .profile: profile, .version: "newest", .kind: "apps", .offer: "o-1",
      .device: "d-new", .token: "t-1", .name: "User", .resource: "r-1",
    ])
    switch route.method {
    case .get:
      return try await client.get(
        path + (route == .decision ? "?moment=firstSignIn" : ""), token: token)
    case .post, .put, .patch, .delete:
      return try await client.send(
        .init(route.method), path, token: token, headers: [.contentType: "application/json"],
        body: Data("{}".utf8))
    }
  }

  @Test("each route lets through exactly the roles that it should, in every tenant")
  func everyRole() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let profile = try await client.backUp(.sample(), of: "alice").profile
      try await client.backUp(.sample(), of: "bob")
      _ = try await client.signIn(.sample(), of: "alice")
      var tried = 0
      for route in Route.all {
        for role in [Role?.none] + Role.allCases.map(Optional.some) {
          for issuer in [service.issuers.first, service.issuers.other] {
            for user in ["alice", "bob"] {
              let token = try issuer.token(
                for: "alice", roles: role.map { [$0] } ?? [], isPerson: role == .person)
              let answer = try await status(
                route, about: user, token: token, client, profile: profile)
              let name = "\(role?.rawValue ?? "no role") of \(issuer.tenant), \(route), \(user)"
              let isAllowed =
                Self.openRoutes.contains(route)
                || role.map { role in
                  guard let roles = Self.expected[route] else { return false }
                  return roles.anybodys.contains(role)
                    || roles.own.contains(role) && user == "alice"
                } ?? false
              #expect(
                isAllowed
                  ? ![401, 403, 500].contains(answer.status)
                  : answer.status == 403 && answer.problemCode == "access.denied", "\(name)")
              tried += 1
            }
          }
        }
        let answer = try await status(route, about: "alice", token: nil, client, profile: profile)
        #expect(
          Self.openRoutes.contains(route)
            ? answer.status == 200
            : answer.status == 401 && answer.problemCode == "identity.missingToken", "\(route)")
        tried += 1
      }
      #expect(tried == Route.all.count * ((Role.allCases.count + 1) * 2 * 2 + 1))
    }
  }

  @Test("from another tenant, a person who is there looks like one who never was")
  func acrossTheBorder() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let profile = try await client.backUp(.sample(), of: "alice").profile
      _ = try await client.signIn(.sample(), of: "alice")
      for route in Route.all where !Self.openRoutes.contains(route) && route != .caller {
        for role in Role.allCases {
          let seen = try await status(
            route, about: "alice",
            token: service.issuers.other.token(for: "alice", roles: [role]), client,
            profile: profile)
          let nobody = try await status(
            route, about: "nobody",
            token: service.issuers.other.token(for: "nobody", roles: [role]), client,
            profile: profile)
          #expect(seen.status == nobody.status, "\(role) \(route)")
          #expect(seen.body == nobody.body, "\(role) \(route)")
        }
      }
    }
  }

  @Test("a refusal says the same of people who are there and of those who are not")
  func sameWords() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await client.backUp(.sample(), of: "bob")
      let token = try service.issuers.first.token(for: "alice")
      let there = try await client.get(.profiles, [.user: "bob"], token: token)
      let absent = try await client.get(.profiles, [.user: "nobody"], token: token)
      #expect(there.status == 403)
      #expect(there.body == absent.body)
    }
  }

  @Test("a person of the same name in another Unicode form is another person")
  func unicode() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token(for: "caf\u{e9}")
      #expect(try await client.get(.profiles, [.user: "caf\u{e9}"], token: token).status == 200)
      #expect(try await client.get(.profiles, [.user: "cafe\u{301}"], token: token).status == 403)
    }
  }

  @Test("the route of the caller says who that is")
  func caller() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.other.token(roles: [.helpDesk], more: #","hasgroups":true"#)
      #expect(
        try await client.get(.caller, token: token).decode(CallerDescription.self)
          == CallerDescription(
            tenant: "other", user: "alice", roles: ["helpDesk", "person"], groupsKnown: false))
      #expect(
        try await client.get(.caller).decode(CallerDescription.self)
          == CallerDescription(
            tenant: "first", user: nil,
            roles: ["administrator", "auditor", "helpDesk", "person"], groupsKnown: true))
    }
  }

  @Test("the operator sees tenants and providers, and whether these answer")
  func installation() async throws {
    let service = try TestService()
    service.issuers.other.setDown(true)
    try await service.withRoutes { client in
      let token = try service.issuers.first.token(for: "root", roles: [.operator])
      let installation = try await client.get(.installation, token: token)
        .decode(Installation.self)
      #expect(installation.tenants.map(\.id) == ["first", "other"])
      #expect(installation.providers.map(\.reachable) == [true, false])
    }
  }

  @Test("how to sign in is told to everybody, and names no tenant")
  func options() async throws {
    try await TestService().withRoutes { client in
      let answer = try await client.get(.signInOptions, token: nil)
      #expect(try answer.decode(SignInOptions.self).providers.map(\.clientID) == ["cli", "cli"])
    }
  }
}
