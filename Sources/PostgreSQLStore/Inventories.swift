import Foundation
import Store

extension PostgreSQLStore {
  private static let tablesOfPeople = [
    "person_key", "profile", "snapshot", "component", "offer", "sign_in", "record",
  ]
  private static let tablesOfTenants = ["wrapped_key", "log_entry"] + tablesOfPeople

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
      "SELECT min(tenant) AS tenant FROM \($0) WHERE tenant > $1"
    }
    return try await statement { session in
      let rows = try session.query(
        "SELECT min(tenant) AS tenant FROM (\(heads.joined(separator: " UNION ALL "))) AS heads",
        .text(after?.rawValue ?? ""))
      guard let row = rows.first, !row.isNull("tenant") else { return nil }
      return TenantID(rawValue: try row.text("tenant"))
    }
  }

  public func subjects(
    of tenant: TenantID, after: String?, limit: Int
  ) async throws(StoreError) -> [String] {
    try StoreName.check(tenant.rawValue)
    if let after { try StoreName.check(after) }
    let pages = Self.tablesOfPeople.map {
      """
      (SELECT DISTINCT subject FROM \($0)
        WHERE tenant = $1 AND subject > $2 ORDER BY subject LIMIT $3)
      """
    }
    return try await statement { session in
      try session.query(
        "\(pages.joined(separator: " UNION ")) ORDER BY subject LIMIT $3", .text(tenant.rawValue),
        .text(after ?? ""), .integer(max(0, limit))
      ).map { row in try row.text("subject") }
    }
  }

  public func inventory(of person: PersonID) async throws(StoreError) -> Inventory {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await transaction { session in
      // The lists must be of one moment.
      try session.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
      return try session.inventory(of: person)
    }
  }

  public func recordInventory(
    of owner: RecordOwner, after: RecordPosition?, limit: Int
  ) async throws(StoreError) -> [Inventory.Record] {
    try StoreName.check(owner)
    let (tenant, subject) = owner.columns
    return try await transaction { session in
      // A record and its labels must be of one moment.
      try session.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
      let rows = try session.query(
        """
        SELECT kind, id, revision, labels, content FROM record
        WHERE tenant = $1 AND subject = $2 AND (kind, id) > ($3, $4) ORDER BY kind, id LIMIT $5
        """, .text(tenant), .text(subject), .text(after?.kind ?? ""), .text(after?.id ?? ""),
        .integer(max(0, limit)))
      return try rows.map { row in
        let (kind, id) = (try row.text("kind"), try row.text("id"))
        let labels = try session.query(
          """
          SELECT name, value FROM record_label
          WHERE tenant = $1 AND subject = $2 AND kind = $3 AND id = $4 ORDER BY name, value
          """, .text(tenant), .text(subject), .text(kind), .text(id))
        return Inventory.Record(
          kind: kind, id: id, revision: try row.integer("revision"),
          labels: try row.bytes("labels"),
          foundBy: try labels.map { RecordLabel(try $0.text("name"), try $0.text("value")) },
          content: try row.bytes("content"))
      }
    }
  }
}

extension Session {
  fileprivate mutating func inventory(of person: PersonID) throws -> Inventory {
    func rows(_ selection: String, _ order: String) throws -> [Row] {
      try query(
        "SELECT \(selection) WHERE tenant = $1 AND subject = $2 ORDER BY \(order)",
        .text(person.tenant.rawValue), .text(person.subject))
    }
    return Inventory(
      profiles: try rows(
        "id, device, source, newest_version, last_backup_at FROM profile", "id"
      ).map { row in
        Inventory.Profile(
          id: try row.text("id"), device: try row.text("device"), source: try row.bytes("source"),
          newestVersion: try row.integer("newest_version"),
          lastBackupAt: try row.time("last_backup_at"))
      },
      snapshots: try rows("profile, version, manifest, stored_at FROM snapshot", "profile, version")
        .map { row in
          Inventory.Snapshot(
            profile: try row.text("profile"), version: try row.integer("version"),
            manifest: try row.bytes("manifest"), storedAt: try row.time("stored_at"))
        },
      components: try rows(
        """
        profile, digest, kind, first_version, key_generation,
          length(sealed_bytes)::bigint AS byte_count,
          substr(sealed_bytes, 1, 1) AS first_byte FROM component
        """, "profile, digest"
      ).map { row in
        Inventory.Component(
          profile: try row.text("profile"), digest: try row.text("digest"),
          kind: try row.text("kind"), firstVersion: try row.integer("first_version"),
          keyGeneration: try row.integer("key_generation"),
          sealedByteCount: try row.integer("byte_count"),
          firstByte: try row.bytes("first_byte").first)
      },
      keys: try personKeys(of: person),
      offers: try rows("id, moment, outcome, concluded_at FROM offer", "id").map { row in
        Inventory.Offer(
          id: try row.text("id"), moment: try row.text("moment"),
          outcome: row.isNull("outcome") ? nil : try row.text("outcome"),
          concludedAt: row.isNull("concluded_at") ? nil : try row.time("concluded_at"))
      },
      signIns: try rows("device, statement FROM sign_in", "device").map { row in
        Inventory.SignIn(device: try row.text("device"), statement: try row.bytes("statement"))
      })
  }
}
