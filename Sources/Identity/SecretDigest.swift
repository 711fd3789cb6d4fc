import Crypto
import Foundation
import OpenIDConnect

/// The SHA-256 of a secret: what is kept of it, and how secrets are compared, everywhere. Two are equal
/// in constant time (swift-crypto's `==` on digests is), so that the time of an answer says nothing of
/// how near a guess came; whoever reads the memory cannot use what is kept.
///
/// This is for secrets with many random bits. For a pass phrase that a person made up it would be too
/// quick to try out.
public struct SecretDigest: Sendable, Hashable {
  private let digest: SHA256Digest

  public init(of secret: some StringProtocol) {
    digest = SHA256.hash(data: Data(secret.utf8))
  }

  /// As it is kept in a store.
  public var bytes: Data { Data(digest) }

  /// Whether this is what was kept. Takes the same time wherever they differ.
  public func isKept(as bytes: Data) -> Bool { digest == bytes }

  /// A new secret of 256 random bits, in letters that need no quoting anywhere.
  public static func freshSecret() -> String {
    Base64URL.encoded(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
  }
}
