import Foundation
import Identity
import ServiceAPI
import Testing

@testable import BackupService

@Suite("Tokens for SCIM")
struct SCIMTokenTests {
  private func create(
    _ client: TestClient, days: Int? = nil, token: String = TestService.token
  ) async throws -> CreatedSCIMToken {
    try await client.post(
      SCIMTokenRequest(name: "Entra ID", days: days), to: .createSCIMToken, [:], token: token
    ).decode()
  }

  @Test("a token opens the directory and nothing else")
  func onlySCIM() async throws {
    try await TestService().withRoutes { client in
      let token = try await create(client).token
      for route in Route.all where !Route.scim.contains(route) && route != .caller {
        guard RouteAccess.of(route) != .open else { continue }
        let path = route.path(
          Dictionary(uniqueKeysWithValues: Route.Parameter.allCases.map { ($0, "scim") }))
        let answer = try await client.send(
          .init(route.method), path, token: token, headers: [.contentType: "application/json"],
          body: Data("{}".utf8))
        #expect([401, 403].contains(answer.status), "\(route)")
      }
      #expect(try await client.get(.scimUsers, token: token).status == 200)
    }
  }

  @Test("a token is shown once, and kept as a digest")
  func shownOnce() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let created = try await create(client, days: 30)
      let listed = try await client.get(.scimTokens)
      #expect(try listed.decode(SCIMTokenList.self).tokens == [created.details])
      let secret = created.token.suffix(64)
      #expect(!String(decoding: listed.body, as: UTF8.self).contains(secret))
      let kept = try await service.services.store.records(
        .init(rawValue: "scimToken"), of: .installation, labelled: nil, after: nil, limit: 9)
      #expect(kept.count == 1)
      #expect(!String(decoding: kept[0].content, as: UTF8.self).contains(secret))
    }
  }

  @Test("a token ends when it is revoked, and when its days are over")
  func ends() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let revoked = try await create(client)
      let expiring = try await create(client, days: 2)
      #expect(try await client.get(.scimUsers, token: revoked.token).status == 200)
      let answer = try await client.send(.delete, "/v1/scim-tokens/\(revoked.details.id)")
      #expect(answer.status == 204)
      #expect(
        try await client.get(.scimUsers, token: revoked.token).problemCode == "identity.wrongToken")
      service.moveClock(by: 2 * 86_400 - 1)
      #expect(try await client.get(.scimUsers, token: expiring.token).status == 200)
      service.moveClock(by: 1)
      #expect(
        try await client.get(.scimUsers, token: expiring.token).problemCode
          == "identity.wrongToken")
    }
  }

  @Test("what is nearly a token is none")
  func forged() async throws {
    try await TestService().withRoutes { client in
      let token = try await create(client).token
      var last = Array(token)
      last[last.count - 1] = last.last == "0" ? "1" : "0"
      for forged in [
        String(last), String(token.dropLast()), token + "0", token.uppercased(),
        ProvisioningToken.prefix, ProvisioningToken.make().text,
        token.replacing("valise-scim_", with: "valise-scim_0"),
      ] {
        #expect(try await client.get(.scimUsers, token: forged).status == 401, "\(forged.count)")
      }
    }
  }

  @Test("a tenant sees and revokes its own tokens, and no others")
  func tenantWall() async throws {
    try await TestService().withRoutes { client in
      let created = try await create(client)
      let other = TestService.otherToken
      #expect(
        try await client.get(.scimTokens, token: other).decode(SCIMTokenList.self).tokens.isEmpty)
      let foreign = try await client.send(
        .delete, "/v1/scim-tokens/\(created.details.id)", token: other)
      #expect(foreign.problem?.code == "scimToken.notFound")
      #expect(try await client.get(.scimUsers, token: created.token).status == 200)
    }
  }

  @Test("an administrator sees when a token was last used, to the hour")
  func lastUse() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let created = try await create(client)
      func lastUse() async throws -> Date? {
        try await client.get(.scimTokens).decode(SCIMTokenList.self).tokens.first?.lastUsedAt
      }
      #expect(try await lastUse() == nil)
      _ = try await client.get(.scimUsers, token: created.token)
      #expect(try await lastUse() == TestService.start)
      service.moveClock(by: 600)
      _ = try await client.get(.scimUsers, token: created.token)
      #expect(try await lastUse() == TestService.start)
      service.moveClock(by: 3600)
      _ = try await client.get(.scimUsers, token: created.token)
      #expect(try await lastUse() == TestService.start + 4200)
    }
  }

  @Test("a list of tokens is paged, and their number has an end")
  func manyTokens() async throws {
    try await TestService().withRoutes { client in
      for _ in 0..<ProvisioningTokenService.mostTokens { _ = try await create(client) }
      let first = try await client.get("/v1/scim-tokens?limit=30").decode(SCIMTokenList.self)
      let after = try #require(first.next)
      let second = try await client.get("/v1/scim-tokens?limit=30&after=\(after)")
        .decode(SCIMTokenList.self)
      #expect(first.tokens.count == 30 && second.tokens.count == 20 && second.next == nil)
      let more = try await client.post(
        SCIMTokenRequest(name: "one more"), to: .createSCIMToken, [:])
      #expect(more.problem?.code == "scimToken.tooMany")
    }
  }

  @Test("an identity provider's own program may push, when its token has the role")
  func accessToken() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token(
        for: "program", roles: [.provisioner], isPerson: false)
      #expect(try await client.get(.scimUsers, token: token).status == 200)
      let person = try service.issuers.first.token(for: "alice")
      #expect(try await client.get(.scimUsers, token: person).status == 403)
    }
  }
}
