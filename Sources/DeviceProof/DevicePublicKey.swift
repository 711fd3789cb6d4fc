import Crypto
import Foundation
import JSONText
import OpenIDConnect

/// The public half of a device's key: a point on P-256, which is what ES256 signs with.
public struct DevicePublicKey: Sendable, Hashable {
  /// The two coordinates, 32 bytes each.
  private let point: Data

  /// Parts of a JWK that only the key's owner may know (RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1).
  private static let secretMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

  init(_ key: P256.Signing.PublicKey) { point = key.rawRepresentation }

  /// Reads a key as proofs and requests carry it (RFC 7517).
  ///
  /// Nil when it is of another kind or for another use, shows its private half, or is no point of
  /// the curve. A key has one spelling: other padding or length is another key, and refused.
  public init?(jwk: [String: JSONValue]) {
    guard jwk["kty"]?.text == "EC", jwk["crv"]?.text == "P-256",
      !Self.secretMembers.contains(where: { jwk[$0] != nil }),
      (jwk["alg"] ?? .text("ES256")) == .text("ES256"),
      (jwk["use"] ?? .text("sig")) == .text("sig"),
      jwk["key_ops"].map({ $0.texts?.contains("verify") ?? false }) ?? true,
      let x = Self.coordinate(jwk["x"]), let y = Self.coordinate(jwk["y"]),
      let key = try? P256.Signing.PublicKey(rawRepresentation: x + y)
    else { return nil }
    self.init(key)
  }

  private static func coordinate(_ value: JSONValue?) -> Data? {
    guard let text = value?.text, let bytes = Base64URL.decoded(text[...]), bytes.count == 32
    else { return nil }
    return bytes
  }

  /// The key's name: the SHA-256 of its required members in their one order (RFC 7638), in base64url.
  public var thumbprint: String {
    let members = #"{"crv":"P-256","kty":"EC","x":"\#(jwk.x)","y":"\#(jwk.y)"}"#
    return Base64URL.encoded(SHA256.hash(data: Data(members.utf8)))
  }

  /// Whether these 64 bytes (RFC 7518, section 3.4) sign the others.
  public func isSignature(_ signature: Data, over bytes: Data) -> Bool {
    guard let key = try? P256.Signing.PublicKey(rawRepresentation: point),
      let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
    else { return false }
    return key.isValidSignature(signature, for: bytes)
  }

  /// The key as a proof's header carries it.
  struct JWK: Encodable {
    let crv = "P-256"
    let kty = "EC"
    let x: String
    let y: String
  }

  var jwk: JWK {
    JWK(x: Base64URL.encoded(point.prefix(32)), y: Base64URL.encoded(point.suffix(32)))
  }
}
