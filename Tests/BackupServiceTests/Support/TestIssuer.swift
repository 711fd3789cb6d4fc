import Crypto
import Foundation
import Identity
import OpenIDConnect
import Synchronization

/// An identity provider of one tenant, without a socket, that says of people whatever a test wants.
final class TestIssuer: ProviderTransport, Sendable {
  private let key = P256.Signing.PrivateKey()
  private let isDown = Mutex(false)
  let tenant: String
  private var issuer: String { "https://\(tenant).example.org" }

  init(tenant: String) { self.tenant = tenant }

  func setDown(_ isDown: Bool) { self.isDown.withLock { $0 = isDown } }

  /// Whose roles are named as they are here.
  func provider() throws -> IdentityProvider {
    try IdentityProvider(
      issuer: issuer, audiences: ["api://valise"], tenants: .one(tenant),
      roles: Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0.rawValue, $0) }),
      commandLine: .init(id: "cli", scope: "openid"))
  }

  /// - Parameter isPerson: false for a program's token, which has no roles but those named.
  func token(
    for user: String = "alice", roles: [Role] = [], isPerson: Bool = true, more: String = "",
    now: Date = TestService.start
  ) throws -> String {
    let names = roles.map { "\"\($0.rawValue)\"" }.joined(separator: ",")
    let end = Int(now.timeIntervalSince1970) + 3600
    let header = #"{"alg":"ES256","kid":"k","typ":"at+jwt"}"#
    let claims = """
      {"iss":"\(issuer)","aud":"api://valise","sub":"\(user)","exp":\(end),"scope":"valise",\
      "roles":[\(names)]\(isPerson ? "" : ",\"idtyp\":\"app\"")\(more)}
      """
    let text = Base64URL.encoded(header.utf8) + "." + Base64URL.encoded(claims.utf8)
    let signature = try key.signature(for: Data(text.utf8)).rawRepresentation
    return text + "." + Base64URL.encoded(signature)
  }

  func get(_ address: ProviderAddress) async throws(ProviderError) -> ProviderAnswer {
    if isDown.withLock({ $0 }) { throw ProviderError(.unreachable, "It is down.") }
    let point = key.publicKey.rawRepresentation
    let document =
      address.description.hasSuffix("/keys")
      ? """
      {"keys":[{"kty":"EC","crv":"P-256","kid":"k","x":"\(Base64URL.encoded(point.prefix(32)))",\
      "y":"\(Base64URL.encoded(point.suffix(32)))"}]}
      """
      : #"{"issuer":"\#(issuer)","jwks_uri":"\#(issuer)/keys"}"#
    return ProviderAnswer(status: 200, body: Data(document.utf8))
  }

  func post(
    _ fields: [(name: String, value: String)], to address: ProviderAddress, authorization: String?
  ) async throws(ProviderError) -> ProviderAnswer {
    throw ProviderError(.unsupported, "It only shows its keys.")
  }
}

/// Several issuers, each at its own address.
struct TestIssuers: ProviderTransport {
  let first = TestIssuer(tenant: "first")
  let other = TestIssuer(tenant: "other")

  func get(_ address: ProviderAddress) async throws(ProviderError) -> ProviderAnswer {
    let issuer = address.description.hasPrefix("https://first.") ? first : other
    return try await issuer.get(address)
  }

  func post(
    _ fields: [(name: String, value: String)], to address: ProviderAddress, authorization: String?
  ) async throws(ProviderError) -> ProviderAnswer {
    try await first.post(fields, to: address, authorization: authorization)
  }
}
