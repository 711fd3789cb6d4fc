import UserEnvironment

/// One file of the catalog as text: a header row, then one setting a row, tab-separated.
/// `docs/settings-catalog.md` says what the columns mean.
///
/// Works on UTF-8 bytes: every separator is ASCII, and the catalog is loaded at each start.
struct SettingsCatalogFile {
  /// The columns, in their order.
  enum Column: String, CaseIterable {
    case id, name, hive, key, value, types, portability, condition, dependency, builds
    case successor, merge, effect, sensitivity, policies, evidence, note
  }

  /// The oldest build of Windows 10 (version 1507).
  static let oldestBuild = 10240

  /// The word in the column `types` for a type that ``SettingValue`` carries raw.
  static let rawType = "raw"

  /// The rows with the line that each is on.
  let rows: [(line: Int, definition: SettingDefinition)]

  /// Reads a file; its name without `.tsv` is the category of all its rows.
  init(named name: String, text: String) throws(SettingsCatalogError) {
    guard name.hasSuffix(".tsv"), name.utf8.count > 4 else {
      throw .missing(file: name, reason: "A catalog file is named <category>.tsv.")
    }
    let category = String(name.dropLast(4))
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard let end = lines.popLast(), end.isEmpty else {
      throw .invalidRow(
        file: name, line: lines.count + 1, reason: "The last line must end with a line break.")
    }
    let header = Column.allCases.map(\.rawValue).joined(separator: "\t")
    guard let first = lines.first, first.elementsEqual(header.utf8) else {
      let columns = Column.allCases.map(\.rawValue).joined(separator: ", ")
      throw .invalidRow(file: name, line: 1, reason: "The header row must be: \(columns).")
    }
    var rows: [(line: Int, definition: SettingDefinition)] = []
    rows.reserveCapacity(lines.count)
    for (index, line) in lines.enumerated().dropFirst() {
      let row = try Row(file: name, line: index + 1, text: line)
      rows.append((row.line, try row.definition(category: category)))
    }
    self.rows = rows
  }
}

/// The cells of one row, and what they mean.
private struct Row {
  typealias Column = SettingsCatalogFile.Column

  let file: String
  let line: Int
  private var cells: [Column: String] = [:]

  init(file: String, line: Int, text: Substring.UTF8View) throws(SettingsCatalogError) {
    self.file = file
    self.line = line
    let texts = text.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    let columns = Column.allCases
    guard texts.count == columns.count else {
      throw .invalidRow(
        file: file, line: line,
        reason: "The row has \(texts.count) columns instead of \(columns.count).")
    }
    cells.reserveCapacity(columns.count)
    for (column, text) in zip(columns, texts) {
      let space = UInt8(ascii: " ")
      guard text.first != space, text.last != space, text.allSatisfy({ $0 >= space }) else {
        throw invalid(
          column, "The text begins or ends with a space, or holds a control character.")
      }
      cells[column] = String(Substring(text))
    }
  }

  func definition(category: String) throws(SettingsCatalogError) -> SettingDefinition {
    let key = try text(.key)
    let value = cell(.value)
    guard SettingPattern(key: key, value: value) != nil else {
      throw invalid(.key, "A component is empty or its placeholder is not one <tag>.")
    }
    let builds = try builds()
    return SettingDefinition(
      id: try id(category: category), category: category, name: try name(),
      hive: try word(.hive), key: key, value: value, types: try types(),
      portability: try word(.portability), condition: try word(.condition),
      dependency: try word(.dependency), firstBuild: builds.first, lastBuild: builds.last,
      successor: try successor(), merge: try merge(), effect: try word(.effect),
      sensitivity: try word(.sensitivity), policies: try policies(),
      evidence: try word(.evidence), note: cell(.note))
  }

