import Foundation
import Vault

/// Keeps wrapped keys in memory, as a store would.
actor MemoryShelf: KeyShelf {
  private(set) var kept: [Data: [WrappedDataKey]] = [:]
  private(set) var people: [PersonName: [WrappedPersonKey]] = [:]
  /// By the holder and the generation.
  private(set) var reserved: [Count: Int] = [:]
  private(set) var readCount = 0
  private(set) var reservationCount = 0

  struct Count: Hashable {
    let holder: KeyHolder
    let generation: Int
  }

  func wrappedKeys(of tenant: String) -> [WrappedDataKey] {
    readCount += 1
    return kept[Data(tenant.utf8)] ?? []
  }

  func insert(
    _ key: WrappedDataKey, for tenant: String, reserving seals: Int
  ) -> WrappedDataKey {
    let keys = kept[Data(tenant.utf8)] ?? []
    if let known = keys.first(where: { $0.generation == key.generation }) { return known }
    kept[Data(tenant.utf8)] = keys + [key]
    reserved[Count(holder: .tenant(tenant), generation: key.generation)] = seals
    return key
  }

  func personKeys(of person: PersonName) -> [WrappedPersonKey] {
    readCount += 1
    return people[person] ?? []
  }

  func insert(
    _ key: WrappedPersonKey, of person: PersonName, under tenantKey: WrappedDataKey,
    reserving seals: Int
  ) -> WrappedPersonKey? {
    guard kept[Data(person.tenant.utf8)]?.contains(tenantKey) == true else { return nil }
    let keys = people[person] ?? []
    if let known = keys.first(where: { $0.generation == key.generation }) { return known }
    people[person] = keys + [key]
    reserved[Count(holder: .person(person), generation: key.generation)] = seals
    return key
  }

  func reserveSeals(_ count: Int, of holder: KeyHolder, generation: Int) -> Int? {
    reservationCount += 1
    let place = Count(holder: holder, generation: generation)
    guard let before = reserved[place] else { return nil }
    reserved[place] = before + count
    return before + count
  }

  func replace(_ keys: [WrappedDataKey], of tenant: String) {
    kept[Data(tenant.utf8)] = keys
  }

  /// Drops the person's keys, as an erasure does.
  func erase(_ person: PersonName) {
    for key in people.removeValue(forKey: person) ?? [] {
      reserved[Count(holder: .person(person), generation: key.generation)] = nil
    }
  }
}

/// A shelf that cannot be reached.
struct BrokenShelf: KeyShelf {
  struct Unreachable: Error {}

  func wrappedKeys(of tenant: String) async throws -> [WrappedDataKey] { throw Unreachable() }

  func insert(
    _ key: WrappedDataKey, for tenant: String, reserving seals: Int
  ) async throws -> WrappedDataKey { throw Unreachable() }

  func personKeys(of person: PersonName) async throws -> [WrappedPersonKey] {
    throw Unreachable()
  }

  func insert(
    _ key: WrappedPersonKey, of person: PersonName, under tenantKey: WrappedDataKey,
    reserving seals: Int
  ) async throws -> WrappedPersonKey? { throw Unreachable() }

  func reserveSeals(
    _ count: Int, of holder: KeyHolder, generation: Int
  ) async throws -> Int? { throw Unreachable() }
}
