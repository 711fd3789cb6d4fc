/// Why the settings catalog cannot be used. The catalog comes with the program, so either error is
/// a defect of the installation or of an edited catalog file, never of the person's data.
public struct SettingsCatalogError: Error, Hashable, Sendable, CustomStringConvertible {
  public let code: Code
  /// The file's name: `explorer.tsv`; empty when the error is not about one file.
  public let file: String
  /// The line in the file, counted from 1; 0 when the error is about the file as a whole.
  public let line: Int
  /// The column's name, as in the header row; empty when the error is about the whole row.
  public let column: String
  /// What is wrong and what to do about it, in a sentence.
  public let reason: String
  public let cause: String?

  /// A row, or one column of it, is not as the catalog's format demands.
  static func invalidRow(
    file: String, line: Int, column: String = "", reason: String
  ) -> SettingsCatalogError {
    SettingsCatalogError(
      code: .invalidRow, file: file, line: line, column: column, reason: reason, cause: nil)
  }

  /// The catalog's files are not where the program expects them.
  static func missing(
    file: String = "", reason: String, cause: (any Error)? = nil
  ) -> SettingsCatalogError {
    SettingsCatalogError(
      code: .missing, file: file, line: 0, column: "", reason: reason,
      cause: cause.map { String(describing: $0) })
  }

  /// Where it is wrong, and what.
  public var message: String {
    var place = file
    if line > 0 { place += ", line \(line)" }
    if !column.isEmpty { place += ", column \(column)" }
    return place.isEmpty ? reason : "\(place): \(reason)"
  }

  public var description: String { message }

  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Value: String {
      case invalidRow, missing
    }

    private let value: Value
    private init(_ value: Value) { self.value = value }

    /// As it is shown: `catalog.invalidRow`.
    public var description: String { "catalog." + value.rawValue }

    public static let invalidRow = Code(.invalidRow)
    public static let missing = Code(.missing)
  }
}
