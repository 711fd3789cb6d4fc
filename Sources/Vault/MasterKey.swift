import Crypto
import Foundation

/// The organization's key: it wraps the tenants' data keys and nothing else. Who loses it loses
/// every backup.
///
/// A wrapped key begins with the master key's fingerprint, so that a key that was wrapped by another
/// master key can be told from a damaged one.
public struct MasterKey: Sendable {
  /// The length of a master key in bytes.
  public static let byteCount = 32

  /// Eight bytes that tell one master key from another and say nothing of its value.
  public let fingerprint: Data

  private let key: SymmetricKey

  /// - Parameter bytes: 32 random bytes; nil for any other number of them.
  public init?(bytes: Data) {
    guard bytes.count == Self.byteCount else { return nil }
    key = SymmetricKey(data: bytes)
    let label = Data("valise master key fingerprint".utf8)
    fingerprint = Data(HMAC<SHA256>.authenticationCode(for: label, using: key)).prefix(8)
  }

  func wrap(_ dataKey: DataKey, for tenant: String) throws(VaultError) -> WrappedDataKey {
    let bytes = dataKey.key.withUnsafeBytes { Data($0) }
    let sealed = try Seal.seal(
      bytes, with: key, for: Self.associatedData(tenant, dataKey.generation))
    return WrappedDataKey(generation: dataKey.generation, wrappedBytes: fingerprint + sealed)
  }

  func unwrap(_ wrapped: WrappedDataKey, for tenant: String) throws(VaultError) -> DataKey {
    let bytes = wrapped.wrappedBytes
    guard bytes.count > fingerprint.count else {
      throw VaultError(
        .damagedSeal,
        "A tenant's data key is cut short in the store: restore the store's backup.")
    }
    guard bytes.prefix(fingerprint.count) == fingerprint else {
      throw VaultError(
        .wrongMasterKey,
        "The store was sealed with another master key: start with the master key it was made with.")
    }
    let opened = try Seal.open(
      bytes.dropFirst(fingerprint.count), with: key,
      for: Self.associatedData(tenant, wrapped.generation))
    return DataKey(generation: wrapped.generation, key: SymmetricKey(data: opened))
  }

  private static func associatedData(_ tenant: String, _ generation: Int) -> Data {
    var data = AssociatedData(purpose: "valise data key")
    data.append(tenant)
    data.append(generation)
    return data.bytes
  }
}

/// Where the master key comes from.
public protocol MasterKeyProvider: Sendable {
  func masterKey() throws(VaultError) -> MasterKey
}
