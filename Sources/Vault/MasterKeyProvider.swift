import Foundation

/// The organization's key, wherever it is kept: it wraps the tenants' data keys and nothing else. Who
/// loses it loses every backup.
///
/// ``MasterKey`` has it in memory, from a ``MasterKeyFile``; ``CommandMasterKey`` asks a program for
/// every wrapping, so that the key itself stays in a hardware module or a cloud vault.
public protocol MasterKeyProvider: Sendable {
  /// Tells this master key from others; every key that it wrapped begins with it.
  var fingerprint: MasterKeyFingerprint { get }

  /// Encrypts a key so that only this master key opens it, and only for the same context.
  ///
  /// - Parameter context: what the key is for, in an encoding that has only one reading.
  func wrap(_ key: Data, for context: Data) async throws(VaultError) -> Data

  /// - Throws: `vault.doesNotOpen` when the bytes were changed, or wrapped for another context.
  func unwrap(_ wrapped: Data, for context: Data) async throws(VaultError) -> Data
}

extension MasterKeyProvider {
  func wrap(_ dataKey: DataKey, for tenant: String) async throws(VaultError) -> WrappedDataKey {
    let wrapped = try await wrap(
      dataKey.bytes, for: Self.context(of: tenant, dataKey.generation))
    return WrappedDataKey(
      generation: dataKey.generation, wrappedBytes: fingerprint.bytes + wrapped)
  }

  func unwrap(_ wrapped: WrappedDataKey, for tenant: String) async throws(VaultError) -> DataKey {
    guard let wrapper = wrapped.masterKey else {
      throw VaultError(
        .damagedSeal,
        "A tenant's data key is cut short in the store: restore the store's backup.")
    }
    guard wrapper == fingerprint else {
      throw VaultError(
        .wrongMasterKey,
        "The store was sealed with the master key \(wrapper), and this one is \(fingerprint): "
          + "start with the master key it was made with, or go on with `valised keys rewrap`.")
    }
    let opened = try await unwrap(
      wrapped.wrappedBytes.dropFirst(MasterKeyFingerprint.byteCount),
      for: Self.context(of: tenant, wrapped.generation))
    return try DataKey(generation: wrapped.generation, bytes: opened)
  }

  private static func context(of tenant: String, _ generation: Int) -> Data {
    var data = AssociatedData(purpose: "valise data key")
    data.append(tenant)
    data.append(generation)
    return data.bytes
  }
}

/// A data key as it is stored: sealed by the master key, of no use without it.
public struct WrappedDataKey: Hashable, Sendable {
  /// 1 for the tenant's first key, one more with each rotation.
  public let generation: Int
  /// The fingerprint of the master key, and what the master key made of the key.
  public let wrappedBytes: Data

  public init(generation: Int, wrappedBytes: Data) {
    self.generation = generation
    self.wrappedBytes = wrappedBytes
  }

  /// The master key that wrapped it; nil when it is cut short.
  public var masterKey: MasterKeyFingerprint? {
    guard wrappedBytes.count > MasterKeyFingerprint.byteCount else { return nil }
    return MasterKeyFingerprint(bytes: wrappedBytes.prefix(MasterKeyFingerprint.byteCount))
  }
}
