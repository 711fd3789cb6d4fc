import Foundation
import Store

extension PostgreSQLStore {
  public func record(_ key: RecordKey) async throws(StoreError) -> StoredRecord? {
    try StoreName.check(key)
    return try await statement { session in try session.record(key) }
  }

  public func records(
    _ kind: RecordKind, of owner: RecordOwner, labelled label: RecordLabel?, after: String?,
    limit: Int
  ) async throws(StoreError) -> [StoredRecord] {
    try StoreName.check(owner)
    let (tenant, subject) = owner.columns
    return try await statement { session in
      guard let label else {
        return try session.query(
          """
          SELECT * FROM record WHERE tenant = $1 AND subject = $2 AND kind = $3 AND id > $4
          ORDER BY id LIMIT $5
          """, .text(tenant), .text(subject), .text(kind.rawValue), .text(after ?? ""),
          .integer(max(0, limit))
        ).map(StoredRecord.init(row:))
      }
      return try session.query(
        """
        SELECT record.* FROM record_label AS label
        JOIN record USING (tenant, subject, kind, id)
        WHERE label.tenant = $1 AND label.subject = $2 AND label.kind = $3
          AND label.name = $4 AND label.value = $5 AND label.id > $6
        ORDER BY label.id LIMIT $7
        """, .text(tenant), .text(subject), .text(kind.rawValue), .text(label.name),
        .text(label.value), .text(after ?? ""), .integer(max(0, limit))
      ).map(StoredRecord.init(row:))
    }
  }

  public func records(
    _ kind: RecordKind, of owner: RecordOwner, ids: [String]
  ) async throws(StoreError) -> [StoredRecord] {
    try StoreName.check(owner)
    let (tenant, subject) = owner.columns
    return try await statement { session in
      try session.query(
        """
        SELECT * FROM record WHERE tenant = $1 AND subject = $2 AND kind = $3
          AND id IN (SELECT jsonb_array_elements_text($4::text::jsonb)) ORDER BY id
        """, .text(tenant), .text(subject), .text(kind.rawValue), .json(ids)
      ).map(StoredRecord.init(row:))
    }
  }

  public func records(
    _ kind: RecordKind, of owner: RecordOwner, labelled name: String, withAnyOf values: [String],
    limit: Int
  ) async throws(StoreError) -> [StoredRecord] {
    try StoreName.check(owner)
    let (tenant, subject) = owner.columns
    return try await statement { session in
      try session.query(
        """
        SELECT * FROM record WHERE tenant = $1 AND subject = $2 AND kind = $3 AND id IN (
          SELECT id FROM record_label
          WHERE tenant = $1 AND subject = $2 AND kind = $3 AND name = $4
            AND value IN (SELECT jsonb_array_elements_text($5::text::jsonb)))
        ORDER BY id LIMIT $6
        """, .text(tenant), .text(subject), .text(kind.rawValue), .text(name), .json(values),
        .integer(max(0, limit))
      ).map(StoredRecord.init(row:))
    }
  }

  public func recordCount(
    _ kind: RecordKind, of owner: RecordOwner, labelled label: RecordLabel
  ) async throws(StoreError) -> Int {
    try StoreName.check(owner)
    let (tenant, subject) = owner.columns
    return try await statement { session in
      try session.query(
        """
        SELECT count(*) AS count FROM record_label
        WHERE tenant = $1 AND subject = $2 AND kind = $3 AND name = $4 AND value = $5
        """, .text(tenant), .text(subject), .text(kind.rawValue), .text(label.name),
        .text(label.value)
      ).first?.integer("count") ?? 0
    }
  }

  public func recordIDs(
    _ kind: RecordKind, of owner: RecordOwner, labelled label: RecordLabel, skipping count: Int,
    limit: Int
  ) async throws(StoreError) -> [String] {
    try StoreName.check(owner)
    let (tenant, subject) = owner.columns
    return try await statement { session in
      try session.query(
        """
        SELECT id FROM record_label
        WHERE tenant = $1 AND subject = $2 AND kind = $3 AND name = $4 AND value = $5
        ORDER BY id LIMIT $6 OFFSET $7
        """, .text(tenant), .text(subject), .text(kind.rawValue), .text(label.name),
        .text(label.value), .integer(max(0, limit)), .integer(max(0, count))
      ).map { row in try row.text("id") }
    }
  }

