import Foundation
import UserEnvironment

/// What Valise knows about where Windows keeps a person's settings, and what may be done with each.
///
/// The catalog is data: one file a category, one row a setting, described in
/// `docs/settings-catalog.md`. Loading is strict: a row that is not understood is an error, so that
/// a catalog in use is right as a whole.
public struct SettingsCatalog: Sendable {
  /// Every row, by category in alphabetical order and within it as in the file.
  public let rows: [SettingDefinition]
  /// The categories in alphabetical order.
  public let categories: [String]
  /// The settings of Windows' cloud store, which are read and shown and never written.
  public private(set) var recorded: [RecordedSetting] = []
  /// The files that are settings.
  public private(set) var files: [SettingFileDefinition] = []

  private let indexByID: [String: Int]
  /// The rows without placeholders by their place.
  private let indexByPlace: [Place: Int]
  /// The rows with placeholders, those with the fewest first: they name a place more narrowly.
  private let patterns: [(pattern: SettingPattern, index: Int)]

  /// The catalog that comes with the program.
  public static func bundled() throws(SettingsCatalogError) -> SettingsCatalog {
    guard let folder = Bundle.module.url(forResource: "catalog", withExtension: nil) else {
      throw .missing(reason: "The settings catalog is not beside the program: install it again.")
    }
    var catalog = try SettingsCatalog(folder: folder)
    try catalog.addTables(of: folder)
    return catalog
  }

  /// Adds what lies beside the registry's rows.
  private mutating func addTables(of folder: URL) throws(SettingsCatalogError) {
    recorded = try RecordedSettingTable(
      text: Self.text(of: RecordedSettingTable.file, in: folder)
    ).rows
    files = try SettingFileTable(text: Self.text(of: SettingFileTable.file, in: folder)).rows
    var ids = Set(indexByID.keys)
    for id in recorded.map(\.definition.id) + files.map(\.id) where !ids.insert(id).inserted {
      throw .missing(
        file: SettingFileTable.file, reason: "The id \(id) is used twice in the catalog.")
    }
    for id in recorded.compactMap(\.definition.successor?.id) where indexByID[id] == nil {
      throw .missing(
        file: RecordedSettingTable.file, reason: "The successor \(id) is not one of the registry's."
      )
    }
  }

  private static func text(
    of file: String, in folder: URL
  ) throws(SettingsCatalogError) -> String {
    do {
      return try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
    } catch {
      throw .missing(
        file: file, reason: "The table is not beside the program: install it again.", cause: error)
    }
  }

