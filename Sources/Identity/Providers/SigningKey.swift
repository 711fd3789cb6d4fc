import Crypto
import Foundation
import JSONText
import JWTKit
import OpenIDConnect

/// A provider's public key, for one algorithm.
struct SigningKey: Sendable {
  /// The provider's name for it; nil when it has none.
  let id: String?
  let algorithm: SignatureAlgorithm
  /// For which issuer alone it signs: Microsoft Entra ID says so of keys that all organizations see.
  let issuer: String?
  private let verifier: any JWTAlgorithm

  func isSignature(_ signature: Data, over bytes: Data) -> Bool {
    // What cannot be a signature of this kind is thrown as an error, and is none.
    (try? verifier.verify(signature, signs: bytes)) ?? false
  }

  /// The keys of a JWK Set (RFC 7517) that sign. Keys that cannot be read are left out: a provider may
  /// add kinds that are not known here.
  ///
  /// - Returns: nil when the document is no key set.
  static func keys(json: Data) async -> [SigningKey]? {
    guard let document = JSONValue(strict: json)?.object, let list = document["keys"]?.list else {
      return nil
    }
    var keys: [SigningKey] = []
    for key in list.prefix(most).compactMap(\.object) {
      for algorithm in algorithms(of: key) {
        guard let verifier = try? await verifier(of: key, algorithm) else { continue }
        keys.append(
          SigningKey(
            id: key["kid"]?.text, algorithm: algorithm, issuer: key["issuer"]?.text,
            verifier: verifier))
      }
    }
    return keys
  }

  /// The most keys of a set that are read.
  private static let most = 64

  private static func algorithms(of key: [String: JSONValue]) -> [SignatureAlgorithm] {
    // A key that shows its private half is nobody's secret any more.
    guard key["d"] == nil, (key["use"] ?? .text("sig")) == .text("sig"),
      key["key_ops"].map({ $0.texts?.contains("verify") ?? false }) ?? true
    else { return [] }
    let possible: [SignatureAlgorithm] =
      switch (key["kty"]?.text, key["crv"]?.text) {
      case ("RSA", _): [.rs256, .ps256]
      case ("EC", "P-256"): [.es256]
      case ("OKP", "Ed25519"): [.edDSA]
      default: []
      }
    guard let named = key["alg"] else { return possible }
    return possible.filter { $0.rawValue == named.text }
  }

  private static func verifier(
    of key: [String: JSONValue], _ algorithm: SignatureAlgorithm
  ) async throws -> any JWTAlgorithm {
    func text(_ name: String) throws -> String {
      guard let text = key[name]?.text, Base64URL.decoded(text[...]) != nil else {
        throw CocoaError(.coderReadCorrupt)
      }
      return text
    }
    let collection = JWTKeyCollection()
    switch algorithm {
    case .rs256, .ps256:
      let key = try Insecure.RSA.PublicKey(modulus: text("n"), exponent: text("e"))
      if algorithm == .rs256 {
        await collection.add(rsa: key, digestAlgorithm: .sha256)
      } else {
        await collection.add(pss: key, digestAlgorithm: .sha256)
      }
    case .es256:
      await collection.add(ecdsa: try ES256PublicKey(parameters: (x: text("x"), y: text("y"))))
    case .edDSA:
      await collection.add(eddsa: try EdDSA.PublicKey(x: text("x"), curve: .ed25519))
    }
    return try await collection.getKey()
  }
}
