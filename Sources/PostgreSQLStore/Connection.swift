import Foundation
import Store

/// A place in the pool: it makes a session when it is first needed, and a new one when the old one
/// is lost.
actor Connection {
  /// The waits before each further attempt; about three seconds in all, for a server that restarts
  /// or hands over to another.
  static let backOff: [Duration] = [
    .zero, .milliseconds(100), .milliseconds(300), .milliseconds(900), .milliseconds(1_700),
  ]

  /// After this time no further attempt begins. The last one takes eight seconds at most when a
  /// server falls silent (three to connect, five to be given up), so an operation is given up within
  /// about fifteen; every further server that the address names can add three.
  static let patience: Duration = .seconds(7)

  private let queue = ConnectionQueue()
  nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

  private let address: String
  private let backOff: [Duration]
  private let patience: Duration
  private var session: Session?

  init(address: String, backOff: [Duration], patience: Duration = Connection.patience) {
    self.address = address
    self.backOff = backOff
    self.patience = patience
  }

  /// Runs `work` in a transaction, and returns when it is committed.
  ///
  /// `work` is run again when another transaction was in its way or the session was lost under it,
  /// both of which take back all it did. A session that is lost in the commit itself is another
  /// matter: nobody knows whether it was stored, and the caller is told so.
  func transaction<Value: Sendable>(
    _ work: @Sendable (inout Session) throws -> Value
  ) async throws -> Value {
    try await withSession { session in
      try session.run("BEGIN")
      let value: Value
      do {
        value = try work(&session)
      } catch {
        // When this fails, too, the session is lost, and `attempt` lets go of it.
        try? session.run("ROLLBACK")
        throw error
      }
      do {
        try session.run("COMMIT")
      } catch let failure as DatabaseFailure where failure.needsNewSession {
        throw StoreError(
          .unavailable,
          "The database went away before it said whether the data is stored: read again, then retry.",
          cause: failure.message)
      }
      return value
    }
  }

  /// Runs `work` with a session; again, when that was lost or another transaction was in the way,
  /// while ``patience`` lasts.
  func withSession<Value: Sendable>(
    _ work: @Sendable (inout Session) throws -> Value
  ) async throws -> Value {
    let deadline = ContinuousClock.now + patience
    for delay in backOff {
      do {
        return try attempt(work)
      } catch let failure as DatabaseFailure where failure.needsNewSession || failure.isConflict {
        guard ContinuousClock.now + delay < deadline else { throw failure }
        try await Task.sleep(for: delay)
      }
    }
    return try attempt(work)
  }

  private func attempt<Value>(_ work: (inout Session) throws -> Value) throws -> Value {
    var current = try session.take() ?? Self.open(address)
    do {
      let value = try work(&current)
      session = current.isAlive ? consume current : nil
      return value
    } catch {
      let needsNew = (error as? DatabaseFailure)?.needsNewSession ?? false
      session = current.isAlive && !needsNew ? consume current : nil
      throw error
    }
  }

  /// Sets after which time the server ends statements, waits for locks, and forgotten transactions.
  static let limits = """
    SET statement_timeout = '30s'; SET lock_timeout = '10s';
    SET idle_in_transaction_session_timeout = '60s'
    """

  /// Opens a session in which what was answered is on the disk, and in which the server ends
  /// statements, waits for locks and forgotten transactions.
  private static func open(_ address: String) throws -> Session {
    var session = try Session.connect(to: address)
    try session.run(limits)
    try makeWritesDurable(&session)
    return session
  }

  /// `synchronous_commit` may be stricter than `on`, and is then left alone.
  private static func makeWritesDurable(_ session: inout Session) throws {
    _ = try session.query(
      """
      SELECT set_config('synchronous_commit', 'on', false)
      WHERE current_setting('synchronous_commit') IN ('off', 'local')
      """)
    let fsync = try session.query("SELECT current_setting('fsync') AS fsync")
    guard try fsync.first?.text("fsync") == "on" else {
      throw StoreError(
        .unavailable,
        "The database server runs with fsync=off and would lose data in a power cut: turn it on.")
    }
  }
}
