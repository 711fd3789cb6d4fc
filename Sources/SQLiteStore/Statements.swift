import Foundation
import GRDB
import RestoreRules
import Store
import UserEnvironment

extension Database {
  /// The first row of the answer, if there is one. Statements are prepared once a connection.
  func fetchOne<Value>(
    _ sql: String, _ arguments: (any DatabaseValueConvertible)?..., read: (Row) throws -> Value
  ) throws -> Value? {
    let statement = try cachedStatement(sql: sql)
    return try Row.fetchOne(statement, arguments: StatementArguments(arguments)).map(read)
  }

  /// All rows of the answer.
  func fetchAll<Value>(
    _ sql: String, _ arguments: (any DatabaseValueConvertible)?..., read: (Row) throws -> Value
  ) throws -> [Value] {
    try fetchAll(sql, StatementArguments(arguments), read: read)
  }

  /// The same, with the values in a list.
  func fetchAll<Value>(
    _ sql: String, _ arguments: StatementArguments, read: (Row) throws -> Value
  ) throws -> [Value] {
    try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments).map(read)
  }

  func run(_ sql: String, _ arguments: (any DatabaseValueConvertible)?...) throws {
    try cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
  }
}

extension Row {
  func time(_ column: String) -> Date {
    StoreTime.date(milliseconds: self[column])
  }

  func json<Value: Decodable>(_ column: String, _ type: Value.Type = Value.self) throws -> Value {
    let text: String = self[column]
    do {
      return try CanonicalJSON.decode(type, from: Data(text.utf8))
    } catch {
      throw StoreError.unreadable(column, cause: "\(error)")
    }
  }

  /// A value of an enumeration, or of anything else that is read from text.
  func word<Value: RawRepresentable>(_ column: String) throws -> Value
  where Value.RawValue == String {
    let text: String = self[column]
    guard let value = Value(rawValue: text) else { throw StoreError.unreadable(column) }
    return value
  }

  func digest(_ column: String) throws -> UserEnvironment.Digest {
    let text: String = self[column]
    guard let digest = Digest(text) else { throw StoreError.unreadable(column) }
    return digest
  }
}

extension StoreError {
  static func unreadable(_ column: String, cause: String? = nil) -> StoreError {
    StoreError(
      .corrupt, "The database holds a \(column) that cannot be read: restore its backup.",
      cause: cause)
  }
}

extension Optional {
  /// A row that this transaction has just written; that it is not there is damage.
  func asWritten() throws(StoreError) -> Wrapped {
    guard let self else {
      throw StoreError(.corrupt, "What was written to the database could not be read back.")
    }
    return self
  }
}

/// The canonical JSON of a value, as text.
func jsonText(_ value: some Encodable) throws -> String {
  String(decoding: try CanonicalJSON.encode(value), as: UTF8.self)
}
