import GRDB
import Store

extension SQLiteStore {
  public func wrappedKeys(of tenant: TenantID) async throws(StoreError) -> [WrappedKey] {
    try StoreName.check(tenant.rawValue)
    return try await read { database in
      try database.fetchAll(
        """
        SELECT generation, wrapped_bytes FROM wrapped_key WHERE tenant = ? ORDER BY generation
        """, tenant.rawValue, read: WrappedKey.init(row:))
    }
  }

  public func insert(
    _ key: WrappedKey, for tenant: TenantID
  ) async throws(StoreError) -> WrappedKey {
    try StoreName.check(tenant.rawValue)
    return try await write { database in
      try database.run(
        """
        INSERT INTO wrapped_key (tenant, generation, wrapped_bytes) VALUES (?, ?, ?)
        ON CONFLICT DO NOTHING
        """, tenant.rawValue, key.generation, key.wrappedBytes)
      return try database.fetchOne(
        "SELECT generation, wrapped_bytes FROM wrapped_key WHERE tenant = ? AND generation = ?",
        tenant.rawValue, key.generation, read: WrappedKey.init(row:)
      ).asWritten()
    }
  }
}

extension WrappedKey {
  fileprivate init(row: Row) {
    self.init(generation: row["generation"], wrappedBytes: row["wrapped_bytes"])
  }
}
