import Crypto
import Foundation

/// A master key in this process's memory.
public struct MasterKey: MasterKeyProvider {
  /// The length of a master key in bytes.
  public static let byteCount = 32

  public let fingerprint: MasterKeyFingerprint

  private let key: SymmetricKey

  /// - Parameter bytes: 32 random bytes; nil for any other number of them.
  public init?(bytes: Data) {
    guard bytes.count == Self.byteCount else { return nil }
    key = SymmetricKey(data: bytes)
    fingerprint = MasterKeyFingerprint(of: key, label: "valise master key fingerprint")
  }

  public func wrap(_ key: Data, for context: Data) throws(VaultError) -> Data {
    try Seal.seal(key, with: self.key, for: context)
  }

  public func unwrap(_ wrapped: Data, for context: Data) throws(VaultError) -> Data {
    try Seal.open(wrapped, with: key, for: context)
  }
}
