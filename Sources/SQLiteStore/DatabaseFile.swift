import Foundation
import GRDB
import Store

/// The database's file: makes it, opens it, and refuses to when what it holds would not be safe.
struct DatabaseFile {
  let path: String

  func open() throws(StoreError) -> DatabasePool {
    do {
      try checkJournal()
      try makeReadableByOwnerOnly()
      try checkLength()
      var configuration = Configuration()
      configuration.label = "valise"
      configuration.busyMode = .timeout(5)
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.writeWithoutTransaction { database in
        try Self.makeWritesDurable(database)
        // What is removed is overwritten: an erased key must not be found in a page that is free.
        try database.execute(sql: "PRAGMA secure_delete = ON")
        try Schema.migrate(database)
      }
      return pool
    } catch {
      throw StoreError(error)
    }
  }

  /// SQLite takes the journal of a missing or empty database for a leftover and deletes it, although
  /// it may hold the last that is left of the data.
  private func checkJournal() throws(StoreError) {
    // The journal first: another process that starts makes the database before it.
    guard byteCount(of: path + "-wal") > 0, byteCount(of: path) == 0 else { return }
    throw StoreError(
      .corrupt,
      "The database \(path) is missing beside its journal \(path)-wal: restore the database, "
        + "or remove the journal to begin with nothing.")
  }

  /// The length of the file; 0 when there is none.
  private func byteCount(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// SQLite gives its other files (`-wal`, `-shm`) the rights of the first.
  private func makeReadableByOwnerOnly() throws {
    let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw StoreError(
        errno == ENOSPC ? .full : .unavailable,
        "The database \(path) cannot be made: its folder must exist, with space, and be writable.",
        cause: String(cString: strerror(errno)))
    }
  }

  /// SQLite takes a file that is shorter than a page for a new database and writes over it. Shorter
  /// than the shortest page and not empty, it is what is left of something.
  private func checkLength() throws(StoreError) {
    let shortestPage = 512
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    guard status.st_size == 0 || status.st_size >= shortestPage else {
      throw StoreError(
        .corrupt, "The file \(path) is not a sound SQLite database: restore the database's backup.",
        cause: "its length is \(status.st_size) bytes")
    }
  }

  /// Makes a transaction wait until it is on the disk.
  ///
  /// This must follow the opening of the pool: the pool sets `synchronous=NORMAL` at its end, which
  /// can lose the last transactions in a power cut. It holds for the writing connection, the only
  /// one that writes.
  static func makeWritesDurable(_ database: Database) throws {
    try database.execute(sql: "PRAGMA synchronous = FULL")
    let full = 2
    let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
    let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
    guard synchronous == full, journal == "wal" else {
      throw StoreError(
        .unavailable,
        "SQLite would not write safely here: a local disk is needed, not a network folder.",
        cause: "synchronous=\(synchronous ?? -1) journal_mode=\(journal ?? "?")")
    }
  }
}
