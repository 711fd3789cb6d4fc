import Vault

/// Keeps keys in memory, so that no disk is measured.
actor MemoryShelf: KeyShelf {
  private var tenants: [String: [WrappedDataKey]] = [:]
  private var people: [PersonName: [WrappedPersonKey]] = [:]
  private var seals: [KeyHolder: Int] = [:]

  func wrappedKeys(of tenant: String) -> [WrappedDataKey] { tenants[tenant] ?? [] }

  func insert(
    _ key: WrappedDataKey, for tenant: String, reserving seals: Int
  ) -> WrappedDataKey {
    tenants[tenant, default: []].append(key)
    self.seals[.tenant(tenant)] = seals
    return key
  }

  func personKeys(of person: PersonName) -> [WrappedPersonKey] { people[person] ?? [] }

  func insert(
    _ key: WrappedPersonKey, of person: PersonName, under tenantKey: WrappedDataKey,
    reserving seals: Int
  ) -> WrappedPersonKey? {
    people[person, default: []].append(key)
    self.seals[.person(person)] = seals
    return key
  }

  func reserveSeals(_ count: Int, of holder: KeyHolder, generation: Int) -> Int? {
    seals[holder, default: 0] += count
    return seals[holder]
  }
}
