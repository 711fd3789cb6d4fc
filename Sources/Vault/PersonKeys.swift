import Foundation

/// The keys of people: each seals the components of one person, so that dropping it erases them and
/// nobody else.
///
/// A person's newest key seals while it is wrapped by the tenant's newest; after a rotation of the
/// tenant's key, or when it has sealed enough, the person gets another. As with ``TenantKeys``, the
/// store is asked again after ``Vault/confirmationInterval``.
///
/// Every method throws a ``VaultError`` or, unchanged, what the shelf threw.
actor PersonKeys {
  /// A person's key with its stored form.
  struct Key: Sendable {
    let data: DataKey
    let wrapped: WrappedPersonKey
  }

  private let tenantKeys: TenantKeys
  private let shelf: any KeyShelf
  private let limits: SealLimits
  private let now: @Sendable () -> Date
  private var held: [PersonName: HeldKeys<WrappedPersonKey>] = [:]
  private var steps: [PersonName: Task<Key?, any Error>] = [:]
  private var sweptAt: Date

  init(
    tenantKeys: TenantKeys, shelf: any KeyShelf, limits: SealLimits,
    now: @escaping @Sendable () -> Date
  ) {
    self.tenantKeys = tenantKeys
    self.shelf = shelf
    self.limits = limits
    self.now = now
    sweptAt = now()
  }

  /// A key to make one seal with.
  func sealingKey(of person: PersonName) async throws -> Key {
    // Every round but the last reserves seals, makes a key, or learns that one is gone.
    for _ in 0..<Self.attempts {
      if let key = try await takeSeal(of: person) { return key }
      if let key = try await advance(person) { return key }
    }
    throw VaultError.keysInMotion
  }

  /// The key of this generation.
  func key(generation: Int, of person: PersonName) async throws -> Key {
    if let wrapped = try await current(person).wrapped[generation] {
      return try await unwrap(wrapped, of: person)
    }
    // Another process may have made it since this one looked.
    if let wrapped = try await load(person).wrapped[generation] {
      return try await unwrap(wrapped, of: person)
    }
    throw VaultError(
      .missingKey,
      "The person's key of generation \(generation) is not in the store: it was erased, or the "
        + "store's backup is older than the data.")
  }

  /// Whether the store has another key of this generation now than the one that is held.
  func isReplaced(_ key: Key, of person: PersonName) async throws -> Bool {
    let found = try await load(person).wrapped[key.wrapped.generation]
    return found != nil && found != key.wrapped
  }

  /// Makes the next use of the person's keys ask the store, for the tenant's as well.
  func doubt(_ person: PersonName) async {
    held[person]?.doubt()
    await tenantKeys.doubt(person.tenant)
  }

  /// Opens a stored key, whether or not it is held.
  func unwrap(_ wrapped: WrappedPersonKey, of person: PersonName) async throws -> Key {
    if let key = held[person]?.key(wrapped.generation, as: wrapped) {
      return Key(data: key, wrapped: wrapped)
    }
    let tenantKey = try await tenantKeys.key(
      generation: wrapped.tenantGeneration, of: person.tenant)
    let bytes = try Seal.open(
      wrapped.wrappedBytes, with: tenantKey.data.key,
      for: Self.context(of: person, wrapped.generation))
    let key = try DataKey(generation: wrapped.generation, bytes: bytes)
    if held[person]?.wrapped[wrapped.generation] == wrapped {
      held[person]?.hold(key, as: wrapped)
    }
    return Key(data: key, wrapped: wrapped)
  }

  // MARK: -

  private static let attempts = 100

  /// The newest key, when it is wrapped by the tenant's newest and has a reserved seal left, which is
  /// used up by this.
  private func takeSeal(of person: PersonName) async throws -> Key? {
    guard let wrapped = try await usableKey(of: person) else { return nil }
    let key = try await unwrap(wrapped, of: person)
    return held[person]?.takeSeal(for: wrapped) == true ? key : nil
  }

  private func usableKey(of person: PersonName) async throws -> WrappedPersonKey? {
    let tenantGeneration = try await tenantKeys.newestGeneration(of: person.tenant)
    let keys = try await current(person)
    guard let newest = keys.newest, let wrapped = keys.wrapped[newest],
      wrapped.tenantGeneration >= tenantGeneration
    else { return nil }
    return wrapped
  }

  /// Reserves seals or makes a key. Callers at once share one such step, else each would reserve a
  /// block of its own.
  ///
  /// - Returns: for whoever began the step, the key with the first of the seals. Without that, processes
  ///   that replace each other's keys might reserve for ever, and none come to use what it reserved.
  private func advance(_ person: PersonName) async throws -> Key? {
    if let step = steps[person] {
      _ = try await step.value
      return nil
    }
    let step = Task {
      // Here and not after the wait: until this call goes on, others would find a step that is done.
      defer { steps[person] = nil }
      return try await self.step(of: person)
    }
    steps[person] = step
    return try await step.value
  }

  private func step(of person: PersonName) async throws -> Key? {
    guard let wrapped = try await usableKey(of: person) else {
      let newest = try await current(person).newest ?? 0
      return try await make(generation: newest + 1, of: person)
    }
    let reserved = try await shelf.reserveSeals(
      limits.block, of: .person(person), generation: wrapped.generation)
    guard let reserved else {
      await doubt(person)
      return nil
    }
    if reserved > limits.rotateAt {
      return try await make(generation: wrapped.generation + 1, of: person)
    }
    held[person, default: HeldKeys()].addSeals(limits.block - 1, for: wrapped)
    return try await unwrap(wrapped, of: person)
  }

  private func current(_ person: PersonName) async throws -> HeldKeys<WrappedPersonKey> {
    if let keys = held[person], keys.isFresh(at: now(), within: Vault.confirmationInterval) {
      return keys
    }
    return try await load(person)
  }

  private func load(_ person: PersonName) async throws -> HeldKeys<WrappedPersonKey> {
    let time = now()
    let found = try await shelf.personKeys(of: person)
    sweep(at: time)
    var keys = held[person] ?? HeldKeys()
    keys.confirm(found.map { ($0.generation, $0) }, at: time)
    held[person] = keys
    return keys
  }

  /// Lets go of keys that would not be used without asking the store: those of people who are not
  /// served just now, and so those that were erased.
  private func sweep(at time: Date) {
    guard !(0..<Vault.confirmationInterval).contains(time.timeIntervalSince(sweptAt)) else {
      return
    }
    sweptAt = time
    held = held.mapValues { keys in
      keys.isFresh(at: time, within: Vault.confirmationInterval) ? keys : keys.withoutKeys
    }
  }

  /// Makes a key, wrapped by the tenant's newest. When another process, or another call of this one,
  /// was quicker, the next look at the shelf finds the key that was kept.
  private func make(generation: Int, of person: PersonName) async throws -> Key? {
    let tenantKey = try await tenantKeys.sealingKey(of: person.tenant)
    let made = DataKey.random(generation: generation)
    let wrapped = WrappedPersonKey(
      generation: generation, tenantGeneration: tenantKey.data.generation,
      wrappedBytes: try Seal.seal(
        made.bytes, with: tenantKey.data.key, for: Self.context(of: person, generation)))
    let kept = try await shelf.insert(
      wrapped, of: person, under: tenantKey.wrapped, reserving: limits.block)
    guard let kept else {
      await tenantKeys.doubt(person.tenant)
      return nil
    }
    guard kept == wrapped else {
      held[person]?.doubt()
      return nil
    }
    held[person, default: HeldKeys()].hold(made, as: kept)
    held[person]?.addSeals(limits.block - 1, for: kept)
    return Key(data: made, wrapped: kept)
  }

  private static func context(of person: PersonName, _ generation: Int) -> Data {
    var data = AssociatedData(purpose: "valise person key")
    data.append(person.tenant)
    data.append(person.user)
    data.append(generation)
    return data.bytes
  }
}
