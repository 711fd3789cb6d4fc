import Crypto
import Foundation
import OpenIDConnect

/// A secret that nonces are made with.
public struct NonceKey: Sendable, Hashable, Codable {
  /// 1 for the first, one more with each that takes its place.
  public let generation: UInt32
  /// 32 random bytes.
  public let secret: Data
  public let madeAt: Date

  public init(generation: UInt32, secret: Data, madeAt: Date) {
    self.generation = generation
    self.secret = secret
    self.madeAt = madeAt
  }

  public static func make(generation: UInt32, at time: Date) -> NonceKey {
    let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    return NonceKey(generation: generation, secret: secret, madeAt: time)
  }
}

/// The nonces that devices put into their proofs, so that none can be made ahead of time (RFC 9449,
/// section 9).
///
/// Nothing is kept for each: a nonce carries the time it was made at, sealed by an HMAC under a key
/// that all processes of a service share. No clock is read here.
public struct ServerNonces: Sendable {
  /// For how long a nonce is taken, in seconds.
  public static let lifetime: TimeInterval = 300
  /// From which age on a device is given a new one beside the answer, in seconds.
  public static let renewal: TimeInterval = 150
  /// By how much the clocks of two processes of the service may differ, in seconds.
  public static let leeway: TimeInterval = 60
  /// How long nonces are made with one key, in seconds.
  public static let keyLifetime: TimeInterval = 86_400

  private let keys: [NonceKey]

  /// - Parameter keys: the newest last; it makes the nonces, all check them.
  public init(keys: [NonceKey]) { self.keys = keys }

  public enum Verdict: Sendable, Hashable {
    case good
    /// Good, and soon not any more.
    case ageing
    case expired
    /// None of ours.
    case unknown
  }

  private static let version: UInt8 = 1
  /// The version, the key's generation, the time in milliseconds; then the code.
  private static let signedLength = 1 + 4 + 8

  /// Nil when there is no key.
  public func make(at time: Date) -> String? {
    guard let key = keys.last else { return nil }
    var bytes = Data([Self.version])
    let milliseconds = UInt64(max(0, (time.timeIntervalSince1970 * 1000).rounded(.down)))
    withUnsafeBytes(of: key.generation.bigEndian) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: milliseconds.bigEndian) { bytes.append(contentsOf: $0) }
    let code = HMAC<SHA256>.authenticationCode(
      for: bytes, using: SymmetricKey(data: key.secret))
    return Base64URL.encoded(bytes + Data(code))
  }

  public func verdict(on nonce: String, at time: Date) -> Verdict {
    guard let bytes = Base64URL.decoded(nonce[...]),
      bytes.count == Self.signedLength + SHA256.byteCount, bytes.first == Self.version
    else { return .unknown }
    let generation = Self.number(bytes[1..<5])
    guard let key = keys.last(where: { $0.generation == generation }),
      HMAC<SHA256>.isValidAuthenticationCode(
        bytes[Self.signedLength...], authenticating: bytes[..<Self.signedLength],
        using: SymmetricKey(data: key.secret))
    else { return .unknown }
    let madeAt = Double(Self.number(bytes[5..<13])) / 1000
    let age = time.timeIntervalSince1970 - madeAt
    guard age >= -Self.leeway, age <= Self.lifetime else { return .expired }
    return age > Self.renewal ? .ageing : .good
  }

  /// Whether a key of this generation would be newer than all that are here.
  public func lacks(_ generation: UInt32) -> Bool { generation > keys.last?.generation ?? 0 }

  /// The generation that a nonce says it is of, whether or not it is ours.
  public static func statedGeneration(of nonce: String) -> UInt32? {
    guard let bytes = Base64URL.decoded(nonce[...]),
      bytes.count == signedLength + SHA256.byteCount, bytes.first == version
    else { return nil }
    return UInt32(number(bytes[1..<5]))
  }

  private static func number(_ bytes: Data) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}