  public func recordIDs(
    _ kind: RecordKind, of owner: RecordOwner, beginning text: String,
    orLabelled label: RecordLabel, after: String?, limit: Int
  ) async throws(StoreError) -> [String] {
    try StoreName.check(owner)
    let (tenant, subject) = owner.columns
    let ids = NameRange(beginning: text, after: after)
    let values = NameRange(beginning: label.value)
    let page = NameRange(after: after)
    return try await statement { session in
      try session.query(
        """
        (SELECT id FROM record WHERE tenant = $1 AND subject = $2 AND kind = $3
          AND id >= $4 AND id < $5 ORDER BY id LIMIT $6)
        UNION
        (SELECT DISTINCT id FROM record_label
          WHERE tenant = $1 AND subject = $2 AND kind = $3 AND name = $7
            AND value >= $8 AND value < $9 AND id >= $10 ORDER BY id LIMIT $6)
        ORDER BY id LIMIT $6
        """, .text(tenant), .text(subject), .text(kind.rawValue), .text(ids.start),
        .text(ids.end), .integer(max(0, limit)), .text(label.name), .text(values.start),
        .text(values.end), .text(page.start)
      ).map { row in try row.text("id") }
    }
  }

  public func peoplesRecords(
    _ kind: RecordKind, of tenant: TenantID, labelled label: RecordLabel?,
    after: PersonRecordPosition?, limit: Int
  ) async throws(StoreError) -> [StoredRecord] {
    try StoreName.check(tenant.rawValue)
    return try await statement { session in
      guard let label else {
        return try session.query(
          """
          SELECT * FROM record WHERE tenant = $1 AND kind = $2 AND subject <> ''
            AND (subject, id) > ($3, $4)
          ORDER BY subject, id LIMIT $5
          """, .text(tenant.rawValue), .text(kind.rawValue), .text(after?.subject ?? ""),
          .text(after?.id ?? ""), .integer(max(0, limit))
        ).map(StoredRecord.init(row:))
      }
      return try session.query(
        """
        SELECT record.* FROM record_label AS label
        JOIN record USING (tenant, subject, kind, id)
        WHERE label.tenant = $1 AND label.kind = $2 AND label.name = $3 AND label.value = $4
          AND label.subject <> '' AND (label.subject, label.id) > ($5, $6)
        ORDER BY label.subject, label.id LIMIT $7
        """, .text(tenant.rawValue), .text(kind.rawValue), .text(label.name),
        .text(label.value), .text(after?.subject ?? ""), .text(after?.id ?? ""),
        .integer(max(0, limit))
      ).map(StoredRecord.init(row:))
    }
  }

  public func apply(
    _ changes: [RecordChange], at time: Date, logging entry: LogAppend?
  ) async throws(StoreError) -> [StoredRecord] {
    for change in changes { try change.checkNames() }
    if let entry { try StoreName.check(entry.owner) }
    return try await transaction { session in
      var stored: [StoredRecord] = []
      for change in changes {
        if let record = try session.apply(change, at: time) { stored.append(record) }
      }
      if let entry { _ = try session.append(entry) }
      return stored
    }
  }

  public func removeExpired(before time: Date, limit: Int) async throws(StoreError) -> Int {
    try await transaction { session in
      let expired = try session.query(
        """
        SELECT tenant, subject, kind, id FROM record WHERE expires_at < $1
        ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
        """, .integer(StoreTime.milliseconds(time)), .integer(max(0, limit))
      ).map(RecordKey.init(row:))
      for key in expired {
        _ = try session.remove(key)
        try session.removeLabels(of: key)
      }
      return expired.count
    }
  }
}

extension Session {
  fileprivate mutating func record(_ key: RecordKey) throws -> StoredRecord? {
    let (tenant, subject) = key.owner.columns
    return try query(
      "SELECT * FROM record WHERE tenant = $1 AND subject = $2 AND kind = $3 AND id = $4",
      .text(tenant), .text(subject), .text(key.kind.rawValue), .text(key.id)
    ).first.map(StoredRecord.init(row:))
  }

