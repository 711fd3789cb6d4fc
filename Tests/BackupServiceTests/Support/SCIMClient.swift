import Foundation
import HTTPTypes
import JSONText
import ServiceAPI

@testable import BackupService

/// An identity provider's program, as the service sees it.
struct SCIMClient: Sendable {
  let client: TestClient
  let token: String

  /// With a token of its own in the tenant whose static token this is.
  init(_ client: TestClient, of tenantToken: String = TestService.token) async throws {
    self.client = client
    token = try await client.post(
      SCIMTokenRequest(name: "provider"), to: .createSCIMToken, [:], token: tenantToken
    ).decode(CreatedSCIMToken.self).token
  }

  struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: JSONValue

    subscript(name: String) -> JSONValue? { body.object?[name] }
    var id: String { self["id"]?.text ?? "" }
    var ids: [String] { resources.compactMap { $0["id"]?.text } }
    var resources: [[String: JSONValue]] { self["Resources"]?.list?.compactMap(\.object) ?? [] }
    var total: Int { Int(self["totalResults"]?.number ?? -1) }
    var scimType: String? { self["scimType"]?.text }
    /// The ids of a group's members. What is made in one moment, and here the clock stands, comes in
    /// any order.
    var members: Set<String> {
      Set((self["members"]?.list ?? []).compactMap { $0.object?["value"]?.text })
    }
  }

  @discardableResult
  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, headers: HTTPFields = [:]
  ) async throws -> Answer {
    var headers = headers
    if body != nil { headers[.contentType] = "application/scim+json" }
    let answer = try await client.send(
      method, "/scim/v2" + path, token: token, headers: headers, body: body.map { Data($0.utf8) })
    return Answer(
      status: answer.status, headers: answer.headers,
      body: JSONValue(strict: answer.body) ?? .null)
  }

  func get(_ path: String) async throws -> Answer { try await send(.get, path) }

  func find(_ filter: String, in path: String, and more: String = "") async throws -> Answer {
    let encoded = filter.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    return try await get("\(path)?filter=\(encoded)\(more)")
  }

  @discardableResult
  func makeUser(_ name: String, _ more: String = "") async throws -> Answer {
    try await send(
      .post, "/Users",
      #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"\#(name)"\#(more.isEmpty ? "" : "," + more)}"#
    )
  }

  @discardableResult
  func makeGroup(_ name: String, members: [String] = [], _ more: String = "") async throws -> Answer
  {
    let members = members.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
    return try await send(
      .post, "/Groups",
      #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"\#(name)","members":[\#(members)]\#(more.isEmpty ? "" : "," + more)}"#
    )
  }

  @discardableResult
  func patch(
    _ path: String, _ operations: String, headers: HTTPFields = [:]
  ) async throws -> Answer {
    try await send(
      .patch, path,
      #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[\#(operations)]}"#,
      headers: headers)
  }
}
