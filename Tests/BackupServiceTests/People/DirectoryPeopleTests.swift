import Foundation
import ServiceAPI
import Testing
import UserEnvironment

@testable import BackupService

@Suite("The directory's people in lists")
struct DirectoryPeopleTests {
  private func list(_ client: TestClient, _ query: String) async throws -> PeopleList {
    try await client.get(Route.people.path() + query).decode(PeopleList.self)
  }

  private func people(_ client: TestClient, _ query: String) async throws -> [String] {
    try await list(client, query).people.map(\.user)
  }

  private static let noneInThirtyDays = "?backup=stale&since=2026-10-23T08:00:00Z"

  @Test("Who was pushed and never seen has no backup; whose account is not in use is not listed so")
  func withoutBackup() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let provider = try await SCIMClient(client)
      for name in ["ada", "bob", "cleo", "dora"] {
        try await provider.makeUser("\(name)@example.com", #""externalId":"\#(name)""#)
      }
      try await provider.makeUser("gone@example.com", #""externalId":"gone","active":false"#)
      // Two accounts of one person count together.
      try await provider.makeUser("second@example.com", #""externalId":"dora","active":false"#)
      // Nobody's subject: it counts for nobody.
      try await provider.makeUser("without-a-tie@example.com")
      try await client.backUp(.sample(), of: "ada")
      _ = try await client.signIn(.sample(), of: "bob")
      _ = try await client.signIn(.sample(), of: "eve")
      #expect(try await people(client, "") == ["ada", "bob", "cleo", "dora", "eve", "gone"])
      let missing = ["bob", "cleo", "dora", "eve"]
      #expect(try await people(client, "?backup=none") == missing)
      #expect(try await people(client, Self.noneInThirtyDays) == missing)
      service.moveClock(by: 40 * 86_400)
      #expect(
        try await people(client, "?backup=stale&since=2026-12-02T08:00:00Z") == ["ada"] + missing)
      let other = try await client.get(
        Route.people.path() + "?backup=none", token: TestService.otherToken
      ).decode(PeopleList.self)
      #expect(other.people.isEmpty)
    }
  }

