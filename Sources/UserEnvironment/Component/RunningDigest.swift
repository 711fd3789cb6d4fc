import Crypto
import Foundation

/// The digest of bytes that come one after another.
public struct RunningDigest: Sendable {
  private var hash = SHA256()

  public init() {}

  public mutating func append(_ bytes: some DataProtocol) {
    hash.update(data: bytes)
  }

  /// The digest of all bytes so far.
  public var digest: Digest { Digest(hash.finalize()) }
}
