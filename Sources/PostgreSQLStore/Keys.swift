import Foundation
import Store

extension PostgreSQLStore {
  public func wrappedKeys(of tenant: TenantID) async throws(StoreError) -> [WrappedKey] {
    try StoreName.check(tenant.rawValue)
    return try await statement { session in
      try session.query(
        "SELECT \(WrappedKey.columns) FROM wrapped_key WHERE tenant = $1 ORDER BY generation",
        .text(tenant.rawValue)
      ).map(WrappedKey.init(row:))
    }
  }

  public func insert(
    _ key: WrappedKey, for tenant: TenantID
  ) async throws(StoreError) -> WrappedKey {
    try StoreName.check(tenant.rawValue)
    return try await transaction { session in
      _ = try session.query(
        """
        INSERT INTO wrapped_key (tenant, \(WrappedKey.columns)) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING
        """, .text(tenant.rawValue), .integer(key.generation), .bytes(key.wrappedBytes),
        key.madeAt.map { .integer(StoreTime.milliseconds($0)) }, .integer(key.sealsReserved))
      return try session.query(
        "SELECT \(WrappedKey.columns) FROM wrapped_key WHERE tenant = $1 AND generation = $2",
        .text(tenant.rawValue), .integer(key.generation)
      ).first.map(WrappedKey.init(row:)).asWritten()
    }
  }

  public func replace(
    _ key: KeyMark, of tenant: TenantID, by wrappedBytes: Data
  ) async throws(StoreError) {
    try StoreName.check(tenant.rawValue)
    try await transaction { session in
      let replaced = try session.query(
        """
        UPDATE wrapped_key SET wrapped_bytes = $4
        WHERE tenant = $1 AND generation = $2 AND wrapped_bytes = $3 RETURNING generation
        """, .text(tenant.rawValue), .integer(key.generation), .bytes(key.wrappedBytes),
        .bytes(wrappedBytes))
      guard replaced.count == 1 else { throw StoreError.keyGone }
    }
  }

  public func personKeys(of person: PersonID) async throws(StoreError) -> [StoredPersonKey] {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await statement { session in try session.personKeys(of: person) }
  }

  public func insert(
    _ key: StoredPersonKey, for person: PersonID, under tenantKey: KeyMark
  ) async throws(StoreError) -> StoredPersonKey {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await transaction { session in
      // Locked, so that it is not removed or wrapped anew before this key is there.
      let kept = try session.query(
        """
        SELECT generation FROM wrapped_key
        WHERE tenant = $1 AND generation = $2 AND wrapped_bytes = $3 FOR SHARE
        """, .text(person.tenant.rawValue), .integer(tenantKey.generation),
        .bytes(tenantKey.wrappedBytes))
      guard kept.count == 1, tenantKey.generation == key.tenantGeneration else {
        throw StoreError.keyGone
      }
      _ = try session.query(
        """
        INSERT INTO person_key (tenant, subject, \(StoredPersonKey.columns))
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
        """, .text(person.tenant.rawValue), .text(person.subject), .integer(key.generation),
        .integer(key.tenantGeneration), .bytes(key.wrappedBytes),
        .integer(StoreTime.milliseconds(key.madeAt)), .integer(key.sealsReserved))
      return try session.query(
        """
        SELECT \(StoredPersonKey.columns) FROM person_key
        WHERE tenant = $1 AND subject = $2 AND generation = $3
        """, .text(person.tenant.rawValue), .text(person.subject), .integer(key.generation)
      ).first.map(StoredPersonKey.init(row:)).asWritten()
    }
  }

  public func personKeyTotals(of tenant: TenantID) async throws(StoreError) -> [PersonKeyTotal] {
    try StoreName.check(tenant.rawValue)
    return try await statement { session in
      try session.query(
        """
        SELECT tenant_generation, count(*) AS count, max(seals_reserved) AS most FROM person_key
        WHERE tenant = $1 GROUP BY tenant_generation ORDER BY tenant_generation
        """, .text(tenant.rawValue)
      ).map { row in
        PersonKeyTotal(
          tenantGeneration: try row.integer("tenant_generation"),
          keyCount: try row.integer("count"), mostSeals: try row.integer("most"))
      }
    }
  }

  public func reserveSeals(
    _ count: Int, of owner: KeyOwner, generation: Int
  ) async throws(StoreError) -> Int? {
    switch owner {
    case .tenant(let tenant):
      try StoreName.check(tenant.rawValue)
      return try await statement { session in
        try session.query(
          """
          UPDATE wrapped_key SET seals_reserved = seals_reserved + $3
          WHERE tenant = $1 AND generation = $2 RETURNING seals_reserved
          """, .text(tenant.rawValue), .integer(generation), .integer(count)
        ).first?.integer("seals_reserved")
      }
    case .person(let person):
      try StoreName.check(person.tenant.rawValue, person.subject)
      return try await statement { session in
        try session.query(
          """
          UPDATE person_key SET seals_reserved = seals_reserved + $4
          WHERE tenant = $1 AND subject = $2 AND generation = $3 RETURNING seals_reserved
          """, .text(person.tenant.rawValue), .text(person.subject), .integer(generation),
          .integer(count)
        ).first?.integer("seals_reserved")
      }
    }
  }
}

extension Session {
  mutating func personKeys(of person: PersonID) throws -> [StoredPersonKey] {
    try query(
      """
      SELECT \(StoredPersonKey.columns) FROM person_key WHERE tenant = $1 AND subject = $2
      ORDER BY generation
      """, .text(person.tenant.rawValue), .text(person.subject)
    ).map(StoredPersonKey.init(row:))
  }

  /// The keys that sealed new components must be there in the transaction that stores these: who
  /// erases them waits for it, or is seen here. Before any other lock of the commit, since an erasure
  /// begins with the keys as well.
  mutating func lockKeys(of commit: SnapshotCommit) throws {
    for key in commit.sealedWith.sorted(by: { $0.generation < $1.generation }) {
      let kept = try query(
        """
        SELECT generation FROM person_key
        WHERE tenant = $1 AND subject = $2 AND generation = $3 AND wrapped_bytes = $4
        FOR KEY SHARE
        """, .text(commit.person.tenant.rawValue), .text(commit.person.subject),
        .integer(key.generation), .bytes(key.wrappedBytes))
      guard kept.count == 1 else { throw StoreError.keyGone }
    }
  }
}

extension WrappedKey {
  static let columns = "generation, wrapped_bytes, made_at, seals_reserved"

  fileprivate init(row: Row) throws {
    self.init(
      generation: try row.integer("generation"), wrappedBytes: try row.bytes("wrapped_bytes"),
      madeAt: row.isNull("made_at") ? nil : try row.time("made_at"),
      sealsReserved: try row.integer("seals_reserved"))
  }
}

extension StoredPersonKey {
  static let columns = "generation, tenant_generation, wrapped_bytes, made_at, seals_reserved"

  fileprivate init(row: Row) throws {
    self.init(
      generation: try row.integer("generation"),
      tenantGeneration: try row.integer("tenant_generation"),
      wrappedBytes: try row.bytes("wrapped_bytes"), madeAt: try row.time("made_at"),
      sealsReserved: try row.integer("seals_reserved"))
  }
}

extension Optional {
  /// A row that this transaction has just written; that it is not there is damage.
  func asWritten() throws(StoreError) -> Wrapped {
    guard let self else {
      throw StoreError(.corrupt, "What was written to the database could not be read back.")
    }
    return self
  }
}
