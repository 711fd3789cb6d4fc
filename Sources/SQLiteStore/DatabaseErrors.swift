import GRDB
import Store

extension StoreError {
  /// Gives an error of the database the code that callers branch on.
  init(_ error: any Error) {
    switch error {
    case let error as StoreError: self = error
    case let error as DatabaseError: self.init(error)
    case is CancellationError:
      self.init(.unavailable, "The request was cancelled before the database answered.")
    default:
      self.init(
        .failed, "The database refused: this is a defect, please report it.", cause: "\(error)")
    }
  }

  private init(_ error: DatabaseError) {
    // Never `description`, which can hold the statement's values.
    let cause = "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "")"
    switch error.resultCode {
    case .SQLITE_FULL:
      self.init(
        .full, "The database's disk is full: make room. Nothing that was stored is lost.",
        cause: cause)
    case .SQLITE_READONLY, .SQLITE_PERM:
      self.init(
        .readOnly, "The database cannot be written: its file, folder or disk is read-only.",
        cause: cause)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self.init(
        .corrupt, "The file is not a sound SQLite database: restore the database's backup.",
        cause: cause)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(.unavailable, "Another process holds the database: try again.", cause: cause)
    case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_INTERRUPT, .SQLITE_ABORT, .SQLITE_NOMEM,
      .SQLITE_MISUSE:
      self.init(
        .unavailable, "The database does not answer: look at its disk, then try again.",
        cause: cause)
    default:
      self.init(.failed, "The database refused: this is a defect, please report it.", cause: cause)
    }
  }
}
