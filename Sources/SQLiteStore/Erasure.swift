import GRDB
import Store

extension SQLiteStore {
  public func eraseBackups(
    of person: PersonID, logging entry: LogAppend?
  ) async throws(StoreError) -> Erasure {
    try StoreName.check(person.tenant.rawValue, person.subject)
    if let entry { try StoreName.check(entry.owner) }
    return try await write { database in
      let underTenantKey = try database.fetchOne(
        """
        SELECT count(*) AS count FROM component
        WHERE tenant = ? AND subject = ? AND substr(sealed_bytes, 1, 1) = x'01'
        """, person.tenant.rawValue, person.subject
      ) { row in row["count"] as Int }
      func remove(_ table: String) throws -> Int {
        try database.run(
          "DELETE FROM \(table) WHERE tenant = ? AND subject = ?", person.tenant.rawValue,
          person.subject)
        return database.changesCount
      }
      let erasure =
        Erasure(
          keys: try remove("person_key"), profiles: 0, snapshots: try remove("snapshot"),
          components: try remove("component"), componentsUnderTenantKey: underTenantKey ?? 0)
        + Erasure(profiles: try remove("profile"))
      if let entry { _ = try database.append(entry) }
      return erasure
    }
  }

  public func eraseKeys(
    of tenant: TenantID, logging entry: LogAppend?
  ) async throws(StoreError) -> Int {
    try StoreName.check(tenant.rawValue)
    if let entry { try StoreName.check(entry.owner) }
    return try await write { database in
      let isInUse = try database.fetchOne(
        """
        SELECT 1 WHERE EXISTS (SELECT 1 FROM person_key WHERE tenant = ?1)
          OR EXISTS (SELECT 1 FROM component WHERE tenant = ?1)
        """, tenant.rawValue
      ) { _ in true }
      guard isInUse != true else { throw StoreError.keyInUse }
      try database.run("DELETE FROM wrapped_key WHERE tenant = ?", tenant.rawValue)
      let count = database.changesCount
      if let entry { _ = try database.append(entry) }
      return count
    }
  }

  /// The pages that removed rows were on are overwritten (`secure_delete`), but their older forms
  /// stay in the log until it is emptied.
  public func purge() async throws(StoreError) -> Bool {
    do {
      return try await pool.writeWithoutTransaction { database in
        let row = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        return row.map { $0[0] as Int == 0 } ?? false
      }
    } catch {
      throw StoreError(error)
    }
  }
}
