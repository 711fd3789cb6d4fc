import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ServiceAPI
import UserEnvironment

@testable import BackupService

/// Sends requests and reads the answers, as any HTTP client would.
struct TestClient: Sendable {
  private let client: any TestClientProtocol

  init(_ client: any TestClientProtocol) { self.client = client }

  struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let body: Data

    func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
      try CanonicalJSON.decode(type, from: body)
    }

    /// The problem's code, when the answer is one that looks as RFC 9457 says.
    var problem: Problem? {
      guard headers[.contentType] == "application/problem+json",
        let problem = try? decode(Problem.self), problem.status == status
      else { return nil }
      return problem
    }

    /// The problem's code; of SCIM's errors, which have no place for it, the one at the end of the
    /// words.
    var problemCode: String? {
      guard headers[.contentType] == "application/scim+json" else { return problem?.code }
      let words = (try? JSONDecoder().decode(SCIMWords.self, from: body))?.detail ?? ""
      return words.hasSuffix(")")
        ? words.dropLast().split(separator: "(").last.map(String.init) : nil
    }

    private struct SCIMWords: Decodable { let detail: String }
  }

  func get(
    _ path: String, token: String? = TestService.token, headers: HTTPFields = [:]
  ) async throws -> Answer {
    try await send(.get, path, token: token, headers: headers)
  }

  func get(
    _ route: Route, _ values: [Route.Parameter: String] = [:],
    token: String? = TestService.token
  ) async throws -> Answer {
    try await get(route.path(values), token: token)
  }

  func post(
    _ message: some Encodable, to route: Route, _ values: [Route.Parameter: String],
    token: String? = TestService.token
  ) async throws -> Answer {
    try await post(try CanonicalJSON.encode(message), to: route.path(values), token: token)
  }

  /// With an `Idempotency-Key`.
  func post(
    _ message: some Encodable, to route: Route, _ values: [Route.Parameter: String] = [:],
    key: String, token: String? = TestService.token
  ) async throws -> Answer {
    try await send(
      .post, route.path(values), token: token,
      headers: [.contentType: "application/json", .idempotencyKey: key],
      body: try CanonicalJSON.encode(message))
  }

  func post(
    _ body: Data, to path: String, token: String? = TestService.token,
    contentType: String? = "application/json"
  ) async throws -> Answer {
    var headers = HTTPFields()
    headers[.contentType] = contentType
    return try await send(.post, path, token: token, headers: headers, body: body)
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, token: String? = TestService.token,
    headers: HTTPFields = [:], body: Data? = nil
  ) async throws -> Answer {
    var headers = headers
    if let token { headers[.authorization] = "Bearer " + token }
    let response = try await client.executeRequest(
      uri: path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) })
    return Answer(
      status: response.status.code, headers: response.headers,
      body: Data(response.body.readableBytesView))
  }
}

extension TestClient {
  /// Backs up as the agent does: asks what is lacking, then sends that.
  @discardableResult
  func backUp(
    _ environment: UserEnvironment.Environment, of user: String = "alice", device: String = "d-old",
    token: String = TestService.token
  ) async throws -> Receipt {
    let first = try await post(
      environment.submission(device: device), to: .submitSnapshot, [.user: user], token: token
    ).decode(SnapshotAnswer.self)
    if let receipt = first.receipt { return receipt }
    let second = try await post(
      environment.submission(device: device, sending: first.lacking ?? []), to: .submitSnapshot,
      [.user: user], token: token
    ).decode(SnapshotAnswer.self)
    guard let receipt = second.receipt else { throw CocoaError(.coderValueNotFound) }
    return receipt
  }

  func signIn(
    _ statement: SignInStatement, of user: String = "alice"
  ) async throws -> SignInAnswer {
    try await post(statement, to: .signIn, [.user: user]).decode()
  }
}

extension HTTPField.Name {
  static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}
