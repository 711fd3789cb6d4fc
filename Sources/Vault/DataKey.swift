import Crypto
import Foundation

/// A key that seals, a tenant's or a person's. It never leaves the process unwrapped.
struct DataKey: Sendable {
  /// 1 for the first key, one more with each rotation.
  let generation: Int
  let key: SymmetricKey

  static let byteCount = 32

  init(generation: Int, key: SymmetricKey) {
    self.generation = generation
    self.key = key
  }

  /// - Throws: `vault.damagedSeal` when there are not 32 bytes.
  init(generation: Int, bytes: Data) throws(VaultError) {
    guard bytes.count == Self.byteCount else {
      throw VaultError(
        .damagedSeal,
        "A stored key has \(bytes.count) bytes instead of \(Self.byteCount): restore the store's backup."
      )
    }
    self.init(generation: generation, key: SymmetricKey(data: bytes))
  }

  /// A new random key.
  static func random(generation: Int) -> DataKey {
    DataKey(generation: generation, key: SymmetricKey(size: .bits256))
  }

  var bytes: Data { key.withUnsafeBytes { Data($0) } }
}
