import Foundation
import JSONText

/// A program that people sign in to, as a provider knows it: the requests that it sends there.
///
/// ## Topics
/// - By a code on another device (RFC 8628): ``authorizeDevice(scope:)``, ``poll(_:)``
/// - In a browser, with PKCE (RFC 6749, RFC 7636): ``redeem(code:of:redirectAddress:)``
/// - Later: ``refresh(_:)``, ``revoke(_:)``
public struct ProviderClient: Sendable {
  public let metadata: ProviderMetadata
  public let id: String
  private let secret: String?
  private let transport: any ProviderTransport

  /// - Parameter secret: what the provider gave a program that can keep one; nil for a public one.
  public init(
    id: String, secret: String? = nil, metadata: ProviderMetadata,
    transport: any ProviderTransport
  ) {
    self.id = id
    self.secret = secret
    self.metadata = metadata
    self.transport = transport
  }

  /// Asks for a code that a person enters on any device with a browser.
  ///
  /// - Throws: `provider.unsupported`, `provider.refused`, and as ``ProviderTransport``.
  public func authorizeDevice(scope: String) async throws(ProviderError) -> DeviceAuthorization {
    guard let address = metadata.deviceAuthorization else {
      throw ProviderError(
        .unsupported,
        "The identity provider \(metadata.issuer) does not offer the sign-in by device code.")
    }
    let answer = try await post([("scope", scope)], to: address)
    guard answer.status == 200 else { throw OAuthRefusal(answer).error(of: metadata.issuer) }
    return try DeviceAuthorization(json: answer.body)
  }

  /// Asks once whether the person has entered the code.
  ///
  /// - Throws: `provider.denied`, `provider.expired`, `provider.refused`.
  public func poll(
    _ authorization: DeviceAuthorization
  ) async throws(ProviderError) -> DevicePollAnswer {
    let answer = try await post(
      [
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", authorization.deviceCode),
      ], to: try tokenAddress())
    guard answer.status != 200 else { return .tokens(try TokenAnswer(json: answer.body)) }
    let refusal = OAuthRefusal(answer)
    switch refusal.code {
    case "authorization_pending": return .pending
    case "slow_down": return .slowDown
    default: throw refusal.error(of: metadata.issuer)
    }
  }

  /// Exchanges the code that a browser brought back.
  ///
  /// - Throws: `provider.refused`, and as ``ProviderTransport``.
  public func redeem(
    code: String, of request: CodeRequest, redirectAddress: String
  ) async throws(ProviderError) -> TokenAnswer {
    try await tokens([
      ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectAddress),
      ("code_verifier", request.verifier),
    ])
  }

  /// Gets a new access token. The refresh token that comes with it replaces the old one.
  ///
  /// - Throws: `provider.refused` when the person must sign in again.
  public func refresh(_ refreshToken: String) async throws(ProviderError) -> TokenAnswer {
    try await tokens([("grant_type", "refresh_token"), ("refresh_token", refreshToken)])
  }

  /// Ends a refresh token (RFC 7009). False when the provider does not offer that.
  public func revoke(_ refreshToken: String) async throws(ProviderError) -> Bool {
    guard let address = metadata.revocation else { return false }
    let answer = try await post(
      [("token", refreshToken), ("token_type_hint", "refresh_token")], to: address)
    guard answer.status == 200 else { throw OAuthRefusal(answer).error(of: metadata.issuer) }
    return true
  }

  private func tokens(
    _ fields: [(name: String, value: String)]
  ) async throws(ProviderError) -> TokenAnswer {
    let answer = try await post(fields, to: try tokenAddress())
    guard answer.status == 200 else { throw OAuthRefusal(answer).error(of: metadata.issuer) }
    return try TokenAnswer(json: answer.body)
  }

  private func tokenAddress() throws(ProviderError) -> ProviderAddress {
    guard let address = metadata.token else {
      throw ProviderError(
        .invalidMetadata, "The identity provider \(metadata.issuer) names no token endpoint.")
    }
    return address
  }

  /// Sends a form in the name of this program (RFC 6749, section 2.3.1).
  private func post(
    _ fields: [(name: String, value: String)], to address: ProviderAddress
  ) async throws(ProviderError) -> ProviderAnswer {
    guard let secret else {
      return try await transport.post(
        fields + [("client_id", id)], to: address, authorization: nil)
    }
    let credentials = FormFields.encoded(id) + ":" + FormFields.encoded(secret)
    return try await transport.post(
      fields, to: address,
      authorization: "Basic " + Data(credentials.utf8).base64EncodedString())
  }
}

/// An OAuth error answer (RFC 6749, section 5.2).
struct OAuthRefusal {
  let status: Int
  let code: String?

  init(_ answer: ProviderAnswer) {
    status = answer.status
    code = JSONValue(strict: answer.body)?.object?["error"]?.text
  }

  func error(of issuer: String) -> ProviderError {
    guard let code else {
      // Some providers refuse without a word.
      let kind: ProviderError.Code =
        switch status {
        case 400, 401: .refused
        case 500...: .unreachable
        default: .unexpectedAnswer
        }
      return ProviderError(
        kind,
        "The identity provider \(issuer) answers \(status), without saying why.")
    }
    switch code {
    case "access_denied":
      return ProviderError(.denied, "The sign-in at \(issuer) was refused.")
    case "expired_token":
      return ProviderError(
        .expired, "The code was not entered in time; sign in again for a new one.")
    case "temporarily_unavailable", "server_error":
      return ProviderError(.unreachable, "The identity provider \(issuer) is out of order now.")
    default:
      // The provider's own text may hold anything; its codes are a short list of words.
      let word = code.utf8.prefix(64).allSatisfy { (0x21...0x7e).contains($0) } ? code : "an error"
      return ProviderError(
        .refused, "The identity provider \(issuer) refuses the request (\(word.prefix(64))).")
    }
  }
}
