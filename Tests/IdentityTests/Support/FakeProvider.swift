import Crypto
import CryptoExtras
import Foundation
import OpenIDConnect
import Synchronization

@testable import Identity

/// A provider without a socket: it describes itself, shows its keys, signs whatever it is given, and
/// can be out of order.
final class FakeProvider: ProviderTransport, Sendable {
  static let start = Date(timeIntervalSince1970: 1_795_334_400)  // 2026-11-22T08:00:00Z

  let issuer: String
  private let state: Mutex<State>

  private struct State {
    var keys: [FakeKey]
    var isDown = false
    var keyDocument: Data?
    var metadataIssuer: String?
    var questions = 0
    var now = FakeProvider.start
  }

  init(issuer: String = "https://login.example.org", keys: [FakeKey] = [.rsa]) {
    self.issuer = issuer
    state = Mutex(State(keys: keys))
  }

  var now: Date { state.withLock { $0.now } }
  /// How often the keys were asked for.
  var questions: Int { state.withLock { $0.questions } }

  func moveClock(by seconds: TimeInterval) { state.withLock { $0.now += seconds } }
  func setDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }
  func setKeys(_ keys: [FakeKey]) { state.withLock { $0.keys = keys } }
  func setKeyDocument(_ document: String) {
    state.withLock { $0.keyDocument = Data(document.utf8) }
  }
  func setMetadataIssuer(_ issuer: String) { state.withLock { $0.metadataIssuer = issuer } }

  func get(_ address: ProviderAddress) async throws(ProviderError) -> ProviderAnswer {
    let (isDown, answer) = state.withLock { state -> (Bool, Data) in
      if address.description.hasSuffix("/keys") {
        state.questions += 1
        let keys = state.keys.map(\.json).joined(separator: ",")
        return (state.isDown, state.keyDocument ?? Data("{\"keys\":[\(keys)]}".utf8))
      }
      let issuer = state.metadataIssuer ?? issuer
      return (
        state.isDown,
        Data(#"{"issuer":"\#(issuer)","jwks_uri":"https://login.example.org/keys"}"#.utf8)
      )
    }
    if isDown { throw ProviderError(.unreachable, "The provider is down.") }
    return ProviderAnswer(status: 200, body: answer)
  }

  func post(
    _ fields: [(name: String, value: String)], to address: ProviderAddress, authorization: String?
  ) async throws(ProviderError) -> ProviderAnswer {
    throw ProviderError(.unsupported, "This provider only shows its keys.")
  }

  /// A service that trusts this provider and lives by its clock.
  func verifier(_ provider: IdentityProvider? = nil) throws -> TokenVerifier {
    let provider =
      try provider
      ?? IdentityProvider(
        issuer: issuer, audiences: ["api://valise"], tenants: .one("contoso"),
        roles: ["Valise.HelpDesk": .helpDesk, "Valise.Operator": .operator])
    return TokenVerifier(providers: [provider], transport: self) { self.now }
  }

  /// An access token as it should be: for alice, good for an hour.
  func draft(_ key: FakeKey = .rsa) -> TokenDraft {
    let now = Int(now.timeIntervalSince1970)
    return TokenDraft(
      key: key,
      header: [
        ("alg", "\"\(key.algorithm.rawValue)\""), ("kid", "\"\(key.id)\""),
        ("typ", "\"at+jwt\""),
      ],
      claims: [
        ("iss", "\"\(issuer)\""), ("aud", "\"api://valise\""), ("sub", "\"alice\""),
        ("exp", "\(now + 3600)"), ("nbf", "\(now)"), ("iat", "\(now)"), ("scope", "\"valise\""),
      ])
  }
}

/// A key pair with a name.
struct FakeKey: Sendable {
  let id: String
  let algorithm: SignatureAlgorithm
  /// The public key of a JWK Set.
  let json: String
  let sign: @Sendable (Data) throws -> Data

  /// Made once: an RSA key takes a while.
  static let rsa = makeRSA("rsa", .rs256)
  static let otherRSA = makeRSA("other-rsa", .rs256)
  static let pss = makeRSA("pss", .ps256)

  static let ec: FakeKey = makeEC("ec")

  static func makeEC(_ id: String) -> FakeKey {
    let key = P256.Signing.PrivateKey()
    let point = key.publicKey.rawRepresentation
    return FakeKey(
      id: id, algorithm: .es256,
      json: """
        {"kty":"EC","crv":"P-256","use":"sig","kid":"\(id)",\
        "x":"\(Base64URL.encoded(point.prefix(32)))","y":"\(Base64URL.encoded(point.suffix(32)))"}
        """,
      sign: { try key.signature(for: $0).rawRepresentation })
  }

  static let ed: FakeKey = {
    let key = Curve25519.Signing.PrivateKey()
    let point = Base64URL.encoded(key.publicKey.rawRepresentation)
    return FakeKey(
      id: "ed", algorithm: .edDSA,
      json: #"{"kty":"OKP","crv":"Ed25519","kid":"ed","x":"\#(point)"}"#,
      sign: { try key.signature(for: $0) })
  }()

  private static func makeRSA(_ id: String, _ algorithm: SignatureAlgorithm) -> FakeKey {
    // A test cannot go on without it.
    let key = try! _RSA.Signing.PrivateKey(keySize: .bits2048)
    let parts = try! key.publicKey.getKeyPrimitives()
    let padding: _RSA.Signing.Padding =
      algorithm == .ps256 ? .PSS : .insecurePKCS1v1_5
    return FakeKey(
      id: id, algorithm: algorithm,
      json: """
        {"kty":"RSA","use":"sig","kid":"\(id)","alg":"\(algorithm.rawValue)",\
        "n":"\(Base64URL.encoded(parts.modulus))","e":"\(Base64URL.encoded(parts.publicExponent))"}
        """,
      sign: { try key.signature(for: SHA256.hash(data: $0), padding: padding).rawRepresentation })
  }

  /// The public key as PEM, as forgers find it.
  static func pem(of key: FakeKey) -> Data { Data(key.json.utf8) }
}

/// A token before it is signed. Values are JSON as it is written, so that anything can be said.
struct TokenDraft: Sendable {
  var key: FakeKey
  var header: [(name: String, value: String)]
  var claims: [(name: String, value: String)]

  func with(_ name: String, _ value: String?) -> TokenDraft {
    var draft = self
    draft.claims = Self.replacing(name, value, in: claims)
    return draft
  }

  func header(_ name: String, _ value: String?) -> TokenDraft {
    var draft = self
    draft.header = Self.replacing(name, value, in: header)
    return draft
  }

  /// The same field once more, after what is there.
  func repeating(_ name: String, _ value: String) -> TokenDraft {
    var draft = self
    draft.claims.append((name, value))
    return draft
  }

  func signed(by other: FakeKey? = nil) throws -> String {
    let parts = text
    return parts + "." + Base64URL.encoded(try (other ?? key).sign(Data(parts.utf8)))
  }

  /// Header and claims as they are signed.
  var text: String {
    Base64URL.encoded(Self.json(header).utf8) + "." + Base64URL.encoded(Self.json(claims).utf8)
  }

  static func json(_ fields: [(name: String, value: String)]) -> String {
    "{" + fields.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",") + "}"
  }

  private static func replacing(
    _ name: String, _ value: String?, in fields: [(name: String, value: String)]
  ) -> [(name: String, value: String)] {
    fields.filter { $0.name != name } + (value.map { [(name, $0)] } ?? [])
  }
}
