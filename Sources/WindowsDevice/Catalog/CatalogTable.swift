/// A table of the catalog beside the registry's: a header row, then one row a line, tab-separated.
struct CatalogTable {
  struct Row {
    let file: String
    /// Counted from 1, the header row included.
    let line: Int
    fileprivate let cells: [String: String]

    /// The text of a column; every row has all of them.
    subscript(column: String) -> String { cells[column, default: ""] }
  }

  let rows: [Row]

  /// Reads a table that must have these columns, in every line.
  init(file: String, text: String, columns: [String]) throws(SettingsCatalogError) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    guard lines.popLast() == [""], lines.first == columns else {
      throw .invalidRow(
        file: file, line: 1,
        reason: "The columns must be \(columns.joined(separator: ", ")), and every line must end.")
    }
    var rows: [Row] = []
    for (index, cells) in lines.enumerated().dropFirst() {
      guard cells.count == columns.count else {
        throw .invalidRow(
          file: file, line: index + 1,
          reason: "The row has \(cells.count) columns instead of \(columns.count).")
      }
      rows.append(
        Row(
          file: file, line: index + 1,
          cells: Dictionary(zip(columns, cells), uniquingKeysWith: { first, _ in first })))
    }
    self.rows = rows
  }
}

extension CatalogTable.Row {
  func invalid(_ column: String, _ reason: String) -> SettingsCatalogError {
    .invalidRow(file: file, line: line, column: column, reason: reason)
  }

  /// The text of a column that must not be empty.
  func text(_ column: String) throws(SettingsCatalogError) -> String {
    guard !self[column].isEmpty else { throw invalid(column, "The column must not be empty.") }
    return self[column]
  }

  /// Texts with a bar between, at least one.
  func list(_ column: String) throws(SettingsCatalogError) -> [String] {
    try text(column).split(separator: "|").map(String.init)
  }

  /// One word of an enumeration.
  func word<Word>(_ column: String) throws(SettingsCatalogError) -> Word
  where Word: RawRepresentable<String> & CaseIterable {
    let text = try text(column)
    guard let word = Word(rawValue: text) else {
      let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw invalid(column, "\(text) must be one of: \(known).")
    }
    return word
  }

  /// The id, made as those of all settings: `category.words`.
  func id() throws(SettingsCatalogError) -> String {
    let id = try text("id")
    let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    guard id.allSatisfy(letters.contains), id.split(separator: ".").count == 2 else {
      throw invalid("id", "\(id) must be a category, a dot, and words with hyphens between.")
    }
    return id
  }

  /// What a person sees, from the page to the setting.
  func name() throws(SettingsCatalogError) -> String {
    let name = try text("name")
    guard name.contains(" > ") else {
      throw invalid("name", "\(name) must name the page and the setting, with \" > \" between.")
    }
    return name
  }

  /// `10240-` is every build from this one on; `22000-26120` ends with the second one.
  func builds() throws(SettingsCatalogError) -> (first: Int, last: Int?) {
    let parts = try text("builds").split(separator: "-", omittingEmptySubsequences: false)
    let last = parts.last.flatMap { Int($0) }
    guard parts.count == 2, let first = Int(parts[0]), parts[1].isEmpty || last != nil,
      last.map({ $0 >= first }) ?? true
    else {
      throw invalid("builds", "\(self["builds"]) must be <first>- or <first>-<last>.")
    }
    return (first, last)
  }
}
