import Foundation
import HTTPTypes
import JSONText
import ServiceAPI
import Testing

@testable import BackupService

@Suite("Users by SCIM")
struct SCIMUserTests {
  private func withProvider(
    _ test: @escaping @Sendable (SCIMClient, TestService) async throws -> Void
  ) async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await test(try await SCIMClient(client), service)
    }
  }

  @Test("a user is made, read, replaced, and removed")
  func life() async throws {
    try await withProvider { provider, _ in
      let made = try await provider.makeUser(
        "ada@example.com", #""externalId":"oid-1","name":{"givenName":"Ada"},"password":"secret""#)
      #expect(made.status == 201)
      #expect(made.headers[.contentType] == "application/scim+json")
      #expect(made.headers[.location] == "/scim/v2/Users/\(made.id)")
      #expect(made.headers[.eTag] == #"W/"r1""#)
      #expect(made["password"] == nil)

      let read = try await provider.get("/Users/\(made.id)")
      #expect(read.body == made.body)

      let replaced = try await provider.send(
        .put, "/Users/\(made.id)",
        #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"x","userName":"ada@example.org","active":false}"#
      )
      #expect(replaced.status == 200)
      #expect(replaced["userName"] == "ada@example.org")
      #expect(replaced["name"] == nil && replaced["externalId"] == nil)
      #expect(replaced.id == made.id)

      #expect(try await provider.send(.delete, "/Users/\(made.id)").status == 204)
      #expect(try await provider.get("/Users/\(made.id)").status == 404)
      #expect(try await provider.send(.delete, "/Users/\(made.id)").status == 404)
      #expect(try await provider.get("/Users").total == 0)
    }
  }

  @Test(
    "two people cannot have one user name, in whatever case, and a name that was given up is free")
  func uniqueness() async throws {
    try await withProvider { provider, _ in
      let ada = try await provider.makeUser("ada").id
      let other = try await provider.makeUser("ADA")
      #expect(other.status == 409 && other.scimType == "uniqueness")
      let bob = try await provider.makeUser("bob").id
      let renamed = try await provider.patch(
        "/Users/\(bob)", #"{"op":"replace","path":"userName","value":"Ada"}"#)
      #expect(renamed.status == 409 && renamed.scimType == "uniqueness")
      #expect(
        try await provider.patch(
          "/Users/\(ada)", #"{"op":"replace","path":"userName","value":"ada2"}"#
        ).status == 200)
      #expect(
        try await provider.patch(
          "/Users/\(bob)", #"{"op":"replace","path":"userName","value":"Ada"}"#
        ).status == 200)
      try await provider.send(.delete, "/Users/\(bob)")
      #expect(try await provider.makeUser("ada").status == 201)
    }
  }

  @Test("of many that want one user name at once, one gets it")
  func contention() async throws {
    try await withProvider { provider, _ in
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<20 { group.addTask { try await provider.makeUser("ada").status } }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses.count { $0 == 201 } == 1)
      #expect(statuses.count { $0 == 409 } == 19)
      #expect(try await provider.get("/Users").total == 1)
    }
  }

  @Test("changes at once are all made, and one that names an old version is refused")
  func versions() async throws {
    try await withProvider { provider, _ in
      let ada = try await provider.makeUser("ada")
      let path = "/Users/\(ada.id)"
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<8 {
          group.addTask {
            let answer = try await provider.patch(
              path, #"{"op":"add","path":"emails","value":[{"value":"\#(number)@x"}]}"#)
            #expect(answer.status == 200)
          }
        }
        try await group.waitForAll()
      }
      let now = try await provider.get(path)
      #expect(now["emails"]?.list?.count == 8)
      #expect(now.headers[.eTag] == #"W/"r9""#)

      let change = #"{"op":"replace","path":"title","value":"x"}"#
      let stale = try await provider.patch(path, change, headers: [.ifMatch: #"W/"r1""#])
      #expect(stale.status == 412)
      #expect(try await provider.send(.delete, path, headers: [.ifMatch: #""r1""#]).status == 412)
      let fresh = try await provider.patch(path, change, headers: [.ifMatch: #"W/"r9""#])
      #expect(fresh.status == 200)
      #expect(
        try await provider.send(.get, path, headers: [.ifNoneMatch: #"W/"r10""#]).status == 304)
    }
  }

  @Test("a change that changes nothing leaves the version")
  func nothingChanged() async throws {
    try await withProvider { provider, _ in
      let ada = try await provider.makeUser("ada", #""active":true"#)
      let answer = try await provider.patch(
        "/Users/\(ada.id)", #"{"op":"Replace","path":"active","value":"True"}"#)
      #expect(answer.headers[.eTag] == #"W/"r1""#)
    }
  }

  @Test("a list is paged, counted, filtered, and shows what is asked for")
  func lists() async throws {
    try await withProvider { provider, service in
      for number in 10..<35 {
        try await provider.makeUser(
          "user\(number)", #""emails":[{"value":"u\#(number)@x"}],"title":"T\#(number % 2)""#)
        service.moveClock(by: 1)
      }
      let first = try await provider.get("/Users?count=10")
      let second = try await provider.get("/Users?startIndex=11&count=10")
      let last = try await provider.get("/Users?startIndex=21&count=10")
      let pages = [first, second, last]
      #expect(pages.allSatisfy { $0.total == 25 })
      #expect(pages.map(\.ids.count) == [10, 10, 5])
      #expect(Set(first.ids + second.ids + last.ids).count == 25)
      #expect(first.resources.first?["userName"] == "user10")
      #expect(try await provider.get("/Users?count=0").resources.isEmpty)
      #expect(try await provider.get("/Users?startIndex=26").resources.isEmpty)

      let odd = try await provider.find(
        #"title eq "t1" and userName gt "user20""#, in: "/Users",
        and: "&count=3&attributes=userName")
      #expect(odd.total == 7)
      #expect(odd.resources.count == 3)
      #expect(Set(odd.resources[0].keys) == ["id", "schemas", "userName"])

      for filter in [
        #"userName eq "USER12""#, #"emails[value eq "u12@x"]"#, #"emails.value eq "U12@x""#,
        #"id eq "\#(first.ids[2])""#, #"externalId eq null and userName sw "user12""#,
      ] {
        #expect(try await provider.find(filter, in: "/Users").ids == [first.ids[2]], "\(filter)")
      }
      #expect(try await provider.find(#"userName eq "nobody""#, in: "/Users").total == 0)
      let wrong = try await provider.find(#"userName is "x""#, in: "/Users")
      #expect(wrong.status == 400 && wrong.scimType == "invalidFilter")
    }
  }

  @Test("a search by a body says the same, and goes over users and groups together")
  func search() async throws {
    try await withProvider { provider, _ in
      let ada = try await provider.makeUser("ada", #""displayName":"A""#)
      let group = try await provider.makeGroup("A", members: [ada.id])
      let everything = #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]"#
      let filtered = everything + #","filter":"displayName eq \"a\""}"#
      #expect(try await provider.send(.post, "/.search", filtered).ids == [ada.id, group.id])
      #expect(try await provider.send(.post, "/Users/.search", filtered).ids == [ada.id])
      #expect(try await provider.send(.post, "/Groups/.search", filtered).ids == [group.id])
      let second = try await provider.send(.post, "/.search", everything + #","startIndex":2}"#)
      #expect(second.total == 2 && second.ids == [group.id])
      let users = try await provider.send(
        .post, "/.search", everything + #","filter":"userName pr"}"#)
      #expect(users.ids == [ada.id])
    }
  }

  @Test("of what a tenant pushed, another sees nothing, by list, id, name or search")
  func tenantWall() async throws {
    try await withProvider { provider, _ in
      let other = try await SCIMClient(provider.client, of: TestService.otherToken)
      let ada = try await provider.makeUser("ada", #""externalId":"oid-1""#)
      #expect(try await other.get("/Users").total == 0)
      #expect(try await other.find(#"userName eq "ada""#, in: "/Users").total == 0)
      #expect(try await other.find(#"id eq "\#(ada.id)""#, in: "/Users").total == 0)
      let foreign = try await other.get("/Users/\(ada.id)")
      let absent = try await other.get("/Users/nobody")
      #expect(foreign.status == 404 && foreign.body == absent.body)
      #expect(try await other.send(.delete, "/Users/\(ada.id)").status == 404)
      #expect(try await other.makeGroup("G", members: [ada.id]).status == 400)
      #expect(try await other.makeUser("ada").status == 201)
      #expect(try await provider.get("/Users/\(ada.id)").status == 200)
    }
  }

  @Test("errors are SCIM's: no such path, another method, no JSON, another media type, no token")
  func errors() async throws {
    try await withProvider { provider, _ in
      func check(_ answer: SCIMClient.Answer, _ status: Int, _ type: String? = nil) {
        #expect(answer.status == status)
        #expect(answer.headers[.contentType] == "application/scim+json")
        #expect(answer["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"])
        #expect(answer["status"] == .text(String(status)))
        #expect(answer.scimType == type)
      }
      check(try await provider.get("/Devices"), 404)
      check(try await provider.send(.post, "/Schemas", "{}"), 405)
      check(try await provider.get("/Schemas?filter=x"), 403)
      check(try await provider.get("/ResourceTypes/Device"), 404)
      check(try await provider.send(.post, "/Users", "{"), 400, "invalidSyntax")
      check(try await provider.send(.post, "/Users", "{}"), 400, "invalidSyntax")
      let text = try await provider.client.send(
        .post, "/scim/v2/Users", token: provider.token, headers: [.contentType: "text/plain"],
        body: Data("{}".utf8))
      #expect(text.status == 415)
      let nobody = try await provider.client.get("/scim/v2/Users", token: nil)
      #expect(nobody.status == 401 && nobody.problemCode == "identity.missingToken")
    }
  }
}
