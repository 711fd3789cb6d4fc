import Foundation
import GRDB
import Store

extension SQLiteStore {
  public func record(_ key: RecordKey) async throws(StoreError) -> StoredRecord? {
    try StoreName.check(key)
    return try await read { database in try database.record(key) }
  }

  public func records(
    _ kind: RecordKind, of owner: RecordOwner, labelled label: RecordLabel?, after: String?,
    limit: Int
  ) async throws(StoreError) -> [StoredRecord] {
    try StoreName.check(owner)
    let (tenant, subject) = owner.columns
    return try await read { database in
      guard let label else {
        return try database.fetchAll(
          """
          SELECT * FROM record WHERE tenant = ?1 AND subject = ?2 AND kind = ?3 AND id > ?4
          ORDER BY id LIMIT ?5
          """, tenant, subject, kind.rawValue, after ?? "", max(0, limit),
          read: StoredRecord.init(row:))
      }
      return try database.fetchAll(
        """
        SELECT record.* FROM record_label AS label
        JOIN record USING (tenant, subject, kind, id)
        WHERE label.tenant = ?1 AND label.subject = ?2 AND label.kind = ?3
          AND label.name = ?4 AND label.value = ?5 AND label.id > ?6
        ORDER BY label.id LIMIT ?7
        """, tenant, subject, kind.rawValue, label.name, label.value, after ?? "",
        max(0, limit), read: StoredRecord.init(row:))
    }
  }

  public func records(
    _ kind: RecordKind, of owner: RecordOwner, ids: [String]
  ) async throws(StoreError) -> [StoredRecord] {
    try StoreName.check(owner)
    let (tenant, subject) = owner.columns
    return try await read { database in
      try database.fetchAll(
        """
        SELECT * FROM record WHERE tenant = ? AND subject = ? AND kind = ?
          AND id IN (SELECT value FROM json_each(?)) ORDER BY id
        """, tenant, subject, kind.rawValue, jsonText(ids), read: StoredRecord.init(row:))
    }
  }

  public func records(
    _ kind: RecordKind, of owner: RecordOwner, labelled name: String, withAnyOf values: [String],
    limit: Int
  ) async throws(StoreError) -> [StoredRecord] {
    try StoreName.check(owner)
    let (tenant, subject) = owner.columns
    return try await read { database in
      try database.fetchAll(
        """
        SELECT * FROM record WHERE tenant = ?1 AND subject = ?2 AND kind = ?3 AND id IN (
          SELECT id FROM record_label
          WHERE tenant = ?1 AND subject = ?2 AND kind = ?3 AND name = ?4
            AND value IN (SELECT value FROM json_each(?5)))
        ORDER BY id LIMIT ?6
        """, tenant, subject, kind.rawValue, name, jsonText(values), max(0, limit),
        read: StoredRecord.init(row:))
    }
  }

  public func recordCount(
    _ kind: RecordKind, of owner: RecordOwner, labelled label: RecordLabel
  ) async throws(StoreError) -> Int {
    try StoreName.check(owner)
    let (tenant, subject) = owner.columns
    return try await read { database in
      try database.fetchOne(
        """
        SELECT count(*) AS count FROM record_label
        WHERE tenant = ? AND subject = ? AND kind = ? AND name = ? AND value = ?
        """, tenant, subject, kind.rawValue, label.name, label.value
      ) { row in row["count"] } ?? 0
    }
  }

