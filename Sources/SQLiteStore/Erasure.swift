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

  /// Writes the database anew, and empties its log.
  ///
  /// Removed rows are overwritten where they stood (`secure_delete`). But SQLite moves rows from page to
  /// page while others come and go, and what a moved row leaves behind in the unused part of a page stays
  /// there: only in a file that is written anew is nothing of them. Takes the time of copying the
  /// database, in which other writers wait. The log is emptied before as well, so that it is where there
  /// is no room for the copy.
  public func purge() async throws(StoreError) -> Bool {
    do {
      return try await pool.writeWithoutTransaction { database in
        _ = try database.emptyLog()
        try database.execute(sql: "VACUUM")
        return try database.emptyLog()
      }
    } catch {
      throw StoreError(error)
    }
  }

  /// Empties the log, in which the pages stay as they were before something was removed. Where somebody
  /// goes on reading just then, they stay until later transactions have written over them.
  func emptyLog() async {
    _ = try? await pool.writeWithoutTransaction { database in try database.emptyLog() }
  }
}

extension Database {
  /// - Returns: false when somebody's reading kept it from being emptied.
  fileprivate func emptyLog() throws -> Bool {
    let row = try Row.fetchOne(self, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    return row.map { $0[0] as Int == 0 } ?? false
  }
}
