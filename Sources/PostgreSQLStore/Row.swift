import Foundation
import RestoreRules
import Store
import UserEnvironment

/// A row of an answer, in the server's binary form: text in UTF-8, `bigint` in eight bytes,
/// big-endian, `bytea` as it is.
struct Row: Sendable {
  private let columns: [String]
  private let cells: [Data?]

  init(columns: [String], cells: [Data?]) {
    self.columns = columns
    self.cells = cells
  }

  func isNull(_ column: String) -> Bool { cell(column) == nil }

  func bytes(_ column: String) throws(StoreError) -> Data {
    guard let cell = cell(column) else { throw StoreError.unreadable(column) }
    return cell
  }

  func text(_ column: String) throws(StoreError) -> String {
    guard let text = String(data: try bytes(column), encoding: .utf8) else {
      throw StoreError.unreadable(column)
    }
    return text
  }

  func integer(_ column: String) throws(StoreError) -> Int {
    let cell = try bytes(column)
    guard cell.count == 8 else { throw StoreError.unreadable(column) }
    return Int(cell.reduce(Int64(0)) { $0 << 8 | Int64($1) })
  }

  func time(_ column: String) throws(StoreError) -> Date {
    StoreTime.date(milliseconds: Int64(try integer(column)))
  }

  func json<Value: Decodable>(
    _ column: String, _ type: Value.Type = Value.self
  ) throws(StoreError) -> Value {
    let bytes = try bytes(column)
    do {
      return try CanonicalJSON.decode(type, from: bytes)
    } catch {
      throw StoreError.unreadable(column, cause: "\(error)")
    }
  }

  /// A value of an enumeration, or of anything else that is read from text.
  func word<Value: RawRepresentable>(_ column: String) throws(StoreError) -> Value
  where Value.RawValue == String {
    guard let value = Value(rawValue: try text(column)) else {
      throw StoreError.unreadable(column)
    }
    return value
  }

  func digest(_ column: String) throws(StoreError) -> Digest {
    guard let digest = Digest(try text(column)) else { throw StoreError.unreadable(column) }
    return digest
  }

  private func cell(_ column: String) -> Data? {
    columns.firstIndex(of: column).flatMap { cells[$0] }
  }
}

extension StoreError {
  fileprivate static func unreadable(_ column: String, cause: String? = nil) -> StoreError {
    StoreError(
      .corrupt, "The database holds a \(column) that cannot be read: restore its backup.",
      cause: cause)
  }
}
