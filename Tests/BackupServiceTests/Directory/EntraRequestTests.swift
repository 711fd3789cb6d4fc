import Foundation
import HTTPTypes
import JSONText
import ServiceAPI
import Testing

@testable import BackupService

/// The requests that Microsoft's page "Develop and plan provisioning for a SCIM endpoint in Microsoft
/// Entra ID" describes, in their order and shape, with names of our own.
@Suite("What Microsoft Entra ID sends")
struct EntraRequestTests {
  private static let userID = "5b2c0a51-90d4-4c3f-8a35-000000000001"

  private static let newUser = """
    {
      "schemas": [
        "urn:ietf:params:scim:schemas:core:2.0:User",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
      "externalId": "\(userID)", "userName": "grace@contoso.example", "active": true,
      "displayName": "Grace H", "title": "Engineer", "preferredLanguage": "en-US",
      "emails": [{"primary": true, "type": "work", "value": "grace@contoso.example"}],
      "phoneNumbers": [{"type": "mobile", "value": "+1 555 0100"}],
      "addresses": [{"type": "work", "locality": "Arlington", "country": "US"}],
      "meta": {"resourceType": "User"},
      "name": {"formatted": "Grace H", "familyName": "H", "givenName": "Grace"},
      "roles": [],
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Compilers"}
    }
    """

  private func withProvider(
    _ test: @escaping @Sendable (SCIMClient) async throws -> Void
  ) async throws {
    try await TestService().withRoutes { client in try await test(try await SCIMClient(client)) }
  }

  @Test("the connection test asks for a user that nobody is, and gets an empty list")
  func connection() async throws {
    try await withProvider { provider in
      let answer = try await provider.get(
        "/Users?filter=userName+eq+%2232bea7ec-2516-4e34-9d4e-000000000000%22")
      #expect(answer.status == 200)
      #expect(answer.total == 0 && answer.resources.isEmpty)
      #expect(answer["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:ListResponse"])
    }
  }

  @Test("a user is matched, made, changed, renamed, disabled and removed")
  func user() async throws {
    try await withProvider { provider in
      let made = try await provider.send(.post, "/Users", Self.newUser)
      #expect(made.status == 201)
      let path = "/Users/\(made.id)"
      for filter in [
        #"userName eq "grace@contoso.example""#, #"externalId eq "\#(Self.userID)""#,
        #"emails[type eq "work" and value eq "grace@contoso.example"]"#,
      ] {
        #expect(try await provider.find(filter, in: "/Users").ids == [made.id])
      }

      let changed = try await provider.patch(
        path,
        #"""
        {"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "g.h@contoso.example"},
        {"op": "Replace", "path": "name.familyName", "value": "Hopper"},
        {"op": "Add", "path": "phoneNumbers[type eq \"work\"].value", "value": "+1 555 0101"},
        {"op": "Replace", "path": "addresses[type eq \"work\"].locality", "value": "New York"},
        {"op": "Add",
         "path": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
         "value": "7d0e5b1e-0000-4000-8000-000000000009"},
        {"op": "Remove", "path": "title"}
        """#)
      #expect(changed.status == 200)
      #expect(
        changed["emails"]
          == [["primary": true, "type": "work", "value": "g.h@contoso.example"]])
      #expect(changed["name"]?.object?["familyName"] == "Hopper")
      #expect(changed["phoneNumbers"]?.list?.count == 2)
      #expect(changed["addresses"] == [["type": "work", "locality": "New York", "country": "US"]])
      #expect(changed["title"] == nil)
      let enterprise = changed["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]
      #expect(
        enterprise == [
          "department": "Compilers",
          "manager": ["value": "7d0e5b1e-0000-4000-8000-000000000009"],
        ])

      let renamed = try await provider.patch(
        path, #"{"op": "Replace", "path": "userName", "value": "grace.h@contoso.example"}"#)
      #expect(renamed["userName"] == "grace.h@contoso.example")
      // Without the flag for the RFC's form, booleans come as text, several in one value, paths as names.
      let disabled = try await provider.patch(
        path,
        #"{"op": "Replace", "value": {"active": "False", "name.givenName": "G", "displayName": "G H"}}"#
      )
      #expect(disabled["active"] == false)
      #expect(disabled["name"]?.object?["givenName"] == "G")
      #expect(try await provider.send(.delete, path).status == 204)
      #expect(try await provider.get(path).status == 404)
    }
  }

  @Test("a group is made empty, matched without its members, filled, asked about, emptied, removed")
  func group() async throws {
    try await withProvider { provider in
      let grace = try await provider.send(.post, "/Users", Self.newUser).id
      let made = try await provider.send(
        .post, "/Groups",
        #"""
        {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group",
           "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
         "externalId": "8aa1a0c0-95c3-4bc0-b4a5-000000000002", "displayName": "Compiler people",
         "meta": {"resourceType": "Group"}, "members": []}
        """#)
      #expect(made.status == 201)
      let path = "/Groups/\(made.id)"
      let found = try await provider.get(
        "/Groups?excludedAttributes=members&filter=displayName+eq+%22Compiler+people%22")
      #expect(found.ids == [made.id] && found.resources[0]["members"] == nil)
      let empty = try await provider.get(path + "?excludedAttributes=members")
      #expect(empty.status == 200 && empty.id == made.id)

      let added = try await provider.patch(
        path,
        #"{"op": "Add", "path": "members", "value": [{"$ref": null, "value": "\#(grace)"}]}"#)
      #expect(added.status == 204)
      func isMember() async throws -> Bool {
        let filter = #"id eq "\#(made.id)" and members eq "\#(grace)""#
        return try await provider.find(
          filter, in: "/Groups", and: "&excludedAttributes=members"
        ).total == 1
      }
      #expect(try await isMember())
      let removed = try await provider.patch(
        path,
        #"{"op": "Remove", "path": "members", "value": [{"$ref": null, "value": "\#(grace)"}]}"#)
      #expect(removed.status == 204)
      #expect(try await !isMember())
      let renamed = try await provider.patch(
        path, #"{"op": "Replace", "path": "displayName", "value": "Compilers"}"#)
      #expect(renamed.status == 204)
      #expect(try await provider.get(path)["displayName"] == "Compilers")
      #expect(try await provider.send(.delete, path).status == 204)
    }
  }

  @Test("the same user again is a conflict, by which Entra knows to match it")
  func again() async throws {
    try await withProvider { provider in
      #expect(try await provider.send(.post, "/Users", Self.newUser).status == 201)
      let again = try await provider.send(.post, "/Users", Self.newUser)
      #expect(again.status == 409 && again.scimType == "uniqueness")
    }
  }
}
