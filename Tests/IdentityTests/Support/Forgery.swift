import Crypto
import Foundation
import OpenIDConnect
import Testing

@testable import Identity

/// A token that must not open the service, and the check that refuses it.
struct Forgery: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// The check that the log names.
  let check: String
  /// Makes the token from one that is good.
  let forge: @Sendable (TokenDraft, FakeProvider) throws -> String

  init(
    _ name: String, _ check: String,
    _ forge: @escaping @Sendable (TokenDraft, FakeProvider) throws -> String
  ) {
    testDescription = name
    self.check = check
    self.forge = forge
  }

  static let all: [Forgery] = signatures + headers + claims + kinds + texts

  static let signatures: [Forgery] = [
    Forgery("alg none without a signature", "algorithm") { draft, _ in
      draft.header("alg", "\"none\"").text + "."
    },
    Forgery("alg nOnE with the old signature", "algorithm") { draft, _ in
      try draft.header("alg", "\"nOnE\"").signed()
    },
    Forgery("no alg", "algorithm") { draft, _ in try draft.header("alg", nil).signed() },
    Forgery("alg that is a list", "algorithm") { draft, _ in
      try draft.header("alg", "[\"RS256\"]").signed()
    },
    Forgery("HS256 with the public key as the secret", "algorithm") { draft, _ in
      let text = draft.header("alg", "\"HS256\"").text
      let secret = SymmetricKey(data: FakeKey.pem(of: .rsa))
      let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: secret)
      return text + "." + Base64URL.encoded(Array(code))
    },
    Forgery("an algorithm that the key is not for", "key") { draft, _ in
      try draft.header("alg", "\"PS256\"").signed()
    },
    Forgery("another key's signature under the known name", "signature") { draft, _ in
      try draft.signed(by: .otherRSA)
    },
    Forgery("no signature", "signature") { draft, _ in draft.text + "." },
    Forgery("a signature with one bit changed", "signature") { draft, _ in
      var bytes = Array(try draft.key.sign(Data(draft.text.utf8)))
      bytes[17] ^= 1
      return draft.text + "." + Base64URL.encoded(bytes)
    },
    Forgery("a signature cut short", "signature") { draft, _ in
      let bytes = try draft.key.sign(Data(draft.text.utf8))
      return draft.text + "." + Base64URL.encoded(bytes.dropLast())
    },
    Forgery("an ECDSA signature of zeros", "signature") { _, provider in
      provider.setKeys([.ec])
      return provider.draft(.ec).text + "." + Base64URL.encoded([UInt8](repeating: 0, count: 64))
    },
    Forgery("an ECDSA signature in DER", "signature") { _, provider in
      provider.setKeys([.ec])
      let draft = provider.draft(.ec)
      let raw = try FakeKey.ec.sign(Data(draft.text.utf8))
      let der = try P256.Signing.ECDSASignature(rawRepresentation: raw).derRepresentation
      return draft.text + "." + Base64URL.encoded(der)
    },
    Forgery("the claims of one token with the signature of another", "signature") { draft, _ in
      let signature = try draft.signed().split(separator: ".")[2]
      return draft.with("sub", "\"bob\"").text + "." + signature
    },
    Forgery("a signature whose first part was written again", "signature") { draft, _ in
      let signature = try draft.signed().split(separator: ".")[2]
      return draft.header("typ", "\"JWT\"").text + "." + signature
    },
  ]

  static let headers: [Forgery] = [
    Forgery("a key that is not known", "key") { draft, _ in
      try draft.header("kid", "\"unknown\"").signed()
    },
    Forgery("no key name where there are several keys", "key") { _, provider in
      provider.setKeys([.rsa, .otherRSA])
      return try provider.draft().header("kid", nil).signed(by: .otherRSA)
    },
    Forgery("a key name that is a path", "key") { draft, _ in
      try draft.header("kid", "\"../../../../dev/null\"").signed()
    },
    Forgery("a key name that is SQL", "key") { draft, _ in
      try draft.header("kid", "\"x' UNION SELECT 'key\"").signed()
    },
    Forgery("a key name of another Unicode form", "key") { draft, _ in
      try draft.header("kid", "\"rsa\\u0000\"").signed()
    },
    Forgery("an empty key name", "keyID") { draft, _ in try draft.header("kid", "\"\"").signed() },
    Forgery("a key name that is a number", "keyID") { draft, _ in
      try draft.header("kid", "7").signed()
    },
    Forgery("a key brought along in jwk", "headerField") { draft, _ in
      try draft.header("jwk", FakeKey.otherRSA.json).signed(by: .otherRSA)
    },
    Forgery("a key set elsewhere in jku", "headerField") { draft, _ in
      try draft.header("jku", "\"https://evil.example/keys\"").signed(by: .otherRSA)
    },
    Forgery("a certificate elsewhere in x5u", "headerField") { draft, _ in
      try draft.header("x5u", "\"https://evil.example/cert\"").signed(by: .otherRSA)
    },
    Forgery("a certificate brought along in x5c", "signature") { draft, _ in
      try draft.header("x5c", "[\"MIIB\"]").signed(by: .otherRSA)
    },
    Forgery("a critical extension", "headerField") { draft, _ in
      try draft.header("crit", "[\"exp\"]").signed()
    },
    Forgery("an unencoded payload", "headerField") { draft, _ in
      try draft.header("b64", "false").signed()
    },
    Forgery("compressed claims", "headerField") { draft, _ in
      try draft.header("zip", "\"DEF\"").signed()
    },
    Forgery("alg twice", "header") { draft, _ in
      var draft = draft
      draft.header.append(("alg", "\"none\""))
      return try draft.signed()
    },
    Forgery("the proof of a device instead of a token", "type") { draft, _ in
      try draft.header("typ", "\"dpop+jwt\"").signed()
    },
    Forgery("a logout token's type", "type") { draft, _ in
      try draft.header("typ", "\"logout+jwt\"").signed()
    },
  ]

  static let claims: [Forgery] = [
    Forgery("another issuer", "issuer") { draft, _ in
      try draft.with("iss", "\"https://evil.example\"").signed()
    },
    Forgery("the issuer with a slash more", "issuer") { draft, provider in
      try draft.with("iss", "\"\(provider.issuer)/\"").signed()
    },
    Forgery("the issuer in capitals", "issuer") { draft, provider in
      try draft.with("iss", "\"\(provider.issuer.uppercased())\"").signed()
    },
    Forgery("no issuer", "issuer") { draft, _ in try draft.with("iss", nil).signed() },
    Forgery("issuers as a list", "issuer") { draft, provider in
      try draft.with("iss", "[\"\(provider.issuer)\"]").signed()
    },
    Forgery("another audience", "audience") { draft, _ in
      try draft.with("aud", "\"api://other\"").signed()
    },
    Forgery("no audience", "audience") { draft, _ in try draft.with("aud", nil).signed() },
    Forgery("an empty list of audiences", "audience") { draft, _ in
      try draft.with("aud", "[]").signed()
    },
    Forgery("an audience that begins as ours", "audience") { draft, _ in
      try draft.with("aud", "\"api://valise.evil.example\"").signed()
    },
    Forgery("audiences of which one is no text", "audience") { draft, _ in
      try draft.with("aud", "[\"api://valise\",7]").signed()
    },
    Forgery("no end", "exp") { draft, _ in try draft.with("exp", nil).signed() },
    Forgery("an end in quotes", "exp") { draft, _ in
      try draft.with("exp", "\"9999999999\"").signed()
    },
    Forgery("an end beyond all numbers", "claims") { draft, _ in
      try draft.with("exp", "1e999").signed()
    },
    Forgery("not yet good", "nbf") { draft, provider in
      try draft.with("nbf", "\(Int(provider.now.timeIntervalSince1970) + 61)").signed()
    },
    Forgery("issued in the future", "iat") { draft, provider in
      try draft.with("iat", "\(Int(provider.now.timeIntervalSince1970) + 61)").signed()
    },
    Forgery("a start that is no number", "nbf") { draft, _ in
      try draft.with("nbf", "true").signed()
    },
    Forgery("no subject", "subject") { draft, _ in try draft.with("sub", nil).signed() },
    Forgery("an empty subject", "subject") { draft, _ in try draft.with("sub", "\"\"").signed() },
    Forgery("a subject that is a number", "subject") { draft, _ in
      try draft.with("sub", "7").signed()
    },
    Forgery("a subject longer than any", "subject") { draft, _ in
      try draft.with("sub", "\"" + String(repeating: "a", count: 256) + "\"").signed()
    },
    Forgery("the subject twice", "claims") { draft, _ in
      try draft.repeating("sub", "\"bob\"").signed()
    },
    Forgery("the subject twice, once with an escape", "claims") { draft, _ in
      try draft.repeating("s\\u0075b", "\"bob\"").signed()
    },
    Forgery("the audience twice", "claims") { draft, _ in
      try draft.repeating("aud", "\"api://other\"").signed()
    },
  ]

  static let kinds: [Forgery] = [
    Forgery("an ID token", "kind") { draft, _ in
      try draft.header("typ", "\"JWT\"").with("scope", nil).with("nonce", "\"n\"").signed()
    },
    Forgery("an ID token with at_hash and a scope", "kind") { draft, _ in
      try draft.header("typ", "\"JWT\"").with("at_hash", "\"h\"").signed()
    },
    Forgery("an ID token as Keycloak marks it", "kind") { draft, _ in
      try draft.header("typ", "\"JWT\"").with("typ", "\"ID\"").signed()
    },
    Forgery("a refresh token as Keycloak marks it", "kind") { draft, _ in
      try draft.header("typ", "\"JWT\"").with("typ", "\"Refresh\"").signed()
    },
    Forgery("a logout token", "kind") { draft, _ in
      try draft.with("events", "{}").signed()
    },
  ]

  static let texts: [Forgery] = [
    Forgery("nothing", "parts") { _, _ in "" },
    Forgery("two parts", "parts") { draft, _ in draft.text },
    Forgery("four parts", "parts") { draft, _ in try draft.signed() + "." },
    Forgery("five parts, as an encrypted token has", "parts") { draft, _ in
      try draft.signed() + ".a.b"
    },
    Forgery("an empty header", "header") { draft, _ in
      "." + (try draft.signed().split(separator: ".").dropFirst().joined(separator: "."))
    },
    Forgery("padding", "encoding") { draft, _ in try draft.signed() + "==" },
    Forgery("the alphabet with + and /", "encoding") { draft, _ in
      draft.text + ".+/+/"
    },
    Forgery("bits left over at the end", "encoding") { draft, _ in
      // 342 characters carry 256 bytes and four bits more, which must be zero.
      let token = try draft.signed()
      let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
      guard let last = token.last, let digit = digits.firstIndex(of: last) else { return "" }
      return token.dropLast() + String(digits[digit + 1])
    },
    Forgery("a line break inside", "encoding") { draft, _ in
      draft.text + ".AAAA\nAAAA"
    },
    Forgery("bytes that are no ASCII", "encoding") { draft, _ in draft.text + ".ÄÄÄÄ" },
    Forgery("longer than any token", "size") { draft, _ in
      try draft.with("x", "\"" + String(repeating: "a", count: 16 << 10) + "\"").signed()
    },
    Forgery("nested without end", "claims") { draft, _ in
      let depth = 4000
      let nest = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      return try draft.with("x", nest).signed()
    },
    Forgery("a token inside a token", "headerField") { draft, _ in
      try draft.header("cty", "\"JWT\"").signed()
    },
    Forgery("claims that are a list", "claims") { draft, _ in
      let header = draft.text.split(separator: ".")[0]
      let text = header + "." + Base64URL.encoded("[]".utf8)
      return text + "." + Base64URL.encoded(try draft.key.sign(Data(text.utf8)))
    },
    Forgery("claims that are no JSON", "claims") { draft, _ in
      let header = draft.text.split(separator: ".")[0]
      let text = header + "." + Base64URL.encoded("{\"sub\":\"alice\",}".utf8)
      return text + "." + Base64URL.encoded(try draft.key.sign(Data(text.utf8)))
    },
    Forgery("claims that are not UTF-8", "claims") { draft, _ in
      let header = draft.text.split(separator: ".")[0]
      let text = header + "." + Base64URL.encoded([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])
      return text + "." + Base64URL.encoded(try draft.key.sign(Data(text.utf8)))
    },
  ]
}
