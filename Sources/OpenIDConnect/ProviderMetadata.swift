import Foundation
import JSONText

/// What a provider says of itself (OpenID Connect Discovery 1.0, section 3; RFC 8414).
public struct ProviderMetadata: Sendable, Hashable {
  /// As the provider writes it. Microsoft Entra ID's for several organizations holds `{tenantid}`.
  public let issuer: String
  public let keys: ProviderAddress
  public let authorization: ProviderAddress?
  public let token: ProviderAddress?
  public let deviceAuthorization: ProviderAddress?
  public let revocation: ProviderAddress?

  /// Where a provider describes itself.
  ///
  /// - Throws: `provider.insecureAddress`, `provider.invalidMetadata`.
  public static func address(ofIssuer issuer: String) throws(ProviderError) -> ProviderAddress {
    let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
    return try ProviderAddress(base + "/.well-known/openid-configuration")
  }

  /// Asks a provider.
  ///
  /// - Parameters:
  ///   - issuer: who it must say it is.
  ///   - address: where it describes itself; nil for the usual place below the issuer.
  public static func discover(
    issuer: String, at address: ProviderAddress? = nil, by transport: any ProviderTransport
  ) async throws(ProviderError) -> ProviderMetadata {
    let place: ProviderAddress
    if let address { place = address } else { place = try Self.address(ofIssuer: issuer) }
    let answer = try await transport.get(place)
    guard answer.status == 200 else {
      throw ProviderError(
        answer.status >= 500 ? .unreachable : .unexpectedAnswer,
        "The identity provider answers \(answer.status) at \(place); check the issuer's address.")
    }
    let metadata = try ProviderMetadata(json: answer.body)
    guard metadata.issuer == issuer else {
      throw ProviderError(
        .invalidMetadata,
        "The identity provider at \(place) calls itself \(metadata.issuer), and \(issuer) was expected; write the issuer as the provider does."
      )
    }
    return metadata
  }

  /// - Throws: `provider.invalidMetadata`, `provider.insecureAddress`.
  public init(json: Data) throws(ProviderError) {
    guard let document = JSONValue(strict: json)?.object, let issuer = document["issuer"]?.text,
      let keys = document["jwks_uri"]?.text
    else {
      throw ProviderError(
        .invalidMetadata, "The identity provider's description is not what OpenID Connect says.")
    }
    func address(_ name: String) throws(ProviderError) -> ProviderAddress? {
      guard let text = document[name]?.text else { return nil }
      return try ProviderAddress(text)
    }
    self.issuer = issuer
    self.keys = try ProviderAddress(keys)
    authorization = try address("authorization_endpoint")
    token = try address("token_endpoint")
    deviceAuthorization = try address("device_authorization_endpoint")
    revocation = try address("revocation_endpoint")
  }
}