  @Test("Accounts in use that name nobody are counted beside who has no backup, and not by others")
  func unnamed() async throws {
    try await TestService().withRoutes { client in
      let provider = try await SCIMClient(client)
      #expect(try await list(client, "?backup=none").unnamedAccounts == nil)
      try await provider.makeUser("ada@example.com", #""externalId":"ada""#)
      let bob = try await provider.makeUser("bob@example.com").id
      let cleo = try await provider.makeUser("cleo@example.com").id
      // Longer than any subject.
      let long = String(repeating: "x", count: 300)
      let dora = try await provider.makeUser("dora@example.com", #""externalId":"\#(long)""#)
      #expect(dora.status == 201, "\(dora.body)")
      try await provider.makeUser("gone@example.com", #""active":false"#)
      func unnamed(_ query: String) async throws -> UnnamedAccounts? {
        try await list(client, query).unnamedAccounts
      }
      let three = UnnamedAccounts(count: 3, attribute: "externalId")
      #expect(try await unnamed("?backup=none") == three)
      #expect(try await unnamed(Self.noneInThirtyDays) == three)
      for query in ["", "?backup=none&query=a", "?backup=none&after=a"] {
        #expect(try await unnamed(query) == nil, "\(query)")
      }
      let other = try await client.get(
        Route.people.path() + "?backup=none", token: TestService.otherToken
      ).decode(PeopleList.self)
      #expect(other.unnamedAccounts == nil)
      // Once they are tied, deactivated or removed there is nothing to say.
      try await provider.patch(
        "/Users/\(bob)", #"{"op":"add","path":"externalId","value":"bob"}"#)
      try await provider.patch(
        "/Users/\(cleo)", #"{"op":"replace","path":"active","value":false}"#)
      #expect(try await unnamed("?backup=none")?.count == 1)
      #expect(try await people(client, "?backup=none") == ["ada", "bob"])
    }
  }

  @Test(
    "Who was seen and then deactivated or removed is without a backup no longer, and still found")
  func departed() async throws {
    try await TestService().withRoutes { client in
      let provider = try await SCIMClient(client)
      var ids: [String: String] = [:]
      for name in ["ada", "bob", "cleo"] {
        ids[name] = try await provider.makeUser("\(name)@x", #""externalId":"\#(name)""#).id
        _ = try await client.signIn(.sample(), of: name)
      }
      #expect(try await people(client, "?backup=none") == ["ada", "bob", "cleo"])
      try await provider.patch(
        "/Users/\(ids["ada"] ?? "")", #"{"op":"replace","path":"active","value":false}"#)
      try await provider.send(.delete, "/Users/\(ids["bob"] ?? "")")
      #expect(try await people(client, "?backup=none") == ["cleo"])
      let all = try await list(client, "").people
      #expect(all.map(\.user) == ["ada", "bob", "cleo"])
      #expect(all.map(\.isActive) == [false, false, true])
      #expect(all.map(\.name) == ["ada@x", nil, "cleo@x"])
      let shown = try await client.get(.personDetails, [.user: "ada"]).decode(PersonDetails.self)
      #expect(shown.name == "ada@x" && shown.isActive == false)
      let stranger = try await client.get(.personDetails, [.user: "eve"])
        .decode(PersonDetails.self)
      #expect(stranger.name == nil && stranger.isActive == nil)
    }
  }

  @Test("People are found by the beginning of each of their names, in any case, and shown with one")
  func byName() async throws {
    try await TestService().withRoutes { client in
      let provider = try await SCIMClient(client)
      let ada = try await provider.makeUser(
        "alove@example.com",
        #"""
        "externalId":"0b1c","displayName":"Ada Lovelace (IT)",
        "name":{"formatted":"Ada Lovelace","givenName":"Ada","familyName":"Lovelace"},
        "emails":[{"value":"Countess@example.com","type":"work"}]
        """#
      ).id
      try await provider.makeUser("zoe@example.com", #""externalId":"0b2c""#)
      try await provider.makeUser(
        "ole@example.com", #""externalId":"ada-1","name":{"givenName":"Ole","familyName":"Å"}"#)
      try await client.backUp(.sample(source: "ADA-PC"), of: "z-owner")
      #expect(try await people(client, "?query=Ada") == ["0b1c", "z-owner"])
      #expect(try await people(client, "?query=ada") == ["0b1c", "ada-1", "z-owner"])
      for text in ["LOVE", "alove@", "countess@example", "Ada%20L", "0b1"] {
        #expect(try await people(client, "?query=\(text)") == ["0b1c"], "\(text)")
      }
      #expect(try await people(client, "?query=%C3%A5") == ["ada-1"])
      #expect(try await people(client, "?query=velace") == [])
      #expect(try await people(client, "?query=a&backup=none") == ["0b1c", "ada-1"])
      let found = try await list(client, "").people
      #expect(
        found.map(\.name) == ["Ada Lovelace (IT)", "zoe@example.com", "Ole Å", nil])
      try await provider.patch(
        "/Users/\(ada)", #"{"op":"replace","path":"displayName","value":"Ada King"}"#)
      #expect(try await people(client, "?query=ada%20k") == ["0b1c"])
      #expect(try await people(client, "?query=ada%20lovelace%20(") == [])
      try await provider.send(.delete, "/Users/\(ada)")
      #expect(try await people(client, "?query=love") == [])
    }
  }

  @Test("Names that are longer than any label are kept, shown, and found by their beginning")
  func strangeNames() async throws {
    try await TestService().withRoutes { client in
      let provider = try await SCIMClient(client)
      let names = [
        String(repeating: "Long ", count: 200), "a" + String(repeating: "\u{301}", count: 300),
      ]
      for (number, name) in names.enumerated() {
        let made = try await provider.makeUser(
          "u-\(number)", #""externalId":"x-\#(number)","displayName":"\#(name)""#)
        #expect(made.status == 201, "\(made.body)")
      }
      #expect(try await people(client, "?query=long%20LONG") == ["x-0"])
      let shown = try await list(client, "").people.map(\.name)
      #expect(shown == names)
      let text = String(repeating: "long%20", count: 51)
      #expect(try await people(client, "?query=\(text)") == ["x-0"])
    }
  }

  @Test(
    "Where the tenant knows people by userName, an account in another case is the same person's")
  func byUserName() async throws {
    try await TestService(personLink: .userName).withRoutes { client in
      let provider = try await SCIMClient(client)
      for name in ["Ada@Example.com", "bob@example.com", "cleo@example.com"] {
        try await provider.makeUser(name, #""externalId":"x-\#(name)","displayName":"N \#(name)""#)
      }
      try await client.backUp(.sample(), of: "ada@example.com")
      _ = try await client.signIn(.sample(), of: "BOB@example.com")
      let all = try await list(client, "").people
      #expect(all.map(\.user) == ["BOB@example.com", "ada@example.com", "cleo@example.com"])
      #expect(
        all.map(\.name) == ["N bob@example.com", "N Ada@Example.com", "N cleo@example.com"])
      #expect(
        try await people(client, "?backup=none") == ["BOB@example.com", "cleo@example.com"])
      #expect(try await people(client, "?query=n%20ada") == ["ada@example.com"])
      #expect(try await people(client, "?query=n%20bob&backup=none") == ["BOB@example.com"])
    }
  }

  @Test("Pages follow each other without a gap or a repetition, past accounts that are not in use")
  func pages() async throws {
    try await TestService().withRoutes { client in
      let provider = try await SCIMClient(client)
      for number in 10..<40 {
        let user = "u-\(number)"
        try await provider.makeUser(
          "\(user)@example.com",
          #""externalId":"\#(user)","active":\#(!(20..<30).contains(number))"#)
        if number.isMultiple(of: 3) { _ = try await client.signIn(.sample(), of: user) }
        if number.isMultiple(of: 5) { try await client.backUp(.sample(), of: user) }
      }
      let wanted = (10..<40).filter { !(20..<30).contains($0) && !$0.isMultiple(of: 5) }
      for query in ["backup=none", "backup=none&query=u-", "backup=none&query=U"] {
        var found: [String] = []
        var path = Route.people.path() + "?\(query)&limit=4"
        while true {
          let page = try await client.get(path).decode(PeopleList.self)
          found += page.people.map(\.user)
          guard let next = page.next else { break }
          #expect(page.people.count == 4)
          path = Route.people.path() + "?\(query)&limit=4&after=\(next)"
        }
        #expect(found == wanted.map { "u-\($0)" }, "\(query)")
      }
    }
  }
}
