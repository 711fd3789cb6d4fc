import Crypto
import Foundation
import Hummingbird
import HummingbirdTesting
import OpenIDConnect
import Synchronization

@testable import DevelopmentProvider

/// The provider without a socket, with a clock that stands, and what programs and browsers do with it.
final class ProviderStage: Sendable {
  static let redirectAddress = "http://localhost/console/callback"
  static let verifier = "a-verifier-of-the-length-that-the-rfc-wants-43"
  static let challenge = Base64URL.encoded(SHA256.hash(data: Data(verifier.utf8)))

  let provider: DevelopmentProvider
  private let time: Time

  private final class Time: Sendable {
    let now = Mutex(Date(timeIntervalSince1970: 1_795_334_400))
  }

  /// - Parameter origin: the router's tests ask for `localhost`.
  init(origin: String = "http://localhost") async throws {
    let time = Time()
    self.time = time
    provider = try await DevelopmentProvider(
      origin: origin, tenants: ["contoso"], consoleRedirect: Self.redirectAddress,
      now: { time.now.withLock { $0 } })
  }

  func moveClock(by seconds: TimeInterval) { time.now.withLock { $0 += seconds } }

  func run(_ test: @escaping @Sendable (ProviderUser) async throws -> Void) async throws {
    let router = Router()
    provider.addRoutes(to: router)
    try await Application(router: router).test(.router) { try await test(ProviderUser(client: $0)) }
  }
}

/// Somebody who asks the provider.
struct ProviderUser: Sendable {
  let client: any TestClientProtocol

  struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String

    var json: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }
    func text(_ name: String) -> String { json[name] as? String ?? "" }
    /// The OAuth error.
    var error: String { text("error") }
    /// A field of the address that the browser is sent on to.
    func sent(_ name: String) -> String? {
      URLComponents(string: headers[.location] ?? "")?.queryItems?.first { $0.name == name }?.value
    }
  }

  func get(_ path: String, headers: HTTPFields = [:]) async throws -> Answer {
    try await send(.get, path, headers: headers, body: nil)
  }

  func post(
    _ path: String, _ fields: [String: String], headers: HTTPFields = [:]
  ) async throws -> Answer {
    var headers = headers
    headers[.contentType] = "application/x-www-form-urlencoded"
    var form = URLComponents()
    form.queryItems = fields.sorted { $0.key < $1.key }
      .map { URLQueryItem(name: $0.key, value: $0.value) }
    return try await send(.post, path, headers: headers, body: form.percentEncodedQuery ?? "")
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields, body: String?
  ) async throws -> Answer {
    let response = try await client.executeRequest(
      uri: "/development-provider/" + path, method: method, headers: headers,
      body: body.map { ByteBuffer(string: $0) })
    return Answer(
      status: response.status.code, headers: response.headers,
      text: String(buffer: response.body))
  }

  /// The way to the page where people choose, with fields changed or (nil) left out.
  func authorizePath(_ changes: [String: String?] = [:]) -> String {
    var fields: [String: String?] = [
      "response_type": "code", "client_id": "valise-console",
      "redirect_uri": ProviderStage.redirectAddress, "scope": "openid offline_access",
      "state": "s", "nonce": "n", "code_challenge": ProviderStage.challenge,
      "code_challenge_method": "S256",
    ]
    fields.merge(changes) { $1 }
    var query = URLComponents()
    query.queryItems = fields.sorted { $0.key < $1.key }.compactMap { name, value in
      value.map { URLQueryItem(name: name, value: $0) }
    }
    return "authorize?" + (query.percentEncodedQuery ?? "")
  }

  /// A code for somebody who chose to be Ada.
  func code() async throws -> String {
    try await post(authorizePath(), ["person": "ada"]).sent("code") ?? ""
  }

  func redeem(_ code: String, _ changes: [String: String] = [:]) async throws -> Answer {
    try await post(
      "token",
      [
        "grant_type": "authorization_code", "code": code, "client_id": "valise-console",
        "redirect_uri": ProviderStage.redirectAddress, "code_verifier": ProviderStage.verifier,
      ].merging(changes) { $1 })
  }

  func refresh(_ token: String, client: String = "valise-console") async throws -> Answer {
    try await post(
      "token", ["grant_type": "refresh_token", "refresh_token": token, "client_id": client])
  }
}
