import Foundation
import JSONText

/// The tokens that a provider gives (RFC 6749, section 5.1; OpenID Connect Core, section 3.1.3.3).
public struct TokenAnswer: Sendable, Hashable {
  public let accessToken: String
  public let refreshToken: String?
  public let idToken: String?
  /// How long the access token lasts, in seconds; nil when the provider does not say.
  public let expiresIn: Int?

  /// - Throws: `provider.unexpectedAnswer`.
  init(json: Data) throws(ProviderError) {
    guard let answer = JSONValue(strict: json)?.object, let token = answer["access_token"]?.text,
      !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
      answer["token_type"]?.text?.lowercased() == "bearer"
    else {
      throw ProviderError(
        .unexpectedAnswer, "The identity provider's answer holds no bearer token.")
    }
    accessToken = token
    refreshToken = answer["refresh_token"]?.text
    idToken = answer["id_token"]?.text
    // Some providers write the number in quotes.
    let seconds = answer["expires_in"].flatMap { $0.number ?? $0.text.flatMap { Double($0) } }
    expiresIn = seconds.flatMap { (0...1e9).contains($0) ? Int($0) : nil }
  }
}
