import Crypto
import Foundation
import Identity
import OpenIDConnect
import Synchronization

/// An identity provider for the console without a socket: it takes a code once, with the verifier that
/// belongs to the challenge, and gives an ID token for whoever a test wants.
final class ConsoleProvider: ProviderTransport, Sendable {
  static let issuer = "https://login.example.org"

  private let key = P256.Signing.PrivateKey()
  private let state = Mutex(State())

  private struct State {
    var isDown = false
    var challenges: [String: String] = [:]
    var claims: [String: String] = [:]
  }

  func setDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

  func provider() throws -> IdentityProvider {
    try IdentityProvider(
      issuer: Self.issuer, audiences: ["api://valise"], tenants: .one("first"),
      roles: ["desk": .helpDesk], console: .init(id: "console", secret: "s", scope: "openid"))
  }

  /// Plays the person at the provider's page: they sign in, and are sent back.
  ///
  /// - Returns: the way back, as the browser asks for it.
  func visit(
    _ page: String, user: String = "helen", roles: String = "desk", nonce: String? = nil
  ) throws -> String {
    let items = URLComponents(string: page)?.queryItems ?? []
    func field(_ name: String) throws -> String {
      guard let value = items.first(where: { $0.name == name })?.value else {
        throw CocoaError(.coderValueNotFound)
      }
      return value
    }
    let code = UUID().uuidString
    let now = Int(ConsoleService.start.timeIntervalSince1970)
    let nonce = try nonce ?? field("nonce")
    let claims = """
      {"iss":"\(Self.issuer)","aud":"console","sub":"\(user)","exp":\(now + 36000),\
      "nonce":"\(nonce)","roles":["\(roles)"]}
      """
    let challenge = try field("code_challenge")
    state.withLock { state in
      state.challenges[code] = challenge
      state.claims[code] = claims
    }
    return "/console/callback?code=\(code)&state=\(try field("state"))"
  }

  func get(_ address: ProviderAddress) async throws(ProviderError) -> ProviderAnswer {
    if state.withLock({ $0.isDown }) { throw ProviderError(.unreachable, "It is down.") }
    let point = key.publicKey.rawRepresentation
    let document =
      address.description.hasSuffix("/keys")
      ? """
      {"keys":[{"kty":"EC","crv":"P-256","kid":"k","x":"\(Base64URL.encoded(point.prefix(32)))",\
      "y":"\(Base64URL.encoded(point.suffix(32)))"}]}
      """
      : """
      {"issuer":"\(Self.issuer)","jwks_uri":"\(Self.issuer)/keys",\
      "authorization_endpoint":"\(Self.issuer)/authorize","token_endpoint":"\(Self.issuer)/token"}
      """
    return ProviderAnswer(status: 200, body: Data(document.utf8))
  }

  func post(
    _ fields: [(name: String, value: String)], to address: ProviderAddress, authorization: String?
  ) async throws(ProviderError) -> ProviderAnswer {
    let fields = Dictionary(fields.map { ($0.name, $0.value) }) { $1 }
    let (challenge, claims) = state.withLock { state in
      (
        state.challenges.removeValue(forKey: fields["code"] ?? ""),
        state.claims.removeValue(forKey: fields["code"] ?? "")
      )
    }
    let shown = Base64URL.encoded(SHA256.hash(data: Data((fields["code_verifier"] ?? "").utf8)))
    let isRight =
      challenge == shown && fields["redirect_uri"] == "https://valise.example.org/console/callback"
      && authorization == "Basic " + Data("console:s".utf8).base64EncodedString()
    guard isRight, let claims else {
      return ProviderAnswer(status: 400, body: Data(#"{"error":"invalid_grant"}"#.utf8))
    }
    let text =
      Base64URL.encoded(#"{"alg":"ES256","kid":"k"}"#.utf8) + "." + Base64URL.encoded(claims.utf8)
    guard let signature = try? key.signature(for: Data(text.utf8)).rawRepresentation else {
      throw ProviderError(.unexpectedAnswer, "It cannot sign.")
    }
    let token = text + "." + Base64URL.encoded(signature)
    return ProviderAnswer(
      status: 200,
      body: Data(#"{"access_token":"a","token_type":"Bearer","id_token":"\#(token)"}"#.utf8))
  }
}
