import Foundation
import GRDB
import Store

extension SQLiteStore {
  public func wrappedKeys(of tenant: TenantID) async throws(StoreError) -> [WrappedKey] {
    try StoreName.check(tenant.rawValue)
    return try await read { database in
      try database.fetchAll(
        "SELECT \(WrappedKey.columns) FROM wrapped_key WHERE tenant = ? ORDER BY generation",
        tenant.rawValue, read: WrappedKey.init(row:))
    }
  }

  public func insert(
    _ key: WrappedKey, for tenant: TenantID
  ) async throws(StoreError) -> WrappedKey {
    try StoreName.check(tenant.rawValue)
    return try await write { database in
      try database.run(
        """
        INSERT INTO wrapped_key (tenant, \(WrappedKey.columns)) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """, tenant.rawValue, key.generation, key.wrappedBytes,
        key.madeAt.map(StoreTime.milliseconds), key.sealsReserved)
      return try database.fetchOne(
        "SELECT \(WrappedKey.columns) FROM wrapped_key WHERE tenant = ? AND generation = ?",
        tenant.rawValue, key.generation, read: WrappedKey.init(row:)
      ).asWritten()
    }
  }

  public func replace(
    _ key: KeyMark, of tenant: TenantID, by wrappedBytes: Data
  ) async throws(StoreError) {
    try StoreName.check(tenant.rawValue)
    try await write { database in
      try database.run(
        """
        UPDATE wrapped_key SET wrapped_bytes = ?
        WHERE tenant = ? AND generation = ? AND wrapped_bytes = ?
        """, wrappedBytes, tenant.rawValue, key.generation, key.wrappedBytes)
      guard database.changesCount == 1 else { throw StoreError.keyGone }
    }
  }

  public func personKeys(of person: PersonID) async throws(StoreError) -> [StoredPersonKey] {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await read { database in try database.personKeys(of: person) }
  }

  public func insert(
    _ key: StoredPersonKey, for person: PersonID, under tenantKey: KeyMark
  ) async throws(StoreError) -> StoredPersonKey {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await write { database in
      let isKept = try database.fetchOne(
        "SELECT 1 FROM wrapped_key WHERE tenant = ? AND generation = ? AND wrapped_bytes = ?",
        person.tenant.rawValue, tenantKey.generation, tenantKey.wrappedBytes
      ) { _ in true }
      guard isKept == true, tenantKey.generation == key.tenantGeneration else {
        throw StoreError.keyGone
      }
      try database.run(
        """
        INSERT INTO person_key (tenant, subject, \(StoredPersonKey.columns))
        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """, person.tenant.rawValue, person.subject, key.generation, key.tenantGeneration,
        key.wrappedBytes, StoreTime.milliseconds(key.madeAt), key.sealsReserved)
      return try database.fetchOne(
        """
        SELECT \(StoredPersonKey.columns) FROM person_key
        WHERE tenant = ? AND subject = ? AND generation = ?
        """, person.tenant.rawValue, person.subject, key.generation,
        read: StoredPersonKey.init(row:)
      ).asWritten()
    }
  }

  public func personKeyTotals(of tenant: TenantID) async throws(StoreError) -> [PersonKeyTotal] {
    try StoreName.check(tenant.rawValue)
    return try await read { database in
      try database.fetchAll(
        """
        SELECT tenant_generation, count(*) AS count, max(seals_reserved) AS most FROM person_key
        WHERE tenant = ? GROUP BY tenant_generation ORDER BY tenant_generation
        """, tenant.rawValue
      ) { row in
        PersonKeyTotal(
          tenantGeneration: row["tenant_generation"], keyCount: row["count"],
          mostSeals: row["most"])
      }
    }
  }

  public func reserveSeals(
    _ count: Int, of owner: KeyOwner, generation: Int
  ) async throws(StoreError) -> Int? {
    switch owner {
    case .tenant(let tenant):
      try StoreName.check(tenant.rawValue)
      return try await write { database in
        try database.fetchOne(
          """
          UPDATE wrapped_key SET seals_reserved = seals_reserved + ?
          WHERE tenant = ? AND generation = ? RETURNING seals_reserved
          """, count, tenant.rawValue, generation
        ) { row in row["seals_reserved"] as Int }
      }
    case .person(let person):
      try StoreName.check(person.tenant.rawValue, person.subject)
      return try await write { database in
        try database.fetchOne(
          """
          UPDATE person_key SET seals_reserved = seals_reserved + ?
          WHERE tenant = ? AND subject = ? AND generation = ? RETURNING seals_reserved
          """, count, person.tenant.rawValue, person.subject, generation
        ) { row in row["seals_reserved"] as Int }
      }
    }
  }
}

extension Database {
  func personKeys(of person: PersonID) throws -> [StoredPersonKey] {
    try fetchAll(
      """
      SELECT \(StoredPersonKey.columns) FROM person_key WHERE tenant = ? AND subject = ?
      ORDER BY generation
      """, person.tenant.rawValue, person.subject, read: StoredPersonKey.init(row:))
  }

  /// The keys that sealed new components must be there in the transaction that stores these.
  func checkKeys(of commit: SnapshotCommit) throws {
    for key in commit.sealedWith {
      let isKept = try fetchOne(
        """
        SELECT 1 FROM person_key
        WHERE tenant = ? AND subject = ? AND generation = ? AND wrapped_bytes = ?
        """, commit.person.tenant.rawValue, commit.person.subject, key.generation,
        key.wrappedBytes
      ) { _ in true }
      guard isKept == true else { throw StoreError.keyGone }
    }
  }
}

extension WrappedKey {
  static let columns = "generation, wrapped_bytes, made_at, seals_reserved"

  fileprivate init(row: Row) {
    self.init(
      generation: row["generation"], wrappedBytes: row["wrapped_bytes"],
      madeAt: (row["made_at"] as Int64?).map(StoreTime.date), sealsReserved: row["seals_reserved"])
  }
}

extension StoredPersonKey {
  static let columns = "generation, tenant_generation, wrapped_bytes, made_at, seals_reserved"

  fileprivate init(row: Row) {
    self.init(
      generation: row["generation"], tenantGeneration: row["tenant_generation"],
      wrappedBytes: row["wrapped_bytes"], madeAt: row.time("made_at"),
      sealsReserved: row["seals_reserved"])
  }
}
