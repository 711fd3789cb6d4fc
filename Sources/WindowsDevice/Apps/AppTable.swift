import Foundation

/// A table of the app catalog: tab-separated, the first line names the columns.
struct AppTable {
  struct Row {
    /// Counted from 1, the line with the columns' names included.
    let line: Int
    let cells: [String]
  }

  let rows: [Row]

  /// Reads a table that must have these columns, in every line.
  init(_ text: String, columns: [String]) throws(AppCatalogError) {
    var lines = text.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    guard lines.first == columns else {
      throw Self.invalid(line: 1, "the columns must be \(columns.joined(separator: ", "))")
    }
    lines.removeFirst()
    var rows: [Row] = []
    for (index, cells) in lines.enumerated() {
      guard cells.count == columns.count else {
        throw Self.invalid(line: index + 2, "it does not have \(columns.count) columns")
      }
      rows.append(Row(line: index + 2, cells: cells))
    }
    self.rows = rows
  }

  /// The text of a table that comes with the program.
  static func bundledText(_ name: String) throws(AppCatalogError) -> String {
    guard
      let url = Bundle.module.url(forResource: "catalog/apps/" + name, withExtension: nil),
      let text = try? String(contentsOf: url, encoding: .utf8)
    else {
      throw AppCatalogError(
        .missing,
        "The table \(name) of the app catalog is not beside the program: install it again.")
    }
    return text
  }

  static func invalid(line: Int, _ reason: String) -> AppCatalogError {
    AppCatalogError(.invalidRow, "Line \(line) of the app catalog is not valid: \(reason).")
  }
}
