import Foundation
import GRDB
import Store

extension SQLiteStore {
  public func tenants(after: TenantID?, limit: Int) async throws(StoreError) -> [TenantID] {
    if let after { try StoreName.check(after.rawValue) }
    var found: [TenantID] = []
    var last = after
    while found.count < limit, let next = try await tenant(after: last) {
      found.append(next)
      last = next
    }
    return found
  }

  /// Looks at the head of each index, however many rows a tenant has.
  private func tenant(after: TenantID?) async throws(StoreError) -> TenantID? {
    let heads = Self.tablesOfTenants.map {
      "SELECT min(tenant) AS tenant FROM \($0) WHERE tenant > ?1"
    }
    return try await read { database in
      try database.fetchOne(
        "SELECT min(tenant) AS tenant FROM (\(heads.joined(separator: " UNION ALL ")))",
        after?.rawValue ?? ""
      ) { row in (row["tenant"] as String?).map(TenantID.init(rawValue:)) } ?? nil
    }
  }

  public func subjects(
    of tenant: TenantID, after: String?, limit: Int
  ) async throws(StoreError) -> [String] {
    try StoreName.check(tenant.rawValue)
    if let after { try StoreName.check(after) }
    let pages = Self.tablesOfPeople.map {
      """
      SELECT subject FROM (SELECT DISTINCT subject FROM \($0)
        WHERE tenant = ?1 AND subject > ?2 ORDER BY subject LIMIT ?3)
      """
    }
    return try await read { database in
      try database.fetchAll(
        "\(pages.joined(separator: " UNION ")) ORDER BY subject LIMIT ?3", tenant.rawValue,
        after ?? "", max(0, limit)
      ) { row in row["subject"] as String }
    }
  }

  private static let tablesOfPeople = [
    "person_key", "profile", "snapshot", "component", "offer", "sign_in", "record",
  ]
  private static let tablesOfTenants = ["wrapped_key", "log_entry"] + tablesOfPeople

  public func inventory(of person: PersonID) async throws(StoreError) -> Inventory {
    try StoreName.check(person.tenant.rawValue, person.subject)
    do {
      // In a transaction, unlike other reading: the lists must be of one moment.
      return try await pool.read { database in try database.inventory(of: person) }
    } catch {
      throw StoreError(error)
    }
  }

  public func recordInventory(
    of owner: RecordOwner, after: RecordPosition?, limit: Int
  ) async throws(StoreError) -> [Inventory.Record] {
    try StoreName.check(owner)
    let (tenant, subject) = owner.columns
    do {
      // In a transaction: a record and its labels must be of one moment.
      return try await pool.read { database in
        try database.fetchAll(
          """
          SELECT kind, id, revision, labels, content FROM record
          WHERE tenant = ? AND subject = ? AND (kind, id) > (?, ?) ORDER BY kind, id LIMIT ?
          """, tenant, subject, after?.kind ?? "", after?.id ?? "", max(0, limit)
        ) { row in
          Inventory.Record(
            kind: row["kind"], id: row["id"], revision: row["revision"], labels: row["labels"],
            foundBy: try database.fetchAll(
              """
              SELECT name, value FROM record_label
              WHERE tenant = ? AND subject = ? AND kind = ? AND id = ? ORDER BY name, value
              """, tenant, subject, row["kind"] as String, row["id"] as String
            ) { RecordLabel($0["name"], $0["value"]) },
            content: row["content"])
        }
      }
    } catch {
      throw StoreError(error)
    }
  }

  public func checkDatabase(reindex: Bool) async throws(StoreError) -> DatabaseCheck {
    do {
      if reindex {
        try await pool.writeWithoutTransaction { database in
          try database.execute(sql: "REINDEX")
        }
      }
      let faults = try await pool.read { database in
        let said = try String.fetchAll(database, sql: "PRAGMA integrity_check(1000)")
        let foreign = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { row in
          "a row of \(row["table"] as String) refers to one of \(row["parent"] as String) that is not there"
        }
        return said.filter { $0 != "ok" } + foreign
      }
      return DatabaseCheck(faults: faults, isReindexed: reindex)
    } catch {
      throw StoreError(error)
    }
  }
}

extension Database {
  fileprivate func inventory(of person: PersonID) throws -> Inventory {
    func rows<Value>(_ selection: String, _ order: String, read: (Row) throws -> Value) throws
      -> [Value]
    {
      try fetchAll(
        "SELECT \(selection) WHERE tenant = ? AND subject = ? ORDER BY \(order)",
        person.tenant.rawValue, person.subject, read: read)
    }
    return Inventory(
      profiles: try rows(
        "id, device, source, newest_version, last_backup_at FROM profile", "id"
      ) { row in
        Inventory.Profile(
          id: row["id"], device: row["device"], source: row["source"],
          newestVersion: row["newest_version"], lastBackupAt: row.time("last_backup_at"))
      },
      snapshots: try rows("profile, version, manifest, stored_at FROM snapshot", "profile, version")
      { row in
        Inventory.Snapshot(
          profile: row["profile"], version: row["version"], manifest: row["manifest"],
          storedAt: row.time("stored_at"))
      },
      components: try rows(
        """
        profile, digest, kind, first_version, key_generation, length(sealed_bytes) AS byte_count,
          substr(sealed_bytes, 1, 1) AS first_byte FROM component
        """, "profile, digest"
      ) { row in
        Inventory.Component(
          profile: row["profile"], digest: row["digest"], kind: row["kind"],
          firstVersion: row["first_version"], keyGeneration: row["key_generation"],
          sealedByteCount: row["byte_count"], firstByte: (row["first_byte"] as Data).first)
      },
      keys: try personKeys(of: person),
      offers: try rows("id, moment, outcome, concluded_at FROM offer", "id") { row in
        Inventory.Offer(
          id: row["id"], moment: row["moment"], outcome: row["outcome"],
          concludedAt: (row["concluded_at"] as Int64?).map(StoreTime.date))
      },
      signIns: try rows("device, statement FROM sign_in", "device") { row in
        Inventory.SignIn(device: row["device"], statement: row["statement"])
      })
  }
}
