import Foundation

/// The tenants' data keys. They wrap the keys of people; in the first format they sealed components.
///
/// A key is unwrapped when it is first needed and then held in memory, where it is used for
/// ``Vault/confirmationInterval`` at most before the store is asked whether it is still there.
///
/// Every method throws a ``VaultError`` or, unchanged, what the shelf threw.
actor TenantKeys {
  /// A tenant's key with its stored form.
  struct Key: Sendable {
    let data: DataKey
    let wrapped: WrappedDataKey
  }

  private let masterKey: any MasterKeyProvider
  private let shelf: any KeyShelf
  private let limits: SealLimits
  private let now: @Sendable () -> Date
  /// By the tenant's UTF-8, since two tenants whose names differ only in Unicode normalization are
  /// equal as Swift strings, and must not share a key.
  private var held: [Data: HeldKeys<WrappedDataKey>] = [:]
  private var steps: [Data: Task<Key?, any Error>] = [:]

  init(
    masterKey: any MasterKeyProvider, shelf: any KeyShelf, limits: SealLimits,
    now: @escaping @Sendable () -> Date
  ) {
    self.masterKey = masterKey
    self.shelf = shelf
    self.limits = limits
    self.now = now
  }

  /// The tenant's newest generation; a tenant that has no key gets its first.
  func newestGeneration(of tenant: String) async throws -> Int {
    for _ in 0..<Self.attempts {
      if let newest = try await current(tenant).newest { return newest }
      _ = try await advance(tenant)
    }
    throw VaultError.keysInMotion
  }

  /// A key to make one seal with: the newest, or its successor when it has sealed enough.
  func sealingKey(of tenant: String) async throws -> Key {
    // Every round but the last reserves seals, makes a key, or learns that one is gone.
    for _ in 0..<Self.attempts {
      if let key = try await takeSeal(of: tenant) { return key }
      if let key = try await advance(tenant) { return key }
    }
    throw VaultError.keysInMotion
  }

  /// The key of this generation.
  func key(generation: Int, of tenant: String) async throws -> Key {
    if let wrapped = try await current(tenant).wrapped[generation] {
      return try await unwrap(wrapped, of: tenant)
    }
    // Another process may have made it since this one looked.
    if let wrapped = try await load(tenant).wrapped[generation] {
      return try await unwrap(wrapped, of: tenant)
    }
    throw VaultError(
      .missingKey,
      "The tenant's data key of generation \(generation) is not in the store: it was erased, or "
        + "the store's backup is older than the data.")
  }

  /// Unwraps all of the tenant's keys, and makes none.
  func checkAll(of tenant: String) async throws {
    for key in try await load(tenant).wrapped.values.sorted(by: { $0.generation < $1.generation }) {
      _ = try await unwrap(key, of: tenant)
    }
  }

  /// Makes a new generation, whatever the present one has sealed.
  func rotate(_ tenant: String) async throws -> Int {
    let newest = try await load(tenant).newest ?? 0
    return try await make(generation: newest + 1, of: tenant).wrapped.generation
  }

  /// Makes the next use of the tenant's keys ask the store.
  func doubt(_ tenant: String) { held[Data(tenant.utf8)]?.doubt() }

  // MARK: -

  private static let attempts = 100

  /// The newest key, when it has a reserved seal left, which is used up by this.
  private func takeSeal(of tenant: String) async throws -> Key? {
    let keys = try await current(tenant)
    guard let newest = keys.newest, let wrapped = keys.wrapped[newest] else { return nil }
    let key = try await unwrap(wrapped, of: tenant)
    return held[Data(tenant.utf8)]?.takeSeal(for: wrapped) == true ? key : nil
  }

  /// Reserves seals or makes a key. Callers at once share one such step, else each would reserve a
  /// block of its own.
  ///
  /// - Returns: for whoever began the step, the key with the first of the seals, as with
  ///   ``PersonKeys``.
  private func advance(_ tenant: String) async throws -> Key? {
    let name = Data(tenant.utf8)
    if let step = steps[name] {
      _ = try await step.value
      return nil
    }
    let step = Task {
      // Here and not after the wait: until this call goes on, others would find a step that is done.
      defer { steps[name] = nil }
      return try await self.step(of: tenant)
    }
    steps[name] = step
    return try await step.value
  }

  private func step(of tenant: String) async throws -> Key? {
    let keys = try await current(tenant)
    guard let newest = keys.newest, let wrapped = keys.wrapped[newest] else {
      return try await makeAndTakeSeal(generation: 1, of: tenant)
    }
    let reserved = try await shelf.reserveSeals(
      limits.block, of: .tenant(tenant), generation: newest)
    guard let reserved else {
      doubt(tenant)
      return nil
    }
    if reserved > limits.rotateAt {
      return try await makeAndTakeSeal(generation: newest + 1, of: tenant)
    }
    held[Data(tenant.utf8), default: HeldKeys()].addSeals(limits.block - 1, for: wrapped)
    return try await unwrap(wrapped, of: tenant)
  }

  /// What the store has, as far as this process knows; asked again when that is too long ago.
  private func current(_ tenant: String) async throws -> HeldKeys<WrappedDataKey> {
    if let keys = held[Data(tenant.utf8)],
      keys.isFresh(at: now(), within: Vault.confirmationInterval)
    {
      return keys
    }
    return try await load(tenant)
  }

  private func load(_ tenant: String) async throws -> HeldKeys<WrappedDataKey> {
    let time = now()
    let found = try await shelf.wrappedKeys(of: tenant)
    var keys = held[Data(tenant.utf8)] ?? HeldKeys()
    keys.confirm(found.map { ($0.generation, $0) }, at: time)
    held[Data(tenant.utf8)] = keys
    return keys
  }

  private func unwrap(_ wrapped: WrappedDataKey, of tenant: String) async throws -> Key {
    if let key = held[Data(tenant.utf8)]?.key(wrapped.generation, as: wrapped) {
      return Key(data: key, wrapped: wrapped)
    }
    let key = try await masterKey.unwrap(wrapped, for: tenant)
    if held[Data(tenant.utf8)]?.wrapped[wrapped.generation] == wrapped {
      held[Data(tenant.utf8)]?.hold(key, as: wrapped)
    }
    return Key(data: key, wrapped: wrapped)
  }

  /// Nil when another process made the key, and has its seals.
  private func makeAndTakeSeal(generation: Int, of tenant: String) async throws -> Key? {
    let key = try await make(generation: generation, of: tenant)
    return held[Data(tenant.utf8)]?.takeSeal(for: key.wrapped) == true ? key : nil
  }

  /// Makes a key. When another process, or another call of this one, was quicker, the key that the
  /// shelf kept is the one that counts.
  private func make(generation: Int, of tenant: String) async throws -> Key {
    let made = DataKey.random(generation: generation)
    let wrapped = try await masterKey.wrap(made, for: tenant)
    let kept = try await shelf.insert(wrapped, for: tenant, reserving: limits.block)
    var keys = held[Data(tenant.utf8)] ?? HeldKeys()
    let key = kept == wrapped ? made : try await masterKey.unwrap(kept, for: tenant)
    keys = held[Data(tenant.utf8)] ?? keys
    keys.hold(key, as: kept)
    if kept == wrapped { keys.addSeals(limits.block, for: kept) }
    held[Data(tenant.utf8)] = keys
    return Key(data: key, wrapped: kept)
  }
}
