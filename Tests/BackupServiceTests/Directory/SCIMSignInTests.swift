import Foundation
import Identity
import RestoreRules
import ServiceAPI
import Store
import Testing

@testable import BackupService

@Suite("What the directory means for offers")
struct SCIMSignInTests {
  private static func check(_ answer: SignInAnswer, _ id: Check.ID) -> Check? {
    answer.decision.checks.first { $0.id == id }
  }

  @Test(
    "a policy for a group reaches those whom the identity provider put into it, by name or by id")
  func groups() async throws {
    for name in ["Pilot", "gid-7"] {
      let policy = Policy(name: "p", groups: [name], restore: [.firstSignIn: true])
      let service = try TestService(policies: [TestService.backup, policy])
      try await service.withRoutes { client in
        let provider = try await SCIMClient(client)
        try await client.backUp(.sample(), of: "alice")
        #expect(try await client.signIn(.sample(), of: "alice").offer == nil)
        let alice = try await provider.makeUser("alice@example.com", #""externalId":"alice""#).id
        let group = try await provider.makeGroup(
          "Pilot", members: [alice], #""externalId":"gid-7""#
        ).id
        #expect(try await client.signIn(.sample(), of: "alice").offer != nil)
        try await provider.patch("/Groups/\(group)", #"{"op":"remove","path":"members"}"#)
        let after = try await client.get(
          "/v1/users/alice/devices/d-new/decision?moment=firstSignIn"
        ).decode(Decision.self)
        #expect(!after.isOffer)
      }
    }
  }

  @Test("whoever is deactivated or removed is offered nothing, and the reason says so")
  func deactivated() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let provider = try await SCIMClient(client)
      try await client.backUp(.sample(), of: "alice")
      let alice = try await provider.makeUser("a", #""externalId":"alice","active":true"#).id
      func account() async throws -> Check? {
        Self.check(try await client.signIn(.sample(), of: "alice"), .account)
      }
      #expect(try await account()?.passed == true)
      try await provider.patch(
        "/Users/\(alice)", #"{"op":"Replace","path":"active","value":"False"}"#)
      let check = try await account()
      #expect(check?.passed == false)
      #expect(check?.reason.contains("deactivated") == true)
      try await provider.send(.delete, "/Users/\(alice)")
      #expect(try await account()?.passed == false)
      // The same account comes back.
      try await provider.makeUser("a", #""externalId":"alice""#)
      #expect(try await account()?.passed == true)
    }
  }

  @Test("a tenant may know people by userName, in any case")
  func byUserName() async throws {
    let service = try TestService()
    let directory = service.services.directory
    try await service.withRoutes { client in
      let provider = try await SCIMClient(client)
      let id = try await provider.makeUser("Alice@Example.com", #""externalId":"x""#).id
      let group = try await provider.makeGroup("Pilot", members: [id]).id
      let person = TestService.person("alice@example.com")
      #expect(try await directory.person(person, by: .userName)?.groups.map(\.id) == [group])
      #expect(try await directory.person(person, by: .externalID) == nil)
      let other = TestService.person("alice@example.com", tenant: "other")
      #expect(try await directory.person(other, by: .userName) == nil)
    }
  }

  @Test("groups come from the token, the tenants file and the directory together, each once")
  func union() async throws {
    let service = try TestService(groups: [
      .init(name: "Testers", ids: ["gid-1"]), .init(name: "Named", members: ["alice"]),
      .init(name: "Empty", members: ["bob"]),
    ])
    try await service.withRoutes { client in
      let provider = try await SCIMClient(client)
      let alice = try await provider.makeUser("a", #""externalId":"alice""#).id
      let group = try await provider.makeGroup(
        "Pilot", members: [alice], #""externalId":"gid-1""#
      ).id
      let groups = service.services.personGroups
      let person = TestService.person("alice")
      let answer = try await groups.answer(for: person, token: .known(["gid-2"]))
      #expect(Set(answer.groups) == ["Testers", "Named", "Pilot", "gid-1", "gid-2", group])
      #expect(answer.groups.count == 6)
      // More groups than a token holds are known after all, when the directory knows them.
      #expect(try await groups.answer(for: person, token: .unknown).areAll)
      let stranger = try await groups.answer(for: TestService.person("eve"), token: .unknown)
      #expect(!stranger.areAll && stranger.isActive && stranger.groups.isEmpty)
    }
  }
}
