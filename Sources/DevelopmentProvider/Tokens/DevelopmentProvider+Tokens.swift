import Crypto
import Foundation
import Hummingbird
import Logging
import OpenIDConnect

// The endpoints that programs call.
extension DevelopmentProvider {
  /// RFC 6749, section 3.2.
  func token(_ request: Request, logger: Logger) async throws -> Response {
    try await answered {
      let form = try await FormBody(request)
      let client = try client(form, request)
      let (grant, family): (SignedIn, Int)
      switch form["grant_type"] {
      case "authorization_code":
        guard let code = form["code"], let verifier = form["code_verifier"],
          let redirectAddress = form["redirect_uri"]
        else { throw OAuthError(.invalidRequest) }
        (grant, family) = try grants.redeem(
          code: code, client: client.id, redirectAddress: redirectAddress,
          challenge: Base64URL.encoded(SHA256.hash(data: Data(verifier.utf8))))
      case "refresh_token":
        guard let token = form["refresh_token"] else { throw OAuthError(.invalidRequest) }
        (grant, family) = try grants.redeem(refreshToken: token, client: client.id)
      case "urn:ietf:params:oauth:grant-type:device_code":
        guard let code = form["device_code"] else { throw OAuthError(.invalidRequest) }
        (grant, family) = try grants.poll(deviceCode: code, client: client.id)
      case nil: throw OAuthError(.invalidRequest)
      default: throw OAuthError(.unsupportedGrantType)
      }
      logger.warning("the development provider signed somebody in, without a password")
      return try await json(answer(to: grant, family: family))
    }
  }

  /// RFC 8628, section 3.1.
  func authorizeDevice(_ request: Request) async throws -> Response {
    try await answered {
      let form = try await FormBody(request)
      let client = try client(form, request)
      let scope = try Scope(form["scope"] ?? "openid")
      let (deviceCode, userCode) = grants.addDevice(client: client.id, scope: scope.text)
      return try json(
        DeviceAnswer(
          deviceCode: deviceCode, userCode: userCode, verificationUri: issuer + "/device",
          verificationUriComplete: issuer + "/device?user_code=" + userCode,
          expiresIn: Int(Grants.deviceLifetime), interval: Grants.interval))
    }
  }

  /// RFC 7009. An access token cannot be revoked; it ends by itself.
  func revoke(_ request: Request) async throws -> Response {
    try await answered {
      let form = try await FormBody(request)
      let client = try client(form, request)
      guard let token = form["token"] else { throw OAuthError(.invalidRequest) }
      grants.revoke(token, client: client.id)
      return Response(status: .ok, headers: [.cacheControl: "no-store"])
    }
  }

  private func answer(to grant: SignedIn, family: Int) async throws -> TokenReply {
    let scope = try Scope(grant.scope)
    return TokenReply(
      accessToken: try await mint.accessToken(for: grant), tokenType: "Bearer",
      expiresIn: TokenMint.lifetime, scope: scope.text,
      idToken: scope.names.contains("openid") ? try await mint.idToken(for: grant) : nil,
      refreshToken: scope.names.contains("offline_access")
        ? grants.addRefreshToken(grant, family: family) : nil)
  }

  /// The program that a form is from. Programs here are public: one that shows a secret is another.
  private func client(_ form: FormBody, _ request: Request) throws(OAuthError) -> DevelopmentClient
  {
    guard request.headers[.authorization] == nil, form["client_secret"] == nil,
      let client = clients.named(form["client_id"])
    else { throw OAuthError(.invalidClient) }
    return client
  }

  private func answered(_ answer: () async throws -> Response) async throws -> Response {
    do {
      return try await answer()
    } catch let error as OAuthError {
      return try json(
        ["error": error.code.rawValue],
        status: error.code == .invalidClient ? .unauthorized : .badRequest)
    }
  }
}

/// What a program asks for.
struct Scope: Sendable, Hashable {
  let names: [String]
  var text: String { names.joined(separator: " ") }

  /// Keeps what is known here.
  ///
  /// - Throws: `invalid_scope` when nothing is left.
  init(_ text: String) throws(OAuthError) {
    let asked = text.split(separator: " ").map(String.init)
    names = ["openid", "offline_access"].filter(asked.contains)
    guard !names.isEmpty else { throw OAuthError(.invalidScope) }
  }
}

/// RFC 6749, section 5.1; OpenID Connect Core, section 3.1.3.3.
private struct TokenReply: Encodable {
  let accessToken: String
  let tokenType: String
  let expiresIn: Int
  let scope: String
  let idToken: String?
  let refreshToken: String?
}

/// RFC 8628, section 3.2.
private struct DeviceAnswer: Encodable {
  let deviceCode: String
  let userCode: String
  let verificationUri: String
  let verificationUriComplete: String
  let expiresIn: Int
  let interval: Int
}
