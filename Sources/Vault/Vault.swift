import Foundation

/// Seals what people back up, and opens it again.
///
/// Components are sealed with AES-256-GCM under a key per tenant; those keys are stored wrapped by
/// the ``MasterKey``. A seal is bound to its ``ComponentPlace``. The vault stores nothing itself.
///
/// Every method throws a ``VaultError`` or, unchanged, what the ``WrappedKeyShelf`` threw.
public struct Vault: Sendable {
  private let keys: TenantKeys

  public init(masterKey: MasterKey, shelf: any WrappedKeyShelf) {
    keys = TenantKeys(masterKey: masterKey, shelf: shelf)
  }

  /// Checks that the tenant's stored keys open, as a server does for every tenant before it serves.
  ///
  /// - Throws: `vault.wrongMasterKey` when they were wrapped by another master key.
  public func checkKeys(of tenant: String) async throws {
    try await keys.load(tenant)
  }

  /// Seals a component with its tenant's newest key; a tenant without a key gets its first.
  public func seal(_ bytes: Data, at place: ComponentPlace) async throws -> SealedBytes {
    let key = try await keys.newest(of: place.tenant)
    return SealedBytes(keyGeneration: key.generation, bytes: try key.seal(bytes, at: place))
  }

  /// Opens a component.
  ///
  /// - Throws: `vault.doesNotOpen` when it was changed or sealed for another place.
  public func open(_ sealed: SealedBytes, at place: ComponentPlace) async throws -> Data {
    let key = try await keys.key(generation: sealed.keyGeneration, of: place.tenant)
    return try key.open(sealed.bytes, at: place)
  }
}

/// What a seal is, and which generation of the tenant's key made it.
public struct SealedBytes: Hashable, Sendable {
  public let keyGeneration: Int
  public let bytes: Data

  public init(keyGeneration: Int, bytes: Data) {
    self.keyGeneration = keyGeneration
    self.bytes = bytes
  }
}