  public func recordIDs(
    _ kind: RecordKind, of owner: RecordOwner, labelled label: RecordLabel, skipping count: Int,
    limit: Int
  ) async throws(StoreError) -> [String] {
    try StoreName.check(owner)
    let (tenant, subject) = owner.columns
    return try await read { database in
      try database.fetchAll(
        """
        SELECT id FROM record_label
        WHERE tenant = ? AND subject = ? AND kind = ? AND name = ? AND value = ?
        ORDER BY id LIMIT ? OFFSET ?
        """, tenant, subject, kind.rawValue, label.name, label.value, max(0, limit),
        max(0, count)
      ) { row in row["id"] }
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
    return try await read { database in
      try database.fetchAll(
        """
        SELECT id FROM (
          SELECT id FROM record WHERE tenant = ?1 AND subject = ?2 AND kind = ?3
            AND id >= ?4 AND id < ?5 ORDER BY id LIMIT ?6)
        UNION SELECT id FROM (
          SELECT DISTINCT id FROM record_label
          WHERE tenant = ?1 AND subject = ?2 AND kind = ?3 AND name = ?7
            AND value >= ?8 AND value < ?9 AND id >= ?10 ORDER BY id LIMIT ?6)
        ORDER BY id LIMIT ?6
        """, tenant, subject, kind.rawValue, ids.start, ids.end, max(0, limit), label.name,
        values.start, values.end, page.start
      ) { row in row["id"] }
    }
  }

  public func peoplesRecords(
    _ kind: RecordKind, of tenant: TenantID, labelled label: RecordLabel?,
    after: PersonRecordPosition?, limit: Int
  ) async throws(StoreError) -> [StoredRecord] {
    try StoreName.check(tenant.rawValue)
    return try await read { database in
      guard let label else {
        return try database.fetchAll(
          """
          SELECT * FROM record WHERE tenant = ?1 AND kind = ?2 AND subject <> ''
            AND (subject, id) > (?3, ?4)
          ORDER BY subject, id LIMIT ?5
          """, tenant.rawValue, kind.rawValue, after?.subject ?? "", after?.id ?? "",
          max(0, limit), read: StoredRecord.init(row:))
      }
      return try database.fetchAll(
        """
        SELECT record.* FROM record_label AS label
        JOIN record USING (tenant, subject, kind, id)
        WHERE label.tenant = ?1 AND label.kind = ?2 AND label.name = ?3 AND label.value = ?4
          AND label.subject <> '' AND (label.subject, label.id) > (?5, ?6)
        ORDER BY label.subject, label.id LIMIT ?7
        """, tenant.rawValue, kind.rawValue, label.name, label.value, after?.subject ?? "",
        after?.id ?? "", max(0, limit), read: StoredRecord.init(row:))
    }
  }

  public func apply(
    _ changes: [RecordChange], at time: Date, logging entry: LogAppend?
  ) async throws(StoreError) -> [StoredRecord] {
    for change in changes { try change.checkNames() }
    if let entry { try StoreName.check(entry.owner) }
    return try await write { database in
      let stored = try changes.compactMap { try database.apply($0, at: time) }
      if let entry { _ = try database.append(entry) }
      return stored
    }
  }

  public func removeExpired(before time: Date, limit: Int) async throws(StoreError) -> Int {
    try await write { database in
      let expired = try database.fetchAll(
        """
        SELECT tenant, subject, kind, id FROM record WHERE expires_at < ?1
        ORDER BY expires_at LIMIT ?2
        """, StoreTime.milliseconds(time), max(0, limit), read: RecordKey.init(row:))
      for key in expired { try database.remove(key) }
      return expired.count
    }
  }
}

extension Database {
  fileprivate func record(_ key: RecordKey) throws -> StoredRecord? {
    let (tenant, subject) = key.owner.columns
    return try fetchOne(
      "SELECT * FROM record WHERE tenant = ? AND subject = ? AND kind = ? AND id = ?",
      tenant, subject, key.kind.rawValue, key.id, read: StoredRecord.init(row:))
  }

  /// Makes one change; returns what was put.
  func apply(_ change: RecordChange, at time: Date) throws -> StoredRecord? {
    let known = try record(change.key)
    guard change.condition.allows(known?.revision) else { throw StoreError.conflict }
    guard case .put(let key, let content, let labels, let expiresAt, _) = change else {
      try remove(change.key)
      return nil
    }
    let (tenant, subject) = key.owner.columns
    try run(
      """
      INSERT INTO record (tenant, subject, kind, id, revision, labels, content, changed_at,
        expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET revision = excluded.revision, labels = excluded.labels,
        content = excluded.content, changed_at = excluded.changed_at,
        expires_at = excluded.expires_at
      """, tenant, subject, key.kind.rawValue, key.id, (known?.revision ?? 0) + 1,
      jsonText(labels.inOrder), content, StoreTime.milliseconds(time),
      expiresAt.map(StoreTime.milliseconds))
    if labels != known?.labels ?? [] {
      try removeLabels(of: key)
      for label in labels {
        try run(
          """
          INSERT INTO record_label (tenant, subject, kind, name, value, id)
          VALUES (?, ?, ?, ?, ?, ?)
          """, tenant, subject, key.kind.rawValue, label.name, label.value, key.id)
      }
    }
    return try record(key).asWritten()
  }

  fileprivate func remove(_ key: RecordKey) throws {
    let (tenant, subject) = key.owner.columns
    try run(
      "DELETE FROM record WHERE tenant = ? AND subject = ? AND kind = ? AND id = ?",
      tenant, subject, key.kind.rawValue, key.id)
    try removeLabels(of: key)
  }

  private func removeLabels(of key: RecordKey) throws {
    let (tenant, subject) = key.owner.columns
    try run(
      "DELETE FROM record_label WHERE tenant = ? AND subject = ? AND kind = ? AND id = ?",
      tenant, subject, key.kind.rawValue, key.id)
  }
}

extension RecordKey {
  fileprivate init(row: Row) {
    self.init(
      owner: RecordOwner(tenant: row["tenant"], subject: row["subject"]),
      kind: RecordKind(rawValue: row["kind"]), id: row["id"])
  }
}

extension StoredRecord {
  init(row: Row) throws {
    let expiresAt: Int64? = row["expires_at"]
    self.init(
      key: RecordKey(row: row), revision: row["revision"],
      labels: Set(try row.json("labels", [RecordLabel].self)), content: row["content"],
      changedAt: row.time("changed_at"), expiresAt: expiresAt.map(StoreTime.date))
  }
}
