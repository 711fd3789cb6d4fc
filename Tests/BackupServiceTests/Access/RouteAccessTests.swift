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
      .programmes: ([.operator], [.operator]), .programme: ([.operator], [.operator]),
      .putProgramme: ([.operator], [.operator]), .programmeRequests: ([.operator], [.operator]),
      .programmeVerdict: ([.operator], [.operator]),
      .submitSnapshot: ([.person], []), .signIn: ([.person], []), .outcome: ([.person], []),
      .endConsoleSessions: ([.person], [.administrator]),
      .policies: (staff, staff), .policy: (staff, staff), .policyHistory: (staff, staff),
      .putPolicy: ([.administrator], [.administrator]),
      .deletePolicy: ([.administrator], [.administrator]),
      .rollBackPolicy: ([.administrator], [.administrator]),
      .previewPolicy: ([.administrator], [.administrator]),
      .effectivePolicy: ([.person], staff),
      .people: (staff, staff), .personDetails: ([.person], staff), .foundProfiles: (staff, staff),
      .knownDevices: (staff, staff), .devicePeople: (staff, staff),
      .offerTransitions: ([.person], staff),
      .decisions: ([.person], staff), .pastDecision: ([.person], staff),
      .rearm: ([], [.helpDesk, .administrator]),
      .requestBackup: ([], [.helpDesk, .administrator]),
      .waitingBackupOrders: ([.person], staff), .reportBackupOrder: ([.person], []),
      .backupOrders: (staff, staff),
      .deleteVersion: ([.person], [.helpDesk, .administrator]),
      .deleteProfile: ([.person], [.helpDesk, .administrator]),
      .deletePerson: ([], [.administrator]),
      .exportPerson: ([.person], [.administrator]), .importPerson: ([], [.administrator]),
      .auditEntries: ([.administrator, .auditor], [.administrator, .auditor]),
      .auditExport: ([.administrator, .auditor], [.administrator, .auditor]),
      .transfers: ([.administrator, .auditor], [.administrator, .auditor]),
      .transfer: ([.administrator, .auditor], [.administrator, .auditor]),
      .requestTransfer: ([.administrator], [.administrator]),
      .cancelTransfer: ([.administrator], [.administrator]),
      .acceptTransfer: ([.administrator], [.administrator]),
      .declineTransfer: ([.administrator], [.administrator]),
      .enrollDevice: ([.person, .migrator, .enroller], [.person, .migrator, .enroller]),
      .rotateDeviceKey: ([.person, .migrator, .enroller], [.person, .migrator, .enroller]),
      .provenDevice: (all, all), .devices: (staff, staff), .device: (staff, staff),
      .personsDevices: ([.person], staff),
      .revokePersonsDevice: ([.person], [.helpDesk, .administrator]),
      .revokeDevice: ([.helpDesk, .administrator], [.helpDesk, .administrator]),
      .approveDevice: ([.helpDesk, .administrator], [.helpDesk, .administrator]),
      .createEnrollmentToken: ([.administrator], [.administrator]),
      .enrollmentTokens: ([.administrator, .auditor], [.administrator, .auditor]),
      .revokeEnrollmentToken: ([.administrator], [.administrator]),
      .scimTokens: ([.administrator], [.administrator]),
      .createSCIMToken: ([.administrator], [.administrator]),
      .revokeSCIMToken: ([.administrator], [.administrator]),
    ]
    let provisioner: Set<Role> = [.provisioner]
    return Route.scim.reduce(into: expected) { $0[$1] = (provisioner, provisioner) }
  }()

  /// Those that a technician may call in anybody's place, from an enrolled device.
  private static let acting: Set<Route> = [
    .profiles, .snapshot, .component, .submitSnapshot, .signIn, .outcome,
  ]

  /// Those that nobody gets far with who is on no device.
  private static let devicesOwn: Set<Route> = [.enrollDevice, .provenDevice, .rotateDeviceKey]

  private static let openRoutes: Set<Route> = [.health, .openAPI, .signInOptions]

  /// Everything that a request to any route needs; POSTs carry a body that no route takes, so that
  /// nothing changes, and access must be decided before it is read.
  private func status(
    _ route: Route, about user: String, token: String?, _ client: TestClient, profile: String
  ) async throws -> TestClient.Answer {
    let path = route.path([
      .user: user, .profile: profile, .version: "newest", .kind: "apps", .offer: "o-1",
      .device: "d-new", .decision: "d-1", .order: "b-1", .policy: "pilot",
      .transfer: "t-1", .token: "t-1", .programme: "early", .request: "r-1",
      .name: "User", .resource: "r-1",
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
              let needsDevice =
                isAllowed && Self.devicesOwn.contains(route)
                || role == .migrator && Self.acting.contains(route)
              #expect(
                needsDevice
                  ? answer.status == 401 && answer.problemCode == "identity.missingProof"
                  : isAllowed
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
      #expect(tried == Route.all.count * ((1 + Role.allCases.count) * 2 * 2 + 1))
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
