import Crypto
import Foundation

/// The way to a provider's sign-in page and back (RFC 6749, section 4.1; RFC 7636; OpenID Connect
/// Core, section 3.1): each with its own state, nonce and verifier.
public struct CodeRequest: Sendable, Hashable, Codable {
  /// Comes back with the code: it shows that the answer is to this request.
  public let state: String
  /// Comes back in the ID token.
  public let nonce: String
  /// What only the program that asked knows (PKCE).
  public let verifier: String

  /// A request with 256 random bits in each of its secrets.
  public init() {
    state = Self.random()
    nonce = Self.random()
    verifier = Self.random()
  }

  /// Where the browser is sent.
  ///
  /// - Throws: `provider.unsupported` when the provider has no such page.
  public func address(
    at client: ProviderClient, scope: String, redirectAddress: String
  ) throws(ProviderError) -> String {
    guard let page = client.metadata.authorization else {
      throw ProviderError(
        .unsupported,
        "The identity provider \(client.metadata.issuer) offers no sign-in in a browser.")
    }
    let challenge = Base64URL.encoded(SHA256.hash(data: Data(verifier.utf8)))
    return page.adding([
      ("response_type", "code"), ("client_id", client.id), ("redirect_uri", redirectAddress),
      ("scope", scope), ("state", state), ("nonce", nonce), ("code_challenge", challenge),
      ("code_challenge_method", "S256"),
    ])
  }

  private static func random() -> String {
    Base64URL.encoded(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
  }
}
