import Foundation
import Store
import Vault

/// The store as the place where the vault keeps its wrapped keys.
public struct StoredKeyShelf: KeyShelf {
  private let store: any Store
  private let now: @Sendable () -> Date

  /// - Parameter now: the clock by which new keys are dated.
  public init(store: any Store, now: @escaping @Sendable () -> Date = { Date() }) {
    self.store = store
    self.now = now
  }

  public func wrappedKeys(of tenant: String) async throws -> [WrappedDataKey] {
    try await store.wrappedKeys(of: TenantID(rawValue: tenant)).map(WrappedDataKey.init)
  }

  public func insert(
    _ key: WrappedDataKey, for tenant: String, reserving seals: Int
  ) async throws -> WrappedDataKey {
    WrappedDataKey(
      try await store.insert(
        WrappedKey(
          generation: key.generation, wrappedBytes: key.wrappedBytes, madeAt: now(),
          sealsReserved: seals),
        for: TenantID(rawValue: tenant)))
  }

  public func personKeys(of person: PersonName) async throws -> [WrappedPersonKey] {
    try await store.personKeys(of: PersonID(person)).map(WrappedPersonKey.init)
  }

  public func insert(
    _ key: WrappedPersonKey, of person: PersonName, under tenantKey: WrappedDataKey,
    reserving seals: Int
  ) async throws -> WrappedPersonKey? {
    do {
      return WrappedPersonKey(
        try await store.insert(
          StoredPersonKey(
            generation: key.generation, tenantGeneration: key.tenantGeneration,
            wrappedBytes: key.wrappedBytes, madeAt: now(), sealsReserved: seals),
          for: PersonID(person),
          under: KeyMark(
            generation: tenantKey.generation, wrappedBytes: tenantKey.wrappedBytes)))
    } catch {
      guard error.code == .keyGone else { throw error }
      return nil
    }
  }

  public func reserveSeals(
    _ count: Int, of holder: KeyHolder, generation: Int
  ) async throws -> Int? {
    let owner: KeyOwner =
      switch holder {
      case .tenant(let tenant): .tenant(TenantID(rawValue: tenant))
      case .person(let person): .person(PersonID(person))
      }
    return try await store.reserveSeals(count, of: owner, generation: generation)
  }
}

extension WrappedDataKey {
  init(_ key: WrappedKey) {
    self.init(generation: key.generation, wrappedBytes: key.wrappedBytes)
  }
}

extension WrappedPersonKey {
  init(_ key: StoredPersonKey) {
    self.init(
      generation: key.generation, tenantGeneration: key.tenantGeneration,
      wrappedBytes: key.wrappedBytes)
  }
}

extension PersonID {
  init(_ name: PersonName) {
    self.init(tenant: TenantID(rawValue: name.tenant), subject: name.user)
  }
}

extension PersonName {
  init(_ person: PersonID) {
    self.init(tenant: person.tenant.rawValue, user: person.subject)
  }
}