  private func id(category: String) throws(SettingsCatalogError) -> String {
    let id = try text(.id)
    let prefix = category + "."
    let isPlain = id.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
    guard isPlain, id.hasPrefix(prefix), id.utf8.count > prefix.utf8.count else {
      throw invalid(
        .id, "\(id) must be \(prefix) and lower-case letters, digits and hyphens after it.")
    }
    return id
  }

  private func name() throws(SettingsCatalogError) -> String {
    let name = try text(.name)
    let space = UInt8(ascii: " ")
    let parts = name.utf8.split(separator: UInt8(ascii: ">"), omittingEmptySubsequences: false)
    let isDivided =
      parts.count >= 2
      && parts.allSatisfy { part in part.contains { $0 != space } }
      && parts.dropFirst().allSatisfy { $0.first == space }
      && parts.dropLast().allSatisfy { $0.last == space }
    guard isDivided else {
      throw invalid(.name, "\(name) must name the page and the setting, with \" > \" between.")
    }
    return name
  }

  private func types() throws(SettingsCatalogError) -> [String] {
    let words = try text(.types).utf8
      .split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    for word in words where word != SettingsCatalogFile.rawType {
      guard SettingValue.Kind(word: word) != nil else {
        throw invalid(.types, "\(word) is not a type of value.")
      }
    }
    guard words.count == 1 || Set(words).count == words.count else {
      throw invalid(.types, "A type is named twice.")
    }
    return words
  }

  /// `10240-` is every build from this one on; `22000-26120` ends with the second one.
  private func builds() throws(SettingsCatalogError) -> (first: Int, last: Int?) {
    let text = try text(.builds)
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
      .map { Substring($0) }
    guard parts.count == 2, let first = Int(parts[0]), first >= SettingsCatalogFile.oldestBuild
    else {
      throw invalid(
        .builds, "\(text) must be <first>- or <first>-<last>, from build 10240 on.")
    }
    guard !parts[1].isEmpty else { return (first, nil) }
    guard let last = Int(parts[1]), last >= first else {
      throw invalid(.builds, "\(text) must end with a build that is not before the first.")
    }
    return (first, last)
  }

  private func merge() throws(SettingsCatalogError) -> SettingDefinition.Merge {
    let word = try text(.merge)
    guard let merge = SettingDefinition.Merge(word: word) else {
      throw invalid(.merge, "\(word) must be replace, list or bits:<mask in hex>.")
    }
    return merge
  }

  private func successor() throws(SettingsCatalogError) -> SettingDefinition.Successor? {
    let word = cell(.successor)
    guard !word.isEmpty else { return nil }
    guard let successor = SettingDefinition.Successor(word: word) else {
      throw invalid(.successor, "\(word) must be an id, or <id>:<old>=<new>,...")
    }
    return successor
  }

  private func policies() throws(SettingsCatalogError) -> [String] {
    let text = cell(.policies)
    guard !text.isEmpty else { return [] }
    let ids = text.split(separator: "|", omittingEmptySubsequences: false).map { String($0) }
    guard !ids.contains(""), Set(ids).count == ids.count else {
      throw invalid(.policies, "\(text) must be ids of policies, each once, with a bar between.")
    }
    return ids
  }

  /// One word of an enumeration.
  private func word<Word>(_ column: Column) throws(SettingsCatalogError) -> Word
  where Word: RawRepresentable<String> & CaseIterable {
    let text = try text(column)
    guard let word = Word(rawValue: text) else {
      let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw invalid(column, "\(text) must be one of: \(known).")
    }
    return word
  }

  private func text(_ column: Column) throws(SettingsCatalogError) -> String {
    let text = cell(column)
    guard !text.isEmpty else { throw invalid(column, "The column must not be empty.") }
    return text
  }

  /// The text of a column; every row has all of them.
  private func cell(_ column: Column) -> String {
    cells[column, default: ""]
  }

  private func invalid(_ column: Column, _ reason: String) -> SettingsCatalogError {
    .invalidRow(file: file, line: line, column: column.rawValue, reason: reason)
  }
}
