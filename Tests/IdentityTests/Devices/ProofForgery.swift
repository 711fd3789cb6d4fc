import Crypto
import DeviceProof
import Foundation
import OpenIDConnect
import Testing

@testable import Identity

/// A proof that must not speak for a device, the code that refuses it, and the check that the log
/// names.
struct ProofForgery: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let code: IdentityError.Code
  let check: String
  /// Makes the proof from one that is good.
  let forge: @Sendable (TokenDraft) throws -> String

  init(
    _ name: String, _ check: String, _ code: IdentityError.Code = .wrongProof,
    _ forge: @escaping @Sendable (TokenDraft) throws -> String
  ) {
    testDescription = name
    self.check = check
    self.code = code
    self.forge = forge
  }

  static let all = signatures + headers + keys + claims + texts + times

  static let signatures: [ProofForgery] = [
    ProofForgery("alg none without a signature", "algorithm") { draft in
      draft.header("alg", "\"none\"").text + "."
    },
    ProofForgery("alg nOnE with the old signature", "algorithm") { draft in
      try draft.header("alg", "\"nOnE\"").signed()
    },
    ProofForgery("no alg", "algorithm") { draft in try draft.header("alg", nil).signed() },
    ProofForgery("alg that is a list", "algorithm") { draft in
      try draft.header("alg", "[\"ES256\"]").signed()
    },
    ProofForgery("HS256 with the public key as the secret", "algorithm") { draft in
      let text = draft.header("alg", "\"HS256\"").text
      let secret = SymmetricKey(data: FakeKey.pem(of: draft.key))
      let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: secret)
      return text + "." + Base64URL.encoded(Array(code))
    },
    ProofForgery("RS256 by an RSA key", "algorithm") { draft in
      try draft.header("alg", "\"RS256\"").header("jwk", FakeKey.rsa.json).signed(by: .rsa)
    },
    ProofForgery("ES384 in name", "algorithm") { draft in
      try draft.header("alg", "\"ES384\"").signed()
    },
    ProofForgery("another key's signature", "signature") { draft in
      try draft.signed(by: FakeKey.makeEC("thief"))
    },
    ProofForgery("no signature", "signature") { draft in draft.text + "." },
    ProofForgery("a signature with one bit changed", "signature") { draft in
      var bytes = Array(try draft.key.sign(Data(draft.text.utf8)))
      bytes[40] ^= 1
      return draft.text + "." + Base64URL.encoded(bytes)
    },
    ProofForgery("a signature of zeros", "signature") { draft in
      draft.text + "." + Base64URL.encoded([UInt8](repeating: 0, count: 64))
    },
    ProofForgery("a signature in DER", "signature") { draft in
      let raw = try draft.key.sign(Data(draft.text.utf8))
      let der = try P256.Signing.ECDSASignature(rawRepresentation: raw).derRepresentation
      return draft.text + "." + Base64URL.encoded(der)
    },
    ProofForgery("a signature cut short", "signature") { draft in
      let bytes = try draft.key.sign(Data(draft.text.utf8))
      return draft.text + "." + Base64URL.encoded(bytes.dropLast())
    },
    ProofForgery("a signature with a byte more", "signature") { draft in
      let bytes = try draft.key.sign(Data(draft.text.utf8))
      return draft.text + "." + Base64URL.encoded(bytes + [0])
    },
    ProofForgery("the claims of one proof with the signature of another", "signature") { draft in
      let signature = try draft.signed().split(separator: ".")[2]
      return draft.with("jti", "\"another-id-of-a-proof\"").text + "." + signature
    },
  ]

  static let headers: [ProofForgery] = [
    ProofForgery("no kind", "type") { draft in try draft.header("typ", nil).signed() },
    ProofForgery("the kind of any token", "type") { draft in
      try draft.header("typ", "\"JWT\"").signed()
    },
    ProofForgery("an access token's kind", "type") { draft in
      try draft.header("typ", "\"at+jwt\"").signed()
    },
    ProofForgery("the kind in capitals", "type") { draft in
      try draft.header("typ", "\"DPOP+JWT\"").signed()
    },
    ProofForgery("a critical extension", "headerField") { draft in
      try draft.header("crit", "[\"exp\"]").signed()
    },
    ProofForgery("an unencoded payload", "headerField") { draft in
      try draft.header("b64", "false").signed()
    },
    ProofForgery("compressed claims", "headerField") { draft in
      try draft.header("zip", "\"DEF\"").signed()
    },
    ProofForgery("a token inside a proof", "headerField") { draft in
      try draft.header("cty", "\"JWT\"").signed()
    },
    ProofForgery("a key set elsewhere in jku", "headerField") { draft in
      try draft.header("jku", "\"https://evil.example/keys\"").signed()
    },
    ProofForgery("a certificate elsewhere in x5u", "headerField") { draft in
      try draft.header("x5u", "\"https://evil.example/cert\"").signed()
    },
    ProofForgery("a certificate brought along in x5c", "headerField") { draft in
      try draft.header("x5c", "[\"MIIB\"]").signed()
    },
    ProofForgery("alg twice", "header") { draft in
      var draft = draft
      draft.header.append(("alg", "\"none\""))
      return try draft.signed()
    },
  ]

  static let keys: [ProofForgery] = [
    ProofForgery("no key", "key") { draft in try draft.header("jwk", nil).signed() },
    ProofForgery("only the name of a key", "key") { draft in
      try draft.header("jwk", nil).header("kid", "\"\(draft.key.id)\"").signed()
    },
    ProofForgery("a key that is a text", "key") { draft in
      try draft.header("jwk", "\"key\"").signed()
    },
    ProofForgery("a key with its private half", "key") { draft in
      try draft.header("jwk", draft.key.json.dropLast() + ",\"d\":\"AAAA\"}").signed()
    },
    ProofForgery("a symmetric key", "key") { draft in
      try draft.header("jwk", #"{"kty":"oct","k":"AAAA"}"#).signed()
    },
    ProofForgery("an Ed25519 key", "key") { draft in
      try draft.header("jwk", FakeKey.ed.json).signed(by: .ed)
    },
    ProofForgery("a key of another curve", "key") { draft in
      try draft.header("jwk", draft.key.json.replacing("P-256", with: "P-384")).signed()
    },
    ProofForgery("a key that is no point of the curve", "key") { draft in
      let zeros = Base64URL.encoded([UInt8](repeating: 1, count: 32))
      return try draft.header(
        "jwk", #"{"kty":"EC","crv":"P-256","x":"\#(zeros)","y":"\#(zeros)"}"#
      ).signed()
    },
    ProofForgery("the point at infinity", "key") { draft in
      let zeros = Base64URL.encoded([UInt8](repeating: 0, count: 32))
      return try draft.header(
        "jwk", #"{"kty":"EC","crv":"P-256","x":"\#(zeros)","y":"\#(zeros)"}"#
      ).signed()
    },
    ProofForgery("a coordinate with a zero before it", "key") { draft in
      let padded = try #require(draft.key.json.firstMatch(of: #/"x":"([^"]+)"/#)?.output.1)
      let bytes = try #require(Base64URL.decoded(padded))
      return try draft.header(
        "jwk", draft.key.json.replacing(padded, with: Base64URL.encoded([0] + bytes))
      ).signed()
    },
    ProofForgery("a key for encryption", "key") { draft in
      try draft.header("jwk", draft.key.json.replacing("\"sig\"", with: "\"enc\"")).signed()
    },
    ProofForgery("a key that is for another algorithm", "key") { draft in
      try draft.header("jwk", draft.key.json.dropLast() + ",\"alg\":\"ES384\"}").signed()
    },
    ProofForgery("a key that may not verify", "key") { draft in
      try draft.header("jwk", draft.key.json.dropLast() + ",\"key_ops\":[\"sign\"]}").signed()
    },
  ]

  static let claims: [ProofForgery] = [
    ProofForgery("no id", "jti") { draft in try draft.with("jti", nil).signed() },
    ProofForgery("an id that could be guessed", "jti") { draft in
      try draft.with("jti", "\"1\"").signed()
    },
    ProofForgery("an id that is a number", "jti") { draft in
      try draft.with("jti", "1234567890123456").signed()
    },
    ProofForgery("an id with a line break", "jti") { draft in
      try draft.with("jti", "\"0123456789012345\\n\"").signed()
    },
    ProofForgery("an id longer than any", "jti") { draft in
      try draft.with("jti", "\"" + String(repeating: "a", count: 129) + "\"").signed()
    },
    ProofForgery("another method", "htm") { draft in try draft.with("htm", "\"GET\"").signed() },
    ProofForgery("the method in small letters", "htm") { draft in
      try draft.with("htm", "\"post\"").signed()
    },
    ProofForgery("no method", "htm") { draft in try draft.with("htm", nil).signed() },
    ProofForgery("methods as a list", "htm") { draft in
      try draft.with("htm", "[\"POST\"]").signed()
    },
    ProofForgery("no address", "htu") { draft in try draft.with("htu", nil).signed() },
    ProofForgery("another person's address", "htu") { draft in
      try draft.with("htu", "\"https://valise.example.org/v1/users/bob/snapshots\"").signed()
    },
    ProofForgery("another service's address", "htu") { draft in
      try draft.with("htu", "\"https://evil.example/v1/users/alice/snapshots\"").signed()
    },
    ProofForgery("a host that begins as ours", "htu") { draft in
      try draft.with(
        "htu", "\"https://valise.example.org.evil.example/v1/users/alice/snapshots\""
      ).signed()
    },
    ProofForgery("the address without TLS", "htu") { draft in
      try draft.with("htu", "\"http://valise.example.org/v1/users/alice/snapshots\"").signed()
    },
    ProofForgery("another port", "htu") { draft in
      try draft.with("htu", "\"https://valise.example.org:8443/v1/users/alice/snapshots\"").signed()
    },
    ProofForgery("only the path", "htu") { draft in
      try draft.with("htu", "\"/v1/users/alice/snapshots\"").signed()
    },
    ProofForgery("a user before the host", "htu") { draft in
      try draft.with("htu", "\"https://valise.example.org@evil.example/v1/users/alice/snapshots\"")
        .signed()
    },
    ProofForgery("steps in the path", "htu") { draft in
      try draft.with(
        "htu", "\"https://valise.example.org/v1/users/bob/../alice/snapshots\""
      ).signed()
    },
    ProofForgery("no token's hash", "ath") { draft in try draft.with("ath", nil).signed() },
    ProofForgery("another token's hash", "ath") { draft in
      try draft.with("ath", "\"\(TokenHash.of("another"))\"").signed()
    },
    ProofForgery("the token itself in place of its hash", "ath") { draft in
      try draft.with("ath", "\"\(ProofDesk.token)\"").signed()
    },
    ProofForgery("the hash with padding", "ath") { draft in
      try draft.with("ath", "\"\(TokenHash.of(ProofDesk.token[...]))=\"").signed()
    },
    ProofForgery("the id twice", "claims") { draft in
      try draft.repeating("jti", "\"another-id-of-a-proof\"").signed()
    },
    ProofForgery("the method twice, once with an escape", "claims") { draft in
      try draft.repeating("ht\\u006d", "\"GET\"").signed()
    },
    ProofForgery("no time", "iat") { draft in try draft.with("iat", nil).signed() },
    ProofForgery("a time in quotes", "iat") { draft in
      try draft.with("iat", "\"1795334400\"").signed()
    },
    ProofForgery("a time before all clocks", "iat") { draft in try draft.with("iat", "-1").signed()
    },
    ProofForgery("a time beyond all clocks", "iat") { draft in
      try draft.with("iat", "1e300").signed()
    },
    ProofForgery("a time beyond all numbers", "claims") { draft in
      try draft.with("iat", "1e999").signed()
    },
    ProofForgery("an end that has passed", "exp") { draft in try draft.with("exp", "1").signed() },
    ProofForgery("a start that is to come", "nbf") { draft in
      try draft.with("nbf", "9999999999").signed()
    },
    ProofForgery("a nonce that is a number", "nonce") { draft in
      try draft.with("nonce", "7").signed()
    },
  ]

  static let texts: [ProofForgery] = [
    ProofForgery("nothing", "parts") { _ in "" },
    ProofForgery("two parts", "parts") { draft in draft.text },
    ProofForgery("four parts", "parts") { draft in try draft.signed() + "." },
    ProofForgery("padding", "encoding") { draft in try draft.signed() + "==" },
    ProofForgery("two proofs in one", "parts") { draft in
      try draft.signed() + "," + draft.signed()
    },
    ProofForgery("white space at the end", "encoding") { draft in try draft.signed() + " " },
    ProofForgery("longer than any proof", "size") { draft in
      try draft.with("x", "\"" + String(repeating: "a", count: 4096) + "\"").signed()
    },
    ProofForgery("claims that are a list", "claims") { draft in
      let text = draft.text.split(separator: ".")[0] + "." + Base64URL.encoded("[]".utf8)
      return text + "." + Base64URL.encoded(try draft.key.sign(Data(text.utf8)))
    },
    ProofForgery("claims that are no JSON", "claims") { draft in
      let text = draft.text.split(separator: ".")[0] + "." + Base64URL.encoded("{'a':1}".utf8)
      return text + "." + Base64URL.encoded(try draft.key.sign(Data(text.utf8)))
    },
    ProofForgery("an access token in place of a proof", "type") { _ in
      try FakeProvider(keys: [.ec]).draft(.ec).signed()
    },
    ProofForgery("the example of RFC 9449, which is old and for another service", "htm") { _ in
      "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA"
    },
  ]

  static let times: [ProofForgery] = [
    ProofForgery("made too long ago", "old", .staleProof) { draft in
      try draft.with("iat", "\(ProofDesk.time - 121)").signed()
    },
    ProofForgery("made in the future", "early", .staleProof) { draft in
      try draft.with("iat", "\(ProofDesk.time + 61)").signed()
    },
    ProofForgery("no nonce", "nonceMissing", .nonceRequired) { draft in
      try draft.with("nonce", nil).signed()
    },
    ProofForgery("a nonce that was made up", "nonceUnknown", .nonceRequired) { draft in
      try draft.with("nonce", "\"made-up\"").signed()
    },
    ProofForgery("a nonce with one bit changed", "nonceUnknown", .nonceRequired) { draft in
      let nonce = try #require(ProofDesk.nonces.make(at: ProofDesk.now))
      var bytes = try #require(Base64URL.decoded(nonce[...]))
      bytes[12] ^= 1
      return try draft.with("nonce", "\"\(Base64URL.encoded(bytes))\"").signed()
    },
    ProofForgery("a nonce of another service", "nonceUnknown", .nonceRequired) { draft in
      let other = ServerNonces(keys: [.make(generation: 1, at: ProofDesk.now)])
      let nonce = try #require(other.make(at: ProofDesk.now))
      return try draft.with("nonce", "\"\(nonce)\"").signed()
    },
    ProofForgery("a nonce whose time is over", "nonceExpired", .nonceRequired) { draft in
      let nonce = try #require(ProofDesk.nonces.make(at: ProofDesk.now - 301))
      return try draft.with("nonce", "\"\(nonce)\"").signed()
    },
    ProofForgery("a nonce from the future", "nonceExpired", .nonceRequired) { draft in
      let nonce = try #require(ProofDesk.nonces.make(at: ProofDesk.now + 61))
      return try draft.with("nonce", "\"\(nonce)\"").signed()
    },
  ]
}

/// What the proofs of these tests are for: a backup of alice's.
enum ProofDesk {
  static let now = FakeProvider.start
  static let time = Int(now.timeIntervalSince1970)
  static let token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
  static let address = "https://valise.example.org/v1/users/alice/snapshots"
  static let nonces = ServerNonces(keys: [.make(generation: 1, at: now)])

  static func check(boundKey: String? = nil) throws -> ProofCheck {
    ProofCheck(
      target: try #require(ProofTarget(method: "POST", address: address)), token: token[...],
      boundKey: boundKey)
  }

  /// A proof as it should be.
  static func draft(by key: FakeKey = FakeKey.makeEC("device")) throws -> TokenDraft {
    TokenDraft(
      key: key,
      header: [("typ", "\"dpop+jwt\""), ("alg", "\"ES256\""), ("jwk", key.json)],
      claims: [
        ("jti", "\"e1j3V_bKic8-LAEB\""), ("htm", "\"POST\""), ("htu", "\"\(address)\""),
        ("iat", "\(time)"), ("ath", "\"\(TokenHash.of(token[...]))\""),
        ("nonce", "\"\(try #require(nonces.make(at: now)))\""),
      ])
  }
}
