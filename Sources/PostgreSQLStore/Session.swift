import CPostgreSQL
import Foundation

/// One session with the server, from connecting to its end. Every call waits for the answer.
struct Session: ~Copyable {
  let handle: OpaquePointer
  /// The names of the statements that this session has prepared.
  private var prepared: [String: String] = [:]

  /// Whether the session can be used further.
  var isAlive: Bool { PQstatus(handle) == CONNECTION_OK }

  /// Connects, waiting at most three seconds for each server that the address names.
  ///
  /// A peer whose machine or network falls silent is given up after about five seconds. One that
  /// takes what is sent and never answers, as a server that hangs does, is waited for without end.
  ///
  /// - Parameter address: a connection URI or string as libpq reads it (PostgreSQL documentation,
  ///   section 34.1.1), which may name several servers and overrides what is preset here.
  static func connect(to address: String) throws(DatabaseFailure) -> Session {
    try checkAddress(address)
    // What comes later in the list counts; among several servers the one that takes writes is meant.
    let settings: KeyValuePairs = [
      "connect_timeout": "3", "target_session_attrs": "read-write",
      // Seconds but for the last, which is in milliseconds.
      "keepalives": "1", "keepalives_idle": "3", "keepalives_interval": "1",
      "keepalives_count": "2", "tcp_user_timeout": "5000",
      "fallback_application_name": "valised", "dbname": address, "client_encoding": "UTF8",
    ]
    let handle = withCStrings(settings.map(\.key)) { keywords in
      withCStrings(settings.map(\.value)) { values in
        PQconnectdbParams(keywords, values, 1)
      }
    }
    guard let handle else {
      throw DatabaseFailure(state: nil, message: "out of memory", sessionIsLost: true)
    }
    let session = Session(handle: handle)
    guard session.isAlive else { throw session.failure(nil) }
    // Without this, notices go to standard error.
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
    return session
  }

  /// Refuses what libpq cannot read in words of our own: its own repeat a part of the address, which
  /// may be the password.
  private static func checkAddress(_ address: String) throws(DatabaseFailure) {
    let options = PQconninfoParse(address, nil)
    defer { PQconninfoFree(options) }
    guard options != nil else {
      throw DatabaseFailure(
        state: nil, message: "the address is no connection URI or string", sessionIsLost: false)
    }
  }

  private init(handle: OpaquePointer) {
    self.handle = handle
  }

  deinit { PQfinish(handle) }

  /// Runs one statement, prepared once a session, and returns its rows.
  mutating func query(_ sql: String, _ values: Value?...) throws(DatabaseFailure) -> [Row] {
    try query(sql, values)
  }

  /// The same, with the values in a list.
  mutating func query(_ sql: String, _ values: [Value?]) throws(DatabaseFailure) -> [Row] {
    let name = try prepare(sql)
    let result = Parameters(values).withPointers { pointers, lengths, formats in
      PQexecPrepared(handle, name, Int32(values.count), pointers, lengths, formats, 1)
    }
    return try rows(of: result)
  }

  /// Runs statements that take no values and return no rows.
  func run(_ sql: String) throws(DatabaseFailure) {
    let result = PQexec(handle, sql)
    defer { PQclear(result) }
    try check(result)
  }

  // MARK: -

  private mutating func prepare(_ sql: String) throws(DatabaseFailure) -> String {
    if let name = prepared[sql] { return name }
    let name = "valise_\(prepared.count + 1)"
    let result = PQprepare(handle, name, sql, 0, nil)
    defer { PQclear(result) }
    try check(result)
    prepared[sql] = name
    return name
  }

  private func rows(of result: OpaquePointer?) throws(DatabaseFailure) -> [Row] {
    defer { PQclear(result) }
    try check(result)
    let columns = (0..<PQnfields(result)).map { String(cString: PQfname(result, $0)) }
    return (0..<PQntuples(result)).map { row in
      let cells = columns.indices.map { column -> Data? in
        let column = Int32(column)
        // libpq says how long the cell is; the bytes are copied before the result is cleared.
        guard PQgetisnull(result, row, column) == 0, let start = PQgetvalue(result, row, column)
        else { return nil }
        return Data(bytes: start, count: Int(PQgetlength(result, row, column)))
      }
      return Row(columns: columns, cells: cells)
    }
  }

  private func check(_ result: OpaquePointer?) throws(DatabaseFailure) {
    let status = PQresultStatus(result)
    guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else { throw failure(result) }
  }

  private func failure(_ result: OpaquePointer?) -> DatabaseFailure {
    let state = PQresultErrorField(result, DatabaseFailure.stateField).map { String(cString: $0) }
    // Never the detail, which can hold a row's values.
    let message =
      PQresultErrorField(result, DatabaseFailure.messageField).map { String(cString: $0) }
      ?? String(cString: PQerrorMessage(handle))
    return DatabaseFailure(
      state: state, message: message.trimmingCharacters(in: .whitespacesAndNewlines),
      sessionIsLost: PQstatus(handle) != CONNECTION_OK)
  }

  /// Lends a list of C strings that ends with a null pointer.
  private static func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
  ) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    let pointers = copies.map { UnsafePointer($0) } + [nil]
    return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
