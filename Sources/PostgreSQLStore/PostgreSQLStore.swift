import Foundation
import Store

/// The store for organizations that outgrow one machine: any number of `valised` processes over one
/// PostgreSQL database, with failover by the database's own means.
///
/// A write that returned is committed as the server's `synchronous_commit` says, never weaker than
/// on the server's disk. `docs/storage.md` has the tables.
public struct PostgreSQLStore: Store {
  private let pool: ConnectionPool

  /// Connects, and brings the tables up to date; of several processes that start at once one does.
  ///
  /// - Parameters:
  ///   - address: a connection URI or string as libpq reads it:
  ///     `postgresql://valise@db1,db2/valise?sslmode=verify-full`.
  ///   - connectionCount: how many sessions this process uses at most.
  /// - Throws: `store.unavailable` when the server cannot be reached or would not write safely,
  ///   `store.newerSchema` when a newer version of Valise has changed the tables.
  public init(address: String, connectionCount: Int = 8) async throws(StoreError) {
    try await self.init(
      address: address, connectionCount: connectionCount, backOff: Connection.backOff)
  }

  init(address: String, connectionCount: Int, backOff: [Duration]) async throws(StoreError) {
    pool = ConnectionPool(address: address, count: connectionCount, backOff: backOff)
    try await transaction { session in try Schema.migrate(&session) }
  }

  public func checkHealth() async throws(StoreError) {
    try await transaction { session in
      let written = try session.query(
        """
        INSERT INTO health_check (name, count) VALUES ('valised', 1)
        ON CONFLICT (name) DO UPDATE SET count = health_check.count + 1 RETURNING count
        """)
      let found = try session.query("SELECT count FROM health_check WHERE name = 'valised'")
      guard let written = try written.first?.integer("count"),
        let found = try found.first?.integer("count"), found == written
      else {
        throw StoreError(.corrupt, "What was written to the database could not be read back.")
      }
    }
  }

  /// Runs statements in one transaction, and returns when it is committed. They may be run again
  /// from the beginning. When they throw, nothing of them is stored.
  func transaction<Value: Sendable>(
    _ work: @escaping @Sendable (inout Session) throws -> Value
  ) async throws(StoreError) -> Value {
    try await run { try await $0.transaction(work) }
  }

  /// Runs one statement, which is a transaction of its own. It may be run twice.
  func statement<Value: Sendable>(
    _ work: @escaping @Sendable (inout Session) throws -> Value
  ) async throws(StoreError) -> Value {
    try await run { try await $0.withSession(work) }
  }

  private func run<Value: Sendable>(
    _ work: @escaping @Sendable (Connection) async throws -> Value
  ) async throws(StoreError) -> Value {
    do {
      return try await pool.withConnection(work)
    } catch let error as StoreError {
      throw error
    } catch let failure as DatabaseFailure {
      throw StoreError(failure)
    } catch {
      throw StoreError(
        .unavailable, "The request was cancelled before the database answered.", cause: "\(error)")
    }
  }
}
