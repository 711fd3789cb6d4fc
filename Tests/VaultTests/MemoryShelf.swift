import Foundation
import Vault

/// Keeps wrapped keys in memory, as a store would.
actor MemoryShelf: WrappedKeyShelf {
  private(set) var kept: [Data: [WrappedDataKey]] = [:]
  private(set) var readCount = 0

  func wrappedKeys(of tenant: String) -> [WrappedDataKey] {
    readCount += 1
    return kept[Data(tenant.utf8)] ?? []
  }

  func insert(_ key: WrappedDataKey, for tenant: String) -> WrappedDataKey {
    let keys = kept[Data(tenant.utf8)] ?? []
    if let known = keys.first(where: { $0.generation == key.generation }) { return known }
    kept[Data(tenant.utf8)] = keys + [key]
    return key
  }

  func replace(_ keys: [WrappedDataKey], of tenant: String) {
    kept[Data(tenant.utf8)] = keys
  }
}

/// A shelf that cannot be reached.
struct BrokenShelf: WrappedKeyShelf {
  struct Unreachable: Error {}

  func wrappedKeys(of tenant: String) async throws -> [WrappedDataKey] { throw Unreachable() }

  func insert(_ key: WrappedDataKey, for tenant: String) async throws -> WrappedDataKey {
    throw Unreachable()
  }
}
