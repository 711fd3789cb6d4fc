import Foundation
import HTTPTypes
import JSONText
import ServiceAPI
import Store
import Testing

@testable import BackupService

@Suite("Groups by SCIM")
struct SCIMGroupTests {
  private func withProvider(
    _ test: @escaping @Sendable (SCIMClient, TestService) async throws -> Void
  ) async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await test(try await SCIMClient(client), service)
    }
  }

  @Test("members come and go, one by one and all together")
  func members() async throws {
    try await withProvider { provider, _ in
      let ada = try await provider.makeUser("ada").id
      let bob = try await provider.makeUser("bob").id
      let eve = try await provider.makeUser("eve").id
      let made = try await provider.makeGroup("Pilot", members: [ada])
      let path = "/Groups/\(made.id)"
      #expect(made.members == [ada])

      let added = try await provider.patch(
        path, #"{"op":"Add","path":"members","value":[{"value":"\#(bob)"},{"value":"\#(ada)"}]}"#)
      #expect(added.status == 204)
      #expect(added.headers[.eTag] == #"W/"r2""#)
      #expect(try await provider.get(path).members == [ada, bob])

      let removed = try await provider.patch(
        path, #"{"op":"Remove","path":"members[value eq \"\#(ada)\"]"}"#)
      #expect(removed.status == 204)
      let again = try await provider.patch(
        path, #"{"op":"Remove","path":"members","value":[{"value":"\#(ada)"}]}"#)
      #expect(again.status == 204)
      #expect(again.headers[.eTag] == #"W/"r3""#)

      let both = try await provider.patch(
        path + "?attributes=members,displayName",
        #"{"op":"replace","value":{"displayName":"Second","members":[{"value":"\#(eve)"}]}}"#)
      #expect(both.status == 200)
      #expect(both["displayName"] == "Second")
      #expect(both.members == [eve])

      let put = try await provider.send(
        .put, path,
        #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Third","members":[{"value":"\#(ada)"},{"value":"\#(eve)"}]}"#
      )
      #expect(put.members == [ada, eve])
      try await provider.patch(path, #"{"op":"remove","path":"members"}"#)
      #expect(try await provider.get(path).members.isEmpty)
    }
  }

  @Test("nobody is a member who is not there, and a PATCH that fails changes nothing")
  func unknownMember() async throws {
    try await withProvider { provider, _ in
      let ada = try await provider.makeUser("ada").id
      let group = try await provider.makeGroup("Pilot")
      let path = "/Groups/\(group.id)"
      let answer = try await provider.patch(
        path,
        #"{"op":"replace","path":"displayName","value":"X"},{"op":"add","path":"members","value":[{"value":"\#(ada)"},{"value":"nobody"}]}"#
      )
      #expect(answer.status == 400 && answer.scimType == "invalidValue")
      let after = try await provider.get(path)
      #expect(after["displayName"] == "Pilot" && after.members.isEmpty)
      #expect(after.headers[.eTag] == #"W/"r1""#)
    }
  }

  @Test("who is removed is in no group any more, and the groups have a new version")
  func removal() async throws {
    try await withProvider { provider, _ in
      let ada = try await provider.makeUser("ada").id
      let inner = try await provider.makeGroup("Inner", members: [ada])
      let outer = try await provider.makeGroup("Outer", members: [inner.id, ada])
      try await provider.send(.delete, "/Users/\(ada)")
      let after = try await provider.get("/Groups/\(outer.id)")
      #expect(after.members == [inner.id])
      #expect(after.headers[.eTag] == #"W/"r2""#)
      try await provider.send(.delete, "/Groups/\(inner.id)")
      #expect(try await provider.get("/Groups/\(outer.id)").members.isEmpty)
      #expect(try await provider.get("/Groups/\(inner.id)").status == 404)
    }
  }

  @Test("a user shows the groups that they are in, and those that hold these, also in a ring")
  func nested() async throws {
    try await withProvider { provider, _ in
      let ada = try await provider.makeUser("ada").id
      let inner = try await provider.makeGroup("Inner", members: [ada]).id
      let outer = try await provider.makeGroup("Outer", members: [inner]).id
      try await provider.patch(
        "/Groups/\(inner)", #"{"op":"add","path":"members","value":[{"value":"\#(outer)"}]}"#)
      let groups = try await provider.get("/Users/\(ada)")["groups"]?.list ?? []
      #expect(
        groups == [
          [
            "value": .text(inner), "display": "Inner", "type": "direct",
            "$ref": .text("/scim/v2/Groups/\(inner)"),
          ],
          [
            "value": .text(outer), "display": "Outer", "type": "indirect",
            "$ref": .text("/scim/v2/Groups/\(outer)"),
          ],
        ])
      let found = try await provider.find(#"groups.display eq "outer""#, in: "/Users")
      #expect(found.ids == [ada])
    }
  }

  @Test("groups nested without end give an answer, as deep as is looked")
  func deep() async throws {
    try await withProvider { provider, _ in
      var member = try await provider.makeUser("ada").id
      let ada = member
      for depth in 0..<25 {
        member = try await provider.makeGroup("G\(depth)", members: [member]).id
      }
      let groups = try await provider.get("/Users/\(ada)")["groups"]?.list ?? []
      #expect(groups.count == DirectoryService.deepestGroup)
    }
  }

  @Test("groups are found by their members, in the ways in which identity providers ask")
  func findByMember() async throws {
    try await withProvider { provider, _ in
      let ada = try await provider.makeUser("ada").id
      let bob = try await provider.makeUser("bob").id
      let pilot = try await provider.makeGroup("Pilot", members: [ada, bob]).id
      let staff = try await provider.makeGroup("Staff", members: [bob]).id
      func ids(_ filter: String) async throws -> Set<String> {
        Set(
          try await provider.find(filter, in: "/Groups", and: "&excludedAttributes=members").ids)
      }
      #expect(try await ids(#"id eq "\#(pilot)" and members eq "\#(ada)""#) == [pilot])
      #expect(try await ids(#"id eq "\#(staff)" and members eq "\#(ada)""#) == [])
      #expect(try await ids(#"members[value eq "\#(bob)"]"#) == [pilot, staff])
      #expect(try await ids(#"not (members.value eq "\#(ada)")"#) == [staff])
      #expect(
        try await ids(#"members[type eq "User" and value sw "\#(ada.prefix(36))"]"#) == [pilot])
      #expect(try await ids(#"displayName eq "PILOT""#) == [pilot])
      let shown = try await provider.find(
        #"displayName eq "pilot""#, in: "/Groups", and: "&excludedAttributes=members")
      #expect(shown.members.isEmpty && shown.resources.first?["members"] == nil)
    }
  }

  @Test("a change of many members goes in several transactions, and comes out whole")
  func manyMembers() async throws {
    try await withProvider { provider, service in
      var ids: [String] = []
      for number in 0..<60 { ids.append(try await provider.makeUser("u\(number)").id) }
      let group = try await provider.makeGroup("All", members: ids)
      #expect(group.members == Set(ids))
      let rest = ids.suffix(3).map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
      try await provider.patch(
        "/Groups/\(group.id)", #"{"op":"replace","path":"members","value":[\#(rest)]}"#)
      #expect(try await provider.get("/Groups/\(group.id)").members == Set(ids.suffix(3)))
    }
  }

  @Test("each change is in the tenant's log, with ids and no names")
  func audited() async throws {
    try await withProvider { provider, service in
      let ada = try await provider.makeUser("ada@example.com", #""displayName":"Ada King""#).id
      let group = try await provider.makeGroup("Secret project", members: [ada]).id
      try await provider.patch("/Users/\(ada)", #"{"op":"replace","path":"active","value":false}"#)
      try await provider.send(.delete, "/Groups/\(group)")
      let entries = try await service.services.store.logEntries(
        of: .tenant(TenantID(rawValue: "first")), after: 0, limit: 100)
      let text = entries.map { String(decoding: $0.content, as: UTF8.self) }.joined()
      for action in [
        "scimToken.created", "directory.userCreated", "directory.groupCreated",
        "directory.userChanged", "directory.groupRemoved",
      ] {
        #expect(text.contains(action), "\(action)")
      }
      #expect(text.contains(ada) && text.contains(group))
      #expect(!text.contains("example.com") && !text.contains("King") && !text.contains("Secret"))
    }
  }
}
