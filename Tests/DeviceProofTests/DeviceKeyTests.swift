import Foundation
import JSONText
import OpenIDConnect
import Testing

@testable import DeviceProof

@Suite("A device's key")
struct DeviceKeyTests {
  /// The key of RFC 9449's examples.
  private static let example: [String: JSONValue] = [
    "kty": .text("EC"), "crv": .text("P-256"),
    "x": .text("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs"),
    "y": .text("9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"),
  ]

  @Test("the thumbprint is the one that RFC 9449 gives for its example, whatever else the key says")
  func thumbprint() throws {
    let expected = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
    #expect(try #require(DevicePublicKey(jwk: Self.example)).thumbprint == expected)
    let more = Self.example.merging([
      "kid": .text("k"), "use": .text("sig"), "alg": .text("ES256"),
      "key_ops": .list([.text("verify")]),
    ]) { $1 }
    #expect(try #require(DevicePublicKey(jwk: more)).thumbprint == expected)
  }

  @Test("the signatures of RFC 9449's examples are its key's", arguments: RFC9449.proofs)
  func signature(proof: String) throws {
    let key = try #require(DevicePublicKey(jwk: Self.example))
    let parts = proof.split(separator: ".")
    let signature = try #require(Base64URL.decoded(parts[2]))
    let bytes = Data((parts[0] + "." + parts[1]).utf8)
    #expect(key.isSignature(signature, over: bytes))
    #expect(!key.isSignature(signature, over: bytes.dropLast()))
    #expect(!DeviceKey().publicKey.isSignature(signature, over: bytes))
  }

  @Test("the hash of a token is the one that RFC 9449 gives for its example")
  func tokenHash() {
    #expect(
      TokenHash.of("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU")
        == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo")
  }

  @Test("a key that is kept comes back as it was, and bytes that are none give none")
  func kept() throws {
    let key = DeviceKey()
    let again = try #require(DeviceKey(secretBytes: key.secretBytes))
    #expect(again.publicKey == key.publicKey)
    for bytes in [Data(), Data(count: 31), Data(count: 32), Data(repeating: 0xff, count: 32)] {
      #expect(DeviceKey(secretBytes: bytes) == nil)
    }
  }

  @Test("a proof says what it is for, and carries the key without its secret")
  func proof() throws {
    let key = DeviceKey()
    let target = try #require(
      ProofTarget(method: "POST", address: "HTTPS://Valise.Example.org:443/v1/me?page=2#top"))
    let text = try key.proof(
      for: target, token: "t", nonce: "n", at: Date(timeIntervalSince1970: 1_795_334_400.9),
      id: "id-of-this-proof-1")
    let parts = text.split(separator: ".")
    func object(_ part: Substring) throws -> [String: JSONValue] {
      try #require(Base64URL.decoded(part).flatMap(JSONValue.init(strict:))?.object)
    }
    let header = try object(parts[0])
    #expect(Set(header.keys) == ["alg", "jwk", "typ"])
    #expect(header["typ"] == .text("dpop+jwt"))
    let jwk = try #require(header["jwk"]?.object)
    #expect(Set(jwk.keys) == ["crv", "kty", "x", "y"])
    #expect(DevicePublicKey(jwk: jwk) == key.publicKey)
    #expect(
      try object(parts[1]) == [
        "htm": .text("POST"), "htu": .text("https://valise.example.org/v1/me"),
        "iat": .number(1_795_334_400), "jti": .text("id-of-this-proof-1"), "nonce": .text("n"),
        "ath": .text(TokenHash.of("t")),
      ])
    let signature = try #require(Base64URL.decoded(parts[2]))
    #expect(key.publicKey.isSignature(signature, over: Data((parts[0] + "." + parts[1]).utf8)))
  }

  @Test("no two proofs have the same id")
  func ids() {
    #expect(Set((0..<1000).map { _ in DeviceKey.freshID() }).count == 1000)
  }
}

/// The proofs of RFC 9449, sections 4 and 7.1.
enum RFC9449 {
  private static let header =
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19"
  static let forToken =
    header
    + ".eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
  static let forResource =
    header
    + ".eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA"
  static let proofs = [forToken, forResource]
}
