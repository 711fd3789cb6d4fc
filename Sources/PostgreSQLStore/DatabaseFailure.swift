import Store

/// What the server, or the way to it, failed with.
struct DatabaseFailure: Error {
  /// PostgreSQL's code (its documentation, appendix A); nil when no server answered.
  let state: String?
  let message: String
  /// Whether the session ended with it.
  let sessionIsLost: Bool

  /// `PG_DIAG_SQLSTATE` and `PG_DIAG_MESSAGE_PRIMARY`, which Swift does not import.
  static let stateField = Int32(UInt8(ascii: "C"))
  static let messageField = Int32(UInt8(ascii: "M"))

  /// Another transaction was in the way; this one was taken back, and can be tried again.
  var isConflict: Bool { state == "40001" || state == "40P01" }

  /// The session is gone, or its server shuts down (57P01 to 57P03) or takes no writes any more
  /// (25006), as after a failover: another session is needed.
  var needsNewSession: Bool {
    sessionIsLost || ["57P01", "57P02", "57P03", "25006"].contains(state)
  }
}

extension StoreError {
  /// Gives a failure of the database the code that callers branch on.
  init(_ failure: DatabaseFailure) {
    let cause = "PostgreSQL \(failure.state ?? "connection"): \(failure.message)"
    switch failure.state {
    case "53100":
      self.init(
        .full, "The database's disk is full: make room. Nothing that was stored is lost.",
        cause: cause)
    case "25006", "42501":
      self.init(
        .readOnly,
        "The database cannot be written: its server is a standby, or rights are missing.",
        cause: cause)
    // The last is said of the file of a table or an index that is gone.
    case "XX001", "XX002", "58P01":
      self.init(
        .corrupt, "The database is damaged: restore the database's backup.", cause: cause)
    case let state? where !failure.sessionIsLost && !Self.isPassing(state):
      self.init(.failed, "The database refused: this is a defect, please report it.", cause: cause)
    default:
      self.init(
        .unavailable, "The database does not answer: look at its server, then try again.",
        cause: cause)
    }
  }

  /// Failures of the server's state and not of the statement: no connection (08), no right to
  /// connect (28), no such database (3D), conflicts (40), too few resources (53), locks (55P03),
  /// timeouts and shutdowns (57), the server's system (58).
  private static func isPassing(_ state: String) -> Bool {
    state == "55P03" || ["08", "28", "3D", "40", "53", "57", "58"].contains(state.prefix(2))
  }
}
