import Foundation
import GRDB
import Store

/// The store that needs nothing installed: one SQLite file.
///
/// Written in WAL mode with `synchronous=FULL`, so that a write that returned is on the disk.
/// Concurrent writes share a transaction, and its one wait for the disk: see ``WriteQueue``.
/// `docs/storage.md` has the tables, and how to back the file up.
public struct SQLiteStore: Store {
  let pool: DatabasePool
  let queue: WriteQueue

  /// Opens the file at `path`, or makes it, readable by its owner only.
  ///
  /// - Throws: `store.corrupt` when the file is something else than a Valise database, or is missing
  ///   beside its journal, `store.newerSchema` when a newer version has changed it, `store.unavailable` when it cannot be
  ///   opened or its writes would not be safe.
  public init(path: String) throws(StoreError) {
    pool = try DatabaseFile(path: path).open()
    queue = WriteQueue(pool: pool, file: try FileIdentity(of: path))
  }

  /// Closes the file, after the writes that are under way. Further calls are `store.unavailable`.
  public func close() throws(StoreError) {
    do {
      try pool.close()
    } catch {
      throw StoreError(error)
    }
  }

  public func checkHealth() async throws(StoreError) {
    let written = try await write { database in
      try database.fetchOne(
        """
        INSERT INTO health_check (name, count) VALUES ('valised', 1)
        ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count
        """
      ) { row in row["count"] as Int64 }
    }
    let found = try await read { database in
      try database.fetchOne("SELECT count FROM health_check WHERE name = 'valised'") { row in
        row["count"] as Int64
      }
    }
    guard let written, let found, found >= written else {
      throw StoreError(.corrupt, "What was written to the database could not be read back.")
    }
  }

  /// Runs one statement that reads. It needs no transaction: SQLite shows a statement one state of
  /// the database from its first row to its last.
  func read<Value: Sendable>(
    _ work: @escaping @Sendable (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    do {
      return try await pool.unsafeRead(work)
    } catch {
      throw StoreError(error)
    }
  }

  /// Runs `work` in a transaction, and returns when it is on the disk. When `work` throws, nothing
  /// of it is stored.
  func write<Value: Sendable>(
    _ work: @escaping @Sendable (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    do {
      return try await queue.write(work)
    } catch {
      throw StoreError(error)
    }
  }
}
