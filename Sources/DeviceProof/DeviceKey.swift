import Crypto
import Foundation
import OpenIDConnect

/// A device's key pair. Whoever has it is the device, so it leaves the device in no way.
public struct DeviceKey: Sendable {
  private let key: P256.Signing.PrivateKey

  /// A new key.
  public init() { key = P256.Signing.PrivateKey() }

  /// A key that was kept; nil when these bytes are none.
  ///
  /// - Parameter secretBytes: what ``secretBytes`` gave: 32 bytes.
  public init?(secretBytes: Data) {
    guard let key = try? P256.Signing.PrivateKey(rawRepresentation: secretBytes) else {
      return nil
    }
    self.key = key
  }

  /// The private key, to be kept where its owner alone can read it.
  public var secretBytes: Data { key.rawRepresentation }

  public var publicKey: DevicePublicKey { DevicePublicKey(key.publicKey) }

  /// Makes a proof that this key was there when a request was made (RFC 9449, section 4.2).
  ///
  /// - Parameters:
  ///   - target: the request's method and address.
  ///   - token: the token that the request carries besides.
  ///   - nonce: what the server last gave; nil when it gave none yet.
  ///   - time: the time by the server's clock, as far as it is known.
  ///   - id: what tells this proof from every other; made anew unless a test says it.
  public func proof(
    for target: ProofTarget, token: String, nonce: String?, at time: Date,
    id: String = Self.freshID()
  ) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let header = Header(jwk: publicKey.jwk)
    let claims = Claims(
      ath: TokenHash.of(token[...]), htm: target.method, htu: target.address,
      iat: Int64(time.timeIntervalSince1970.rounded(.down)), jti: id, nonce: nonce)
    let text =
      Base64URL.encoded(try encoder.encode(header)) + "."
      + Base64URL.encoded(try encoder.encode(claims))
    let signature = try key.signature(for: Data(text.utf8)).rawRepresentation
    return text + "." + Base64URL.encoded(signature)
  }

  /// 128 random bits.
  public static func freshID() -> String {
    var generator = SystemRandomNumberGenerator()
    return Base64URL.encoded((0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  private struct Header: Encodable {
    let alg = "ES256"
    let jwk: DevicePublicKey.JWK
    let typ = "dpop+jwt"
  }

  private struct Claims: Encodable {
    let ath: String
    let htm: String
    let htu: String
    let iat: Int64
    let jti: String
    let nonce: String?
  }
}

/// The hash by which a proof names the token that goes with it (RFC 9449, section 4.2, `ath`).
public enum TokenHash {
  public static func of(_ token: Substring) -> String {
    Base64URL.encoded(SHA256.hash(data: Data(token.utf8)))
  }
}
