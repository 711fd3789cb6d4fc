import DeviceProof
import Foundation
import JSONText

/// Checks the proof that a device sends beside a token: a JWT that its key signed for this request
/// alone (RFC 9449, section 4.3).
///
/// Checked are, in this order: size and form, kind, algorithm, header, key and signature; then id,
/// method, address, token and what else limits it; then the nonce, and last the time. The two last
/// have codes of their own, told only of a proof that is good otherwise, so that an honest device can
/// mend them; everything else is `identity.wrongProof` with the same words.
public struct ProofCheck: Sendable {
  /// How long a proof may be used after it was made, in seconds.
  public static let lifetime: TimeInterval = 120
  /// By how much a device's clock may be ahead, in seconds.
  public static let leeway: TimeInterval = 60
  /// The most that a proof may have, in bytes; ours have some 600.
  public static let largest = 4096

  /// The request that the proof must be for.
  public let target: ProofTarget
  /// The token that the request carries.
  public let token: Substring
  /// The key that the token is bound to (RFC 9449, section 6); nil for a token that is bound to none.
  public let boundKey: String?

  public init(target: ProofTarget, token: Substring, boundKey: String? = nil) {
    self.target = target
    self.token = token
    self.boundKey = boundKey
  }

  /// Fields of the header that say where a key lies, or ask for another way of reading.
  private static let dangerous = [
    "b64", "crit", "cty", "enc", "epk", "jku", "x5c", "x5t", "x5t#S256", "x5u", "zip",
  ]

  /// - Parameters:
  ///   - proofs: the values of all `DPoP` headers of the request.
  ///   - now: the service's time.
  /// - Throws: `identity.missingProof`, `identity.wrongProof`, `identity.nonceRequired`,
  ///   `identity.staleProof`.
  public func check(
    _ proofs: [String], nonces: ServerNonces, at now: Date
  ) throws(IdentityError) -> CheckedProof {
    guard let proof = proofs.first else { throw .missingProof }
    guard proofs.count == 1 else { throw .refusedProof("count") }
    let token = try Self.parts(of: proof)
    let key = try Self.key(of: token)
    if let boundKey, boundKey != key.thumbprint { throw .refusedProof("boundKey") }
    let id = try Self.id(of: token)
    try checkTarget(of: token)
    let issuedAt = try Self.issuedAt(token, now: now)
    let verdict = try Self.checkNonce(of: token, nonces, at: now)
    try Self.checkAge(issuedAt, at: now)
    return CheckedProof(
      key: key.thumbprint, id: id, goodUntil: issuedAt + Self.lifetime,
      nonceIsAgeing: verdict == .ageing)
  }

  /// The same as a value.
  public func result(
    _ proofs: [String], nonces: ServerNonces, at now: Date
  ) -> Result<CheckedProof, IdentityError> {
    do throws(IdentityError) {
      return .success(try check(proofs, nonces: nonces, at: now))
    } catch {
      return .failure(error)
    }
  }

  /// The nonce that a proof carries, whether or not the proof is good: it says which key must be known.
  public static func statedNonce(of proof: String) -> String? {
    (try? parts(of: proof))?.claims["nonce"]?.text
  }

  private static func parts(of proof: String) throws(IdentityError) -> CompactToken {
    guard proof.utf8.count <= largest else { throw .refusedProof("size") }
    do {
      return try CompactToken(proof[...])
    } catch {
      throw .refusedProof(error.cause ?? "form")
    }
  }

  /// The key in the header, once it is known that it signed.
  private static func key(of token: CompactToken) throws(IdentityError) -> DevicePublicKey {
    guard token.header["typ"] == .text("dpop+jwt") else { throw .refusedProof("type") }
    guard token.header["alg"] == .text("ES256") else { throw .refusedProof("algorithm") }
    guard !dangerous.contains(where: { token.header[$0] != nil }) else {
      throw .refusedProof("headerField")
    }
    guard let key = token.header["jwk"]?.object.flatMap(DevicePublicKey.init(jwk:)) else {
      throw .refusedProof("key")
    }
    guard key.isSignature(token.signature, over: token.signedBytes) else {
      throw .refusedProof("signature")
    }
    return key
  }

  /// At least 96 bits in base64url, in text that fits into every log.
  private static func id(of token: CompactToken) throws(IdentityError) -> String {
    guard let id = token.claims["jti"]?.text, (16...128).contains(id.utf8.count),
      id.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
    else { throw .refusedProof("jti") }
    return id
  }

  private func checkTarget(of proof: CompactToken) throws(IdentityError) {
    guard proof.claims["htm"] == .text(target.method) else { throw .refusedProof("htm") }
    let stated = proof.claims["htu"]?.text.flatMap {
      ProofTarget(method: target.method, address: $0)
    }
    guard stated == target else { throw .refusedProof("htu") }
    guard proof.claims["ath"] == .text(TokenHash.of(token)) else { throw .refusedProof("ath") }
  }

  private static func issuedAt(
    _ proof: CompactToken, now: Date
  ) throws(IdentityError) -> Date {
    // JSON dates before 1970 and after 9999 are nobody's clock.
    guard let issuedAt = proof.claims["iat"]?.number, (0...253_402_300_799).contains(issuedAt)
    else { throw .refusedProof("iat") }
    // Neither is asked for; who writes one means it.
    let time = now.timeIntervalSince1970
    if let end = proof.claims["exp"] {
      guard let end = end.number, end > time - leeway else { throw .refusedProof("exp") }
    }
    if let start = proof.claims["nbf"] {
      guard let start = start.number, start <= time + leeway else { throw .refusedProof("nbf") }
    }
    return Date(timeIntervalSince1970: issuedAt)
  }

  private static func checkNonce(
    of proof: CompactToken, _ nonces: ServerNonces, at now: Date
  ) throws(IdentityError) -> ServerNonces.Verdict {
    guard let claim = proof.claims["nonce"] else { throw .nonceRequired("nonceMissing") }
    guard let nonce = claim.text else { throw .refusedProof("nonce") }
    let verdict = nonces.verdict(on: nonce, at: now)
    switch verdict {
    case .good, .ageing: return verdict
    case .expired: throw .nonceRequired("nonceExpired")
    case .unknown: throw .nonceRequired("nonceUnknown")
    }
  }

  private static func checkAge(_ issuedAt: Date, at now: Date) throws(IdentityError) {
    let age = now.timeIntervalSince(issuedAt)
    guard age <= lifetime, age >= -leeway else {
      throw IdentityError(
        .staleProof,
        "The device's proof is of another time: set the device's clock, or make the proof by the time of this answer's Date header.",
        cause: age > 0 ? "old" : "early")
    }
  }
}

extension IdentityError {
  /// A proof that is refused. The log is told which check failed; the sender is not.
  static func refusedProof(_ check: String) -> IdentityError {
    IdentityError(
      .wrongProof,
      "The device's proof is not good for this request: make one for its method, address and token (RFC 9449).",
      cause: check)
  }

  static func nonceRequired(_ check: String) -> IdentityError {
    IdentityError(
      .nonceRequired,
      "The device's proof must carry a nonce of this service: make it again with the one in this answer's DPoP-Nonce header.",
      cause: check)
  }

  /// The request must be proven by a device, and is not.
  public static var missingProof: IdentityError {
    IdentityError(
      .missingProof,
      "This must be asked by an enrolled device, with a proof of its key: enroll this PC with `valise device enroll`."
    )
  }
}
