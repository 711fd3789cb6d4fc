import Foundation
import GRDB
import Store

extension SQLiteStore {
  public func append(_ entry: LogAppend) async throws(StoreError) -> LogEntry {
    try StoreName.check(entry.owner)
    return try await write { database in try database.append(entry) }
  }

  public func logEntries(
    of owner: LogOwner, after sequence: Int, limit: Int
  ) async throws(StoreError) -> [LogEntry] {
    try StoreName.check(owner)
    return try await read { database in
      try database.fetchAll(
        """
        SELECT sequence, at, content, hash FROM log_entry WHERE tenant = ?1 AND sequence > ?2
        ORDER BY sequence LIMIT ?3
        """, owner.tenantColumn, sequence, max(0, limit), read: LogEntry.init(row:))
    }
  }

  public func newestLogEntry(of owner: LogOwner) async throws(StoreError) -> LogEntry? {
    try StoreName.check(owner)
    return try await read { database in try database.newestLogEntry(of: owner) }
  }
}

extension Database {
  /// Appends within the transaction; SQLite lets nobody else write until it ends.
  func append(_ append: LogAppend) throws -> LogEntry {
    let newest = try newestLogEntry(of: append.owner)
    let entry = try append.entry(after: newest)
    try run(
      "INSERT INTO log_entry (tenant, sequence, at, content, hash) VALUES (?, ?, ?, ?, ?)",
      append.owner.tenantColumn, entry.sequence, StoreTime.milliseconds(entry.at), entry.content,
      entry.hash.description)
    return entry
  }

  fileprivate func newestLogEntry(of owner: LogOwner) throws -> LogEntry? {
    try fetchOne(
      """
      SELECT sequence, at, content, hash FROM log_entry WHERE tenant = ?
      ORDER BY sequence DESC LIMIT 1
      """, owner.tenantColumn, read: LogEntry.init(row:))
  }
}

extension LogEntry {
  fileprivate init(row: Row) throws {
    self.init(
      sequence: row["sequence"], at: row.time("at"), content: row["content"],
      hash: try row.digest("hash"))
  }
}
