import Crypto
import Foundation

/// A tenant's key: it seals the components of one tenant, and never leaves the process unwrapped.
struct DataKey: Sendable {
  /// 1 for the tenant's first key, one more with each rotation.
  let generation: Int
  let key: SymmetricKey

  /// A new random key.
  static func random(generation: Int) -> DataKey {
    DataKey(generation: generation, key: SymmetricKey(size: .bits256))
  }

  func seal(_ bytes: Data, at place: ComponentPlace) throws(VaultError) -> Data {
    try Seal.seal(bytes, with: key, for: place.associatedData)
  }

  func open(_ sealed: Data, at place: ComponentPlace) throws(VaultError) -> Data {
    try Seal.open(sealed, with: key, for: place.associatedData)
  }
}

/// A data key as it is stored: sealed by the master key, of no use without it.
public struct WrappedDataKey: Hashable, Sendable {
  /// 1 for the tenant's first key, one more with each rotation.
  public let generation: Int
  public let wrappedBytes: Data

  public init(generation: Int, wrappedBytes: Data) {
    self.generation = generation
    self.wrappedBytes = wrappedBytes
  }
}