  /// Makes one change; returns what was put. The row stays locked until the transaction ends.
  mutating func apply(_ change: RecordChange, at time: Date) throws -> StoredRecord? {
    switch change {
    case .put(let key, let content, let labels, let expiresAt, let condition):
      let written = try put(
        key, content: content, labels: labels, expiresAt: expiresAt, condition, at: time)
      guard let written else { throw StoreError.conflict }
      try removeLabels(of: key)
      for label in labels { try insert(label, of: key) }
      return written
    case .remove(let key, .absent):
      guard try record(key) == nil else { throw StoreError.conflict }
    case .remove(let key, let condition):
      let revision = try remove(key, condition)
      guard condition.allows(revision) else { throw StoreError.conflict }
      try removeLabels(of: key)
    }
    return nil
  }

  /// Writes where the condition holds, in one statement each, so that a transaction that was in the
  /// way and waited for decides about it.
  private mutating func put(
    _ key: RecordKey, content: Data, labels: Set<RecordLabel>, expiresAt: Date?,
    _ condition: RecordCondition, at time: Date
  ) throws -> StoredRecord? {
    let (tenant, subject) = key.owner.columns
    let names: [Value?] = [
      .text(tenant), .text(subject), .text(key.kind.rawValue), .text(key.id),
    ]
    let values: [Value?] = [
      try .json(labels.inOrder), .bytes(content), .integer(StoreTime.milliseconds(time)),
      expiresAt.map { .integer(StoreTime.milliseconds($0)) },
    ]
    let insertion = """
      INSERT INTO record (tenant, subject, kind, id, labels, content, changed_at, expires_at,
        revision)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
      """
    let rows =
      switch condition {
      case .absent:
        try query(insertion + " ON CONFLICT DO NOTHING RETURNING *", names + values)
      case .anything:
        try query(
          insertion
            + """
             ON CONFLICT (tenant, subject, kind, id) DO UPDATE SET labels = excluded.labels,
              content = excluded.content, changed_at = excluded.changed_at,
              expires_at = excluded.expires_at, revision = record.revision + 1
            RETURNING *
            """, names + values)
      case .revision(let revision):
        try query(
          """
          UPDATE record SET labels = $5, content = $6, changed_at = $7, expires_at = $8,
            revision = revision + 1
          WHERE tenant = $1 AND subject = $2 AND kind = $3 AND id = $4 AND revision = $9
          RETURNING *
          """, names + values + [.integer(revision)])
      }
    return try rows.first.map(StoredRecord.init(row:))
  }

  /// Removes the record where the condition holds, and returns the revision that it had.
  fileprivate mutating func remove(
    _ key: RecordKey, _ condition: RecordCondition = .anything
  ) throws -> Int? {
    let (tenant, subject) = key.owner.columns
    let revision: Value? =
      if case .revision(let number) = condition { .integer(number) } else { nil }
    return try query(
      """
      DELETE FROM record WHERE tenant = $1 AND subject = $2 AND kind = $3 AND id = $4
        AND ($5::bigint IS NULL OR revision = $5::bigint)
      RETURNING revision
      """, .text(tenant), .text(subject), .text(key.kind.rawValue), .text(key.id), revision
    ).first?.integer("revision")
  }

  fileprivate mutating func removeLabels(of key: RecordKey) throws {
    let (tenant, subject) = key.owner.columns
    _ = try query(
      """
      DELETE FROM record_label WHERE tenant = $1 AND subject = $2 AND kind = $3 AND id = $4
      """, .text(tenant), .text(subject), .text(key.kind.rawValue), .text(key.id))
  }

  private mutating func insert(_ label: RecordLabel, of key: RecordKey) throws {
    let (tenant, subject) = key.owner.columns
    _ = try query(
      """
      INSERT INTO record_label (tenant, subject, kind, name, value, id)
      VALUES ($1, $2, $3, $4, $5, $6)
      """, .text(tenant), .text(subject), .text(key.kind.rawValue), .text(label.name),
      .text(label.value), .text(key.id))
  }
}

extension RecordKey {
  fileprivate init(row: Row) throws {
    self.init(
      owner: RecordOwner(tenant: try row.text("tenant"), subject: try row.text("subject")),
      kind: RecordKind(rawValue: try row.text("kind")), id: try row.text("id"))
  }
}

extension StoredRecord {
  init(row: Row) throws {
    self.init(
      key: try RecordKey(row: row), revision: try row.integer("revision"),
      labels: Set(try row.json("labels", [RecordLabel].self)), content: try row.bytes("content"),
      changedAt: try row.time("changed_at"),
      expiresAt: row.isNull("expires_at") ? nil : try row.time("expires_at"))
  }
}
