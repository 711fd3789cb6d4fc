import Foundation
import Hummingbird
import RestoreRules
import ServiceAPI
import Testing

@testable import BackupService

@Suite("Who sent a request")
struct CallerAuthenticationTests {
  @Test("a token of an identity provider opens what is the person's own")
  func person() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token(for: "alice")
      try await client.backUp(.sample(), of: "alice", token: token)
      let profiles = try await client.get(.profiles, [.user: "alice"], token: token)
      #expect(try profiles.decode(ProfileList.self).profiles.count == 1)
    }
  }

  @Test("a token whose time is over is told so, by code and by header")
  func expired() async throws {
    let service = try TestService()
    service.moveClock(by: 3661)
    try await service.withRoutes { client in
      let answer = try await client.get(.caller, token: service.issuers.first.token())
      #expect(answer.status == 401)
      #expect(answer.problem?.code == "identity.expiredToken")
      #expect(answer.headers[.wwwAuthenticate]?.contains(#"error="invalid_token""#) == true)
    }
  }

  @Test("a forged token gets the words that every wrong token gets")
  func forged() async throws {
    let service = try TestService()
    let stranger = TestIssuer(tenant: "first")
    try await service.withRoutes { client in
      let forged = try await client.get(.caller, token: stranger.token())
      let wrong = try await client.get(.caller, token: "some-token-that-nobody-has")
      #expect(forged.status == 401)
      #expect(forged.problem?.code == "identity.wrongToken")
      #expect(forged.body == wrong.body)
    }
  }

  @Test("while a provider is down, a token of known keys works, and another is told to wait")
  func down() async throws {
    let service = try TestService()
    service.issuers.other.setDown(true)
    try await service.withRoutes { client in
      let first = try service.issuers.first.token()
      #expect(try await client.get(.caller, token: first).status == 200)
      service.issuers.first.setDown(true)
      #expect(try await client.get(.caller, token: first).status == 200)

      let answer = try await client.get(.caller, token: service.issuers.other.token())
      #expect(answer.status == 503)
      #expect(answer.problem?.code == "identity.providerUnavailable")
      #expect(answer.headers[.retryAfter] == "30")
    }
  }

  @Test("groups that the token leaves out keep a policy for groups from offering more")
  func unknownGroups() async throws {
    let service = try TestService(policies: [
      TestService.everything,
      .init(name: "no", groups: ["g-1"], priority: 9, restore: [.firstSignIn: false]),
    ])
    try await service.withRoutes { client in
      for (groups, passes, word) in [
        (#","groups":["g-2"]"#, true, "everyone"), (#","groups":["g-1"]"#, false, "g-1"),
        (#","hasgroups":true"#, false, "Not all groups of this person are known"),
      ] {
        let token = try service.issuers.first.token(more: groups)
        let answer = try await client.post(
          SignInStatement.sample(), to: .signIn, [.user: "alice"], token: token)
        let policy = try #require(
          answer.decode(SignInAnswer.self).decision.checks.first { $0.id == .policy })
        #expect(policy.passed == passes)
        #expect(policy.reason.contains(word), "\(policy.reason)")

        // The help desk is shown the decision for the person's groups, not for its own.
        let desk = try service.issuers.first.token(for: "desk", roles: [.helpDesk])
        let path = Route.decision.path([.user: "alice", .device: "d-new"])
        let shown = try await client.get(path + "?moment=firstSignIn", token: desk)
        let checks = try shown.decode(Decision.self).checks
        #expect(checks.first { $0.id == .policy }?.passed == passes)
      }
    }
  }
}
