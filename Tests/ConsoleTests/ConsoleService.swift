import BackupService
import Foundation
import Hummingbird
import HummingbirdTesting
import Identity
import Logging
import SQLiteStore
import Store
import Synchronization
import Vault

@testable import Console

/// A service with its console, over SQLite in a folder of its own, and a clock that stands.
final class ConsoleService: Sendable {
  static let token = "token-of-the-first-tenant"
  static let otherToken = "token-of-the-other-tenant"
  static let start = Date(timeIntervalSince1970: 1_795_334_400)  // 2026-11-22T08:00:00Z

  private let folder: URL
  private let store: SQLiteStore
  let services: Services
  private let tokens: StaticTokens
  private let clock = Clock()

  private final class Clock: Sendable {
    private let time = Mutex(ConsoleService.start)
    var now: Date { time.withLock { $0 } }
    func move(by seconds: TimeInterval) { time.withLock { $0 += seconds } }
  }

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("valise-console-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    store = try SQLiteStore(path: folder.appendingPathComponent("valise.sqlite").path)
    guard let key = MasterKey(bytes: Data(repeating: 7, count: MasterKey.byteCount)) else {
      throw CocoaError(.coderInvalidValue)
    }
    let file = try TenantsFile(
      json: Data(
        #"""
        {"tenants": [
          {"id": "first", "name": "First & Sons <Ltd>", "token": "\#(Self.token)",
           "policies": [{"name": "default", "backup": {"enabled": true}, "restore": {"oobe": true, "firstSignIn": true}}]},
          {"id": "other", "token": "\#(Self.otherToken)"}]}
        """#.utf8), folder: folder)
    tokens = file.tokens
    services = Services(
      store: store, vault: Vault(masterKey: key, shelf: StoredKeyShelf(store: store)),
      tenants: file.tenants, now: { [clock] in clock.now })
  }

  deinit {
    try? store.close()
    try? FileManager.default.removeItem(at: folder)
  }

  /// From here on, the store answers nothing.
  func closeStore() throws { try store.close() }

  func moveClock(by seconds: TimeInterval) { clock.move(by: seconds) }

  func endSessions(of subject: String, tenant: String) async throws -> Int {
    try await services.consoleSessions.endAll(
      of: PersonID(tenant: TenantID(rawValue: tenant), subject: subject))
  }

  /// - Parameters:
  ///   - provider: where people sign in; nil for static tokens alone.
  ///   - address: where browsers see the console.
  func withPages(
    log: any LogHandler = SwiftLogNoOpLogHandler(), provider: ConsoleProvider? = nil,
    at address: String = "https://valise.example.org",
    _ test: @escaping @Sendable (Browser) async throws -> Void
  ) async throws {
    let logger = Logger(label: "test") { _ in log }
    let router = try ServiceRouter(
      services: services, authentication: Authentication(tokens: tokens)
    ).router()
    let signIn = try provider.flatMap { provider in
      ConsoleSignIn(
        address: try ConsoleAddress(address),
        verifier: TokenVerifier(
          providers: [try provider.provider()], transport: provider, now: services.now),
        services: services)
    }
    try Console(
      services: services, tokens: tokens, signIn: signIn, address: try ConsoleAddress(address)
    ).addRoutes(to: router)
    try await Application(router: router, logger: logger).test(.router) { client in
      try await test(Browser(client: client))
    }
  }
}

/// Opens pages as a browser that has been given the password, and plays the agent.
struct Browser: Sendable {
  let client: any TestClientProtocol

  struct Page: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String

    /// The text without what says only how it looks: what a test compares cells with.
    var bare: String {
      text.replacing(#/ (?:data-label="[^"]*"|class="(?:id|name|device|time|action)")/#, with: "")
        .replacing(#/<td title="[^"]*"/#, with: "<td")
        .replacing(#/<\/?span>/#, with: "")
    }

    /// What the browser is told to keep.
    var cookies: [String: String] {
      let pairs = headers[values: .setCookie].compactMap { cookie -> (String, String)? in
        let parts = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
      }
      return Dictionary(pairs) { $1 }
    }
  }

  func open(
    _ path: String, password: String? = ConsoleService.token, cookies: [String: String] = [:],
    referer: String? = nil
  ) async throws -> Page {
    var headers = Self.headers(cookies)
    headers[.referer] = referer
    if let password {
      headers[.authorization] = "Basic " + Data("it:\(password)".utf8).base64EncodedString()
    }
    return try await send(.get, path, headers: headers, body: nil)
  }

  /// Sends an empty form from a page of the origin; nil for a browser that does not say.
  func press(_ path: String, origin: String?, cookies: [String: String]) async throws -> Page {
    var headers = Self.headers(cookies)
    headers[.origin] = origin
    return try await send(.post, path, headers: headers, body: nil)
  }

  /// Sends a form from a page of the origin, with the tenant's token.
  func fill(
    _ path: String, _ fields: [String: String], origin: String? = "http://localhost",
    password: String = ConsoleService.token
  ) async throws -> Page {
    var headers: HTTPFields = [
      .contentType: "application/x-www-form-urlencoded",
      .authorization: "Basic " + Data("it:\(password)".utf8).base64EncodedString(),
    ]
    headers[.origin] = origin
    let unreserved = CharacterSet.alphanumerics
    let body = fields.map { name, value in
      name + "=" + (value.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "")
    }.joined(separator: "&")
    return try await send(.post, path, headers: headers, body: ByteBuffer(string: body))
  }

  /// Sends a form with what was filled in.
  func fill(_ path: String, _ form: String, origin: String?) async throws -> Page {
    var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
    headers[.origin] = origin
    return try await send(.post, path, headers: headers, body: ByteBuffer(string: form))
  }

  private static func headers(_ cookies: [String: String]) -> HTTPFields {
    guard !cookies.isEmpty else { return [:] }
    return [.cookie: cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")]
  }

  func backUp(_ user: String, source: String = "DESKTOP-4F2", device: String = "d-1") async throws {
    let page = try await post(
      "/v1/users/\(user)/snapshots",
      #"""
      {"device": "\#(device)", "contents": [{"kind": "apps", "bytes": "eyJhcHBzIjpbXX0="}],
       "manifest": {"takenAt": "2026-11-22T08:00:00Z",
         "source": {"name": "\#(source)", "product": "windows10", "build": "19045.6456",
           "edition": "Enterprise"},
         "components": [{"kind": "apps", "size": 11, "itemCount": 0,
           "digest": "sha256:c7fa47689d28b34c369a8a8239429a6a18698ee431afa7d0938c9a7240ae1b9a"}]}}
      """#)
    guard page.status == 200 else { throw CocoaError(.coderInvalidValue) }
  }

  func signIn(_ user: String, device: String = "NEW-PC") async throws {
    let page = try await post(
      "/v1/users/\(user)/sign-ins",
      #"""
      {"moment": "firstSignIn", "deviceID": "\#(device)", "account": "work",
       "firstSignInSinceEnrollment": true, "unreportedMisses": [],
       "device": {"os": {"product": "windows11", "build": "26100.7922"},
         "enrollment": {"id": "e-1", "state": "complete", "at": "2026-11-22T07:30:00Z"}}}
      """#)
    guard page.status == 200 else { throw CocoaError(.coderInvalidValue) }
  }

  /// Makes a user of the directory, as an identity provider does.
  func push(_ user: String, named name: String, isActive: Bool = true) async throws {
    struct Token: Decodable { let token: String }
    let made = try await post("/v1/scim-tokens", #"{"name": "provider"}"#)
    let token = try JSONDecoder().decode(Token.self, from: Data(made.text.utf8)).token
    let page = try await post(
      "/scim/v2/Users",
      #"""
      {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "\#(user)@example.com",
       "externalId": "\#(user)", "displayName": "\#(name)", "active": \#(isActive)}
      """#, token: token)
    guard page.status == 201 else { throw CocoaError(.coderInvalidValue) }
  }

  private func post(
    _ path: String, _ body: String, token: String = ConsoleService.token
  ) async throws -> Page {
    try await send(
      .post, path,
      headers: [.authorization: "Bearer " + token, .contentType: "application/json"],
      body: ByteBuffer(string: body))
  }

  private func send(
    _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields, body: ByteBuffer?
  ) async throws -> Page {
    let response = try await client.executeRequest(
      uri: path, method: method, headers: headers, body: body)
    return Page(
      status: response.status.code, headers: response.headers,
      text: String(buffer: response.body))
  }
}
