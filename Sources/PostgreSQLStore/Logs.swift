import Foundation
import Store

extension PostgreSQLStore {
  public func append(_ entry: LogAppend) async throws(StoreError) -> LogEntry {
    try StoreName.check(entry.owner)
    return try await transaction { session in try session.append(entry) }
  }

  public func logEntries(
    of owner: LogOwner, after sequence: Int, limit: Int
  ) async throws(StoreError) -> [LogEntry] {
    try StoreName.check(owner)
    return try await statement { session in
      try session.query(
        """
        SELECT sequence, at, content, hash FROM log_entry WHERE tenant = $1 AND sequence > $2
        ORDER BY sequence LIMIT $3
        """, .text(owner.tenantColumn), .integer(sequence), .integer(max(0, limit))
      ).map(LogEntry.init(row:))
    }
  }

  public func newestLogEntry(of owner: LogOwner) async throws(StoreError) -> LogEntry? {
    try StoreName.check(owner)
    return try await statement { session in try session.newestLogEntry(of: owner) }
  }
}

extension Session {
  /// "VALL": sets the locks of logs apart from others.
  private static let logLock = 0x5641_4C4C

  /// Appends within the transaction. A lock of the log's own makes others wait until it ends; should
  /// two logs share one, they only wait for each other.
  mutating func append(_ append: LogAppend) throws -> LogEntry {
    let tenant = append.owner.tenantColumn
    _ = try query(
      "SELECT pg_advisory_xact_lock(\(Self.logLock), hashtext($1))", .text(tenant))
    let newest = try newestLogEntry(of: append.owner)
    let entry = try append.entry(after: newest)
    _ = try query(
      "INSERT INTO log_entry (tenant, sequence, at, content, hash) VALUES ($1, $2, $3, $4, $5)",
      .text(tenant), .integer(entry.sequence), .integer(StoreTime.milliseconds(entry.at)),
      .bytes(entry.content), .text(entry.hash.description))
    return entry
  }

  fileprivate mutating func newestLogEntry(of owner: LogOwner) throws -> LogEntry? {
    try query(
      """
      SELECT sequence, at, content, hash FROM log_entry WHERE tenant = $1
      ORDER BY sequence DESC LIMIT 1
      """, .text(owner.tenantColumn)
    ).first.map(LogEntry.init(row:))
  }
}

extension LogEntry {
  fileprivate init(row: Row) throws {
    self.init(
      sequence: try row.integer("sequence"), at: try row.time("at"),
      content: try row.bytes("content"), hash: try row.digest("hash"))
  }
}
