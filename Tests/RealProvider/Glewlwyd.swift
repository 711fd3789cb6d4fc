import AsyncHTTPClient
import CryptoExtras
import Foundation

/// Glewlwyd of Debian's packages: an identity provider that is not ours, on a port of this machine,
/// with a database of its own, one person (alice) and two programs.
public final class Glewlwyd: SignInProvider {
  /// A public program, which signs in by code and by device code.
  static let client = "valise"
  /// What is asked for. Glewlwyd names the scopes as the audience.
  static let scope = "openid agent"

  public let codeClient = Glewlwyd.client
  public let deviceClient = Glewlwyd.client
  public let codeScope = Glewlwyd.scope
  public let deviceScope = Glewlwyd.scope
  public let audience = Glewlwyd.scope
  public let requiredScope: String? = "agent"
  public let redirectAddress: String
  public let issuer: String
  private let api: String
  private let process: Process
  private let folder: URL

  /// Whether it is installed, with what starts it.
  public static var isInstalled: Bool {
    [program, schema, "/usr/bin/sqlite3"].allSatisfy(FileManager.default.fileExists(atPath:))
  }

  private static let program = "/usr/bin/glewlwyd"
  private static let schema = "/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz"

  /// Starts it and waits until it answers.
  public static func start(
    redirectAddress: String = SignInRedirect.nowhere
  ) async throws -> Glewlwyd {
    let provider = try Glewlwyd(port: try FreePort.find(), redirectAddress: redirectAddress)
    do {
      try await provider.waitUntilReady()
      try await provider.provision()
      return provider
    } catch {
      provider.stop()
      throw error
    }
  }

