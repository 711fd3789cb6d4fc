import Foundation

/// Where wrapped data keys are kept; the service binds it to its store.
public protocol WrappedKeyShelf: Sendable {
  /// The tenant's wrapped keys, in any order.
  func wrappedKeys(of tenant: String) async throws -> [WrappedDataKey]

  /// Keeps a new wrapped key. When the tenant has one of that generation already, that one stays
  /// and is returned.
  func insert(_ key: WrappedDataKey, for tenant: String) async throws -> WrappedDataKey
}

/// The tenants' data keys, unwrapped once and then held in memory.
///
/// Every method throws a ``VaultError`` or, unchanged, what the shelf threw.
actor TenantKeys {
  private let masterKey: MasterKey
  private let shelf: any WrappedKeyShelf
  /// By the tenant's UTF-8, since two tenants whose names differ only in Unicode normalization are
  /// equal as Swift strings, and must not share a key.
  private var keys: [Data: [Int: DataKey]] = [:]

  init(masterKey: MasterKey, shelf: any WrappedKeyShelf) {
    self.masterKey = masterKey
    self.shelf = shelf
  }

  /// The key to seal with: the tenant's newest; a tenant that has none gets its first.
  func newest(of tenant: String) async throws -> DataKey {
    if let key = newestHeld(of: tenant) { return key }
    try await load(tenant)
    if let key = newestHeld(of: tenant) { return key }
    return try await makeFirst(of: tenant)
  }

  /// The key that sealed with this generation.
  func key(generation: Int, of tenant: String) async throws -> DataKey {
    if let key = held(generation, of: tenant) { return key }
    // Another process may have made it since this one looked.
    try await load(tenant)
    if let key = held(generation, of: tenant) { return key }
    throw VaultError(
      .missingKey,
      "The tenant's data key of generation \(generation) is not in the store: it was erased, or "
        + "the store's backup is older than the data.")
  }

  /// Unwraps all of the tenant's keys, and makes none.
  func load(_ tenant: String) async throws {
    let wrapped = try await shelf.wrappedKeys(of: tenant)
    for key in wrapped where held(key.generation, of: tenant) == nil {
      hold(try masterKey.unwrap(key, for: tenant), of: tenant)
    }
  }

  /// Makes the first key. When another process, or another call of this one, was quicker, the key
  /// that the shelf kept is the one that counts.
  private func makeFirst(of tenant: String) async throws -> DataKey {
    let made = DataKey.random(generation: 1)
    let kept = try await shelf.insert(try masterKey.wrap(made, for: tenant), for: tenant)
    let key = try masterKey.unwrap(kept, for: tenant)
    hold(key, of: tenant)
    return key
  }

  private func newestHeld(of tenant: String) -> DataKey? {
    keys[Data(tenant.utf8)]?.values.max { $0.generation < $1.generation }
  }

  private func held(_ generation: Int, of tenant: String) -> DataKey? {
    keys[Data(tenant.utf8)]?[generation]
  }

  private func hold(_ key: DataKey, of tenant: String) {
    keys[Data(tenant.utf8), default: [:]][key.generation] = key
  }
}
