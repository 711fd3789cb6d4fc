import DeviceProof
import Foundation
import HTTPTypes
import ServiceAPI
import Synchronization
import UserEnvironment

@testable import BackupService

/// A PC with a key of its own, which proves its requests as the agent does: the first one without a
/// nonce, then with the last that it was given.
final class TestDevice: Sendable {
  let id: String
  let key: DeviceKey
  let enrollment: String
  private let nonce = Mutex<String?>(nil)

  init(_ id: String = "d-old", enrollment: String = "e-1", key: DeviceKey = DeviceKey()) {
    self.id = id
    self.enrollment = enrollment
    self.key = key
  }

  var thumbprint: String { key.publicKey.thumbprint }

  /// A proof for a request of these tests' clients.
  func proof(
    _ method: HTTPRequest.Method, _ path: String, token: String, nonce: String?,
    at time: Date = TestService.start, id: String = DeviceKey.freshID(), by other: DeviceKey? = nil
  ) throws -> String {
    guard
      let target = ProofTarget(method: method.rawValue, address: "http://localhost" + path)
    else { throw CocoaError(.coderInvalidValue) }
    return try (other ?? key).proof(for: target, token: token, nonce: nonce, at: time, id: id)
  }

  /// One request with a proof, without another try.
  func sendOnce(
    _ method: HTTPRequest.Method, _ path: String, token: String, _ client: TestClient,
    proof: String, reason: String? = nil, idempotencyKey: String? = nil, body: Data? = nil
  ) async throws -> TestClient.Answer {
    var headers: HTTPFields = [:]
    headers[.idempotencyKey] = idempotencyKey
    if let name = HTTPField.Name("DPoP") { headers[name] = proof }
    if let reason, let name = HTTPField.Name(ReasonHeader.name) {
      headers[name] = ReasonHeader.encoded(reason)
    }
    if body != nil { headers[.contentType] = "application/json" }
    headers[.authorization] = "DPoP " + token
    let answer = try await client.send(method, path, token: nil, headers: headers, body: body)
    if let nonce = answer.headers[.dpopNonce] { self.nonce.withLock { $0 = nonce } }
    return answer
  }

  /// A request with a proof, and once more when a nonce was missing.
  func send(
    _ method: HTTPRequest.Method, _ path: String, token: String, _ client: TestClient,
    at time: Date = TestService.start, reason: String? = nil, idempotencyKey: String? = nil,
    body: Data? = nil
  ) async throws -> TestClient.Answer {
    func once() async throws -> TestClient.Answer {
      let nonce = nonce.withLock { $0 }
      return try await sendOnce(
        method, path, token: token, client,
        proof: proof(method, path, token: token, nonce: nonce, at: time), reason: reason,
        idempotencyKey: idempotencyKey, body: body)
    }
    let first = try await once()
    guard first.problem?.code == "identity.nonceRequired" else { return first }
    return try await once()
  }

  func get(
    _ route: Route, _ values: [Route.Parameter: String] = [:], token: String,
    _ client: TestClient, at time: Date = TestService.start, reason: String? = nil
  ) async throws -> TestClient.Answer {
    try await send(
      .get, route.path(values), token: token, client, at: time, reason: reason)
  }

  func post(
    _ message: some Encodable, to route: Route, _ values: [Route.Parameter: String] = [:],
    token: String, _ client: TestClient, at time: Date = TestService.start, reason: String? = nil
  ) async throws -> TestClient.Answer {
    try await send(
      .post, route.path(values), token: token, client, at: time, reason: reason,
      body: CanonicalJSON.encode(message))
  }

  /// The last nonce that it was given.
  var lastNonce: String? { nonce.withLock { $0 } }

  @discardableResult
  func enroll(
    token: String, _ client: TestClient, at time: Date = TestService.start
  ) async throws -> TestClient.Answer {
    try await post(
      DeviceEnrollment(device: id, enrollment: enrollment, name: "DESKTOP-4F2"),
      to: .enrollDevice, token: token, client, at: time)
  }

  /// Asks who it is, and says how that ended: a problem's code, or the device's state.
  func standing(
    token: String, _ client: TestClient, at time: Date = TestService.start
  ) async throws -> String {
    let answer = try await get(.profiles, [.user: "alice"], token: token, client, at: time)
    return answer.problem?.code ?? "let in"
  }
}