  private init(port: Int, redirectAddress: String) throws {
    self.redirectAddress = redirectAddress
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("valise-glewlwyd-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    api = "http://127.0.0.1:\(port)/api"
    issuer = api + "/oidc"
    let database = folder.appendingPathComponent("database").path
    let configuration = folder.appendingPathComponent("configuration").path
    try Data(Self.configuration(port: port, database: database, folder: folder.path).utf8)
      .write(to: URL(fileURLWithPath: configuration))

    let filling = Process()
    filling.executableURL = URL(fileURLWithPath: "/bin/sh")
    filling.arguments = ["-c", "zcat \"$1\" | sqlite3 \"$2\"", "sh", Self.schema, database]
    try filling.run()
    filling.waitUntilExit()

    process = Process()
    process.executableURL = URL(fileURLWithPath: Self.program)
    process.arguments = ["--config-file=" + configuration]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  public func stop() {
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Plays the browser of alice, who is signed in and agrees to everything: the address that it is
  /// sent on to.
  public func visit(_ address: String) async throws -> String? {
    let cookie = try await signIn(user: "alice", password: "alice-password")
    _ = try await send(
      .put, "/auth/grant/" + Self.client, ["scope": Self.scope], cookie: cookie)
    let separator = address.contains("?") ? "&" : "?"
    var request = HTTPClientRequest(url: address + separator + "g_continue")
    request.headers.add(name: "Cookie", value: cookie)
    let answer = try await Self.connections.execute(request, timeout: .seconds(10))
    _ = try await answer.body.collect(upTo: 1 << 20)
    return answer.headers.first(name: "Location")
  }

  private func waitUntilReady() async throws {
    let deadline = ContinuousClock.now.advanced(by: .seconds(20))
    while true {
      do {
        _ = try await Self.connections.execute(
          HTTPClientRequest(url: api + "/auth/scheme/"), timeout: .seconds(2))
        return
      } catch {
        guard ContinuousClock.now < deadline else { throw error }
        try await Task.sleep(for: .milliseconds(20))
      }
    }
  }

  private func provision() async throws {
    let cookie = try await signIn(user: "admin", password: "password")
    let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
    try await send(
      .post, "/mod/plugin/",
      [
        "module": "oidc", "name": "oidc", "display_name": "oidc", "enabled": true,
        "parameters": [
          "iss": issuer, "jwt-type": "rsa", "jwt-key-size": "256", "key": key.pemRepresentation,
          "cert": key.publicKey.pemRepresentation, "access-token-duration": 3600,
          "refresh-token-duration": 86400, "code-duration": 600, "refresh-token-rolling": true,
          "refresh-token-one-use": "always",
          "allow-non-oidc": true, "auth-type-code-enabled": true,
          "auth-type-refresh-enabled": true, "auth-type-device-enabled": true,
          "device-authorization-expiration": 600, "device-authorization-interval": 1,
          "pkce-allowed": true, "pkce-required": true, "pkce-method-plain-allowed": false,
          "jwks-show": true, "allowed-scope": ["openid", "agent"], "subject-type": "public",
          "claims": [String](),
        ] as [String: Any],
      ], cookie: cookie)
    try await send(
      .post, "/scope/",
      [
        "name": "agent", "display_name": "agent", "password_required": true,
        "password_max_age": 0, "scheme": [String: String](),
      ], cookie: cookie)
    try await send(
      .post, "/user/",
      [
        "username": "alice", "password": "alice-password", "name": "Alice",
        "scope": ["openid", "g_profile", "agent"], "enabled": true,
      ], cookie: cookie)
    try await send(
      .post, "/client/",
      [
        "client_id": Self.client, "name": Self.client, "confidential": false, "enabled": true,
        "scope": [String](), "redirect_uri": [redirectAddress],
        "authorization_type": ["code", "refresh_token", "device_authorization"],
      ], cookie: cookie)
  }

  /// The session of somebody who gave their password.
  private func signIn(user: String, password: String) async throws -> String {
    let answer = try await send(
      .post, "/auth/", ["username": user, "password": password], cookie: nil)
    let cookie = answer.headers.first(name: "Set-Cookie").map { $0.prefix { $0 != ";" } }
    guard let cookie else { throw CocoaError(.userCancelled) }
    return String(cookie)
  }

  @discardableResult
  private func send(
    _ method: Method, _ path: String, _ body: [String: Any], cookie: String?
  ) async throws -> HTTPClientResponse {
    var request = HTTPClientRequest(url: api + path)
    request.method = .init(rawValue: method.rawValue)
    request.headers.add(name: "Content-Type", value: "application/json")
    if let cookie { request.headers.add(name: "Cookie", value: cookie) }
    request.body = .bytes(try JSONSerialization.data(withJSONObject: body))
    let answer = try await Self.connections.execute(request, timeout: .seconds(20))
    _ = try await answer.body.collect(upTo: 1 << 20)
    guard answer.status.code == 200 else {
      throw Refusal(path: path, status: Int(answer.status.code))
    }
    return answer
  }

  private enum Method: String {
    case post = "POST"
    case put = "PUT"
  }

  struct Refusal: Error {
    let path: String
    let status: Int
  }

  private static let connections: HTTPClient = {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  private static func configuration(port: Int, database: String, folder: String) -> String {
    let modules = ["user", "user_middleware", "client", "plugin"]
      .map { "\($0)_module_path=\"/usr/lib/glewlwyd/\($0)\"" }.joined(separator: "\n")
    return """
      port=\(port)
      bind_address="127.0.0.1"
      external_url="http://127.0.0.1:\(port)"
      login_url="login.html"
      api_prefix="api"
      log_mode="file"
      log_level="ERROR"
      log_file="\(folder)/log"
      cookie_secure=0
      session_expiration=86400
      session_key="GLEWLWYD2_SESSION_ID"
      admin_session_authentication="cookie"
      profile_session_authentication="cookie"
      login_api_enabled=true
      admin_scope="g_admin"
      profile_scope="g_profile"
      \(modules)
      user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
      hash_algorithm="SHA512"
      database={ type="sqlite3"; path="\(database)"; };
      """
  }
}