  /// Loads every `.tsv` file of a folder.
  public init(folder: URL) throws(SettingsCatalogError) {
    var texts: [String: String] = [:]
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      for name in names where name.hasSuffix(".tsv") {
        let url = folder.appendingPathComponent(name, isDirectory: false)
        texts[name] = try String(contentsOf: url, encoding: .utf8)
      }
    } catch {
      throw .missing(
        reason: "The settings catalog in \(folder.path) cannot be read: install the program again.",
        cause: error)
    }
    try self.init(texts: texts)
  }

  /// Reads the catalog from the text of its files, by file name.
  public init(texts: [String: String]) throws(SettingsCatalogError) {
    guard !texts.isEmpty else {
      throw .missing(reason: "The settings catalog has no file: install the program again.")
    }
    var rows: [SettingDefinition] = []
    var categories: [String] = []
    var indexByID: [String: Int] = [:]
    var idByPlace: [Place: String] = [:]
    var indexByPlace: [Place: Int] = [:]
    var patterns: [(pattern: SettingPattern, index: Int)] = []
    var files: [(name: String, file: SettingsCatalogFile)] = []

    for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
      let file = try SettingsCatalogFile(named: name, text: text)
      guard let category = file.rows.first?.definition.category else {
        throw .invalidRow(file: name, line: 2, reason: "The file has no rows: remove it.")
      }
      categories.append(category)
      files.append((name, file))
      for (line, row) in file.rows {
        guard indexByID.updateValue(rows.count, forKey: row.id) == nil else {
          throw .invalidRow(
            file: name, line: line, column: "id", reason: "The id \(row.id) is used twice.")
        }
        let place = Place(hive: row.hive, key: row.key, value: row.value)
        if let other = idByPlace.updateValue(row.id, forKey: place) {
          throw .invalidRow(
            file: name, line: line, column: "key", reason: "\(other) names the same place.")
        }
        if let pattern = row.pattern, pattern.hasPlaceholders {
          patterns.append((pattern, rows.count))
        } else {
          indexByPlace[place] = rows.count
        }
        rows.append(row)
      }
    }
    self.rows = rows
    self.categories = categories
    self.indexByID = indexByID
    self.indexByPlace = indexByPlace
    self.patterns = patterns.sorted {
      ($0.pattern.placeholderCount, $0.index) < ($1.pattern.placeholderCount, $1.index)
    }
    for (name, file) in files {
      for (line, row) in file.rows {
        if let (column, reason) = wrongReference(of: row) {
          throw .invalidRow(file: name, line: line, column: column, reason: reason)
        }
      }
    }
  }

  /// What is wrong with a row's naming of other rows; nil when nothing is.
  private func wrongReference(
    of row: SettingDefinition
  ) -> (column: String, reason: String)? {
    for id in row.policies {
      guard let policy = self.row(withID: id), policy.portability == .policyOwned,
        policy.pattern?.hasPlaceholders == false
      else { return ("policies", "\(id) is not the id of one policy.") }
    }
    guard let successor = row.successor else { return nil }
    guard row.lastBuild != nil else {
      return ("successor", "A row with a successor must have a last build.")
    }
    guard let next = self.row(withID: successor.id), next.id != row.id,
      next.pattern?.placeholderCount == row.pattern?.placeholderCount
    else { return ("successor", "\(successor.id) is not the id of another row of this form.") }
    return nil
  }

  /// The row of a setting that a snapshot or a person names; nil when this catalog has none.
  public func row(withID id: String) -> SettingDefinition? {
    indexByID[id].map { rows[$0] }
  }

  /// The setting of the cloud store that a snapshot or a person names; nil when there is none.
  public func recorded(withID id: String) -> RecordedSetting? {
    recorded.first { $0.definition.id == id }
  }

  /// Every setting that is captured, wherever Windows keeps it.
  public var definitions: [SettingDefinition] { rows + recorded.map(\.definition) }

  /// The row of a file that a snapshot names; nil when this catalog has none.
  public func file(withID id: String) -> SettingFileDefinition? {
    files.first { $0.id == id }
  }

  /// What a person knows a setting or file by, from its key; with the path of a file, since several can
  /// go by one name. Nil for anything else.
  public func name(ofItem key: String) -> String? {
    let id = String(key.prefix { $0 != "[" })
    if let row = file(withID: id) {
      return row.name + ": " + key.dropFirst(id.count + 1).dropLast()
    }
    return definition(withID: id)?.name
  }

  /// Whether something of the catalog, wherever Windows keeps it, has this id.
  public func knows(_ id: String) -> Bool {
    definition(withID: id) != nil || file(withID: id) != nil
  }

  /// What the catalog says of a setting that is captured, wherever Windows keeps it.
  public func definition(withID id: String) -> SettingDefinition? {
    row(withID: id) ?? recorded(withID: id)?.definition
  }

  /// The row that owns a place in the registry, and what its placeholders stand for there.
  ///
  /// A row that names the place in full goes before a row with placeholders: `Environment\TEMP` has
  /// its own row, so it is not one of the `Environment\<variable>`.
  public func match(
    hive: SettingDefinition.HiveKind, key: String, value: String
  ) -> (row: SettingDefinition, instance: [String])? {
    if let index = indexByPlace[Place(hive: hive, key: key, value: value)] {
      return (rows[index], [])
    }
    for (pattern, index) in patterns where rows[index].hive == hive {
      if let instance = pattern.instance(key: key, value: value) {
        return (rows[index], instance)
      }
    }
    return nil
  }

  /// A place in the registry; names compare without case.
  private struct Place: Hashable {
    let hive: SettingDefinition.HiveKind
    let key: String
    let value: String

    init(hive: SettingDefinition.HiveKind, key: String, value: String) {
      self.hive = hive
      self.key = key.lowercased()
      self.value = value.lowercased()
    }
  }
}

extension SettingPattern {
  fileprivate var placeholderCount: Int {
    (key + [value]).count(where: \.isPlaceholder)
  }
}
