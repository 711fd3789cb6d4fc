import Foundation

/// From one master key to another: every data key is opened with the old one and wrapped with the new
/// one. The keys themselves stay, and all that they sealed.
public struct MasterKeyChange: Sendable {
  public let old: any MasterKeyProvider
  public let new: any MasterKeyProvider

  /// - Throws: `vault.sameMasterKey` when there is nothing to change.
  public init(
    from old: any MasterKeyProvider, to new: any MasterKeyProvider
  ) throws(VaultError) {
    guard old.fingerprint != new.fingerprint else {
      throw VaultError(
        .sameMasterKey,
        "The old master key and the new one are the same, \(new.fingerprint): name the new one in "
          + "the configuration, and the old one by --old-key-file or --old-command.")
    }
    self.old = old
    self.new = new
  }

  /// The key under the new master key; nil when it is already. It is opened again before it is
  /// returned.
  ///
  /// - Throws: `vault.wrongMasterKey` when it is under neither.
  public func rewrap(
    _ key: WrappedDataKey, of tenant: String
  ) async throws(VaultError) -> WrappedDataKey? {
    if key.masterKey == new.fingerprint {
      _ = try await new.unwrap(key, for: tenant)
      return nil
    }
    let opened = try await old.unwrap(key, for: tenant)
    let rewrapped = try await new.wrap(opened, for: tenant)
    guard try await new.unwrap(rewrapped, for: tenant).bytes == opened.bytes else {
      throw VaultError(
        .masterKeyCommandFailed,
        "The new master key does not unwrap what it wrapped: the key was left as it is.")
    }
    return rewrapped
  }
}
