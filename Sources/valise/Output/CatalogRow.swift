import UserEnvironment
import WindowsDevice

/// A row of the catalog as it is shown: a setting, or a file that is one.
enum CatalogRow: Encodable {
  case setting(SettingDefinition)
  case file(SettingFileDefinition)

  /// All rows by category; in each the files come last.
  static func all(of catalog: SettingsCatalog) -> [CatalogRow] {
    (catalog.definitions.map(CatalogRow.setting) + catalog.files.map(CatalogRow.file))
      .sorted { $0.category < $1.category }
  }

  /// Nil when nothing in the catalog has this id.
  init?(withID id: String, in catalog: SettingsCatalog) {
    if let setting = catalog.definition(withID: id) {
      self = .setting(setting)
    } else if let file = catalog.file(withID: id) {
      self = .file(file)
    } else {
      return nil
    }
  }

  /// The row itself; what it is, its members say.
  func encode(to encoder: any Encoder) throws {
    switch self {
    case .setting(let row): try row.encode(to: encoder)
    case .file(let row): try row.encode(to: encoder)
    }
  }

  var id: String {
    switch self {
    case .setting(let row): row.id
    case .file(let row): row.id
    }
  }

  var category: String {
    switch self {
    case .setting(let row): row.category
    case .file(let row): row.category
    }
  }

  var name: String {
    switch self {
    case .setting(let row): row.name
    case .file(let row): row.name
    }
  }

  /// What a restore does with it, in a word or two.
  var restored: String {
    switch self {
    case .setting(let row): row.portability.rawValue
    case .file(let row): "file, " + row.merge.rawValue
    }
  }

  /// All that is known, but for the id: what, and its value.
  var facts: [[String]] {
    switch self {
    case .setting(let row): row.facts
    case .file(let row): row.facts
    }
  }
}

extension SettingDefinition {
  fileprivate var facts: [[String]] {
    [
      ["Name", name], ["Category", category], ["Hive", hive.rawValue],
      ["Key", key], ["Value", value.isEmpty ? "(default)" : value],
      ["Types", types.joined(separator: ", ")], ["Restored", portability.rawValue],
      ["Condition", condition.rawValue], ["Needs", dependency.rawValue],
      ["Builds", builds(from: firstBuild, to: lastBuild)], ["Successor", successor?.id ?? ""],
      ["Merge", merge.word], ["Takes effect", effect.rawValue],
      ["Sensitivity", sensitivity.rawValue], ["Policies", policies.joined(separator: ", ")],
      ["Evidence", evidence.rawValue], ["Note", note],
    ]
  }
}

extension SettingFileDefinition {
  fileprivate var facts: [[String]] {
    [
      ["Name", name], ["Category", category], ["File", place], ["Content", content.rawValue],
      ["Largest size", "\(largestSize) bytes"], ["Merge", merge.rawValue],
      ["Builds", builds(from: firstBuild, to: lastBuild)], ["Takes effect", effect.rawValue],
      ["Evidence", evidence.rawValue], ["Note", note],
    ]
  }

  private var place: String {
    switch source {
    case .path(let path): #"%USERPROFILE%\"# + path
    case .setting(let id): "the one that \(id) names, in the profile"
    case .lockScreen(let path): #"the lock screen's picture; restored as %USERPROFILE%\"# + path
    }
  }
}

private func builds(from first: Int, to last: Int?) -> String {
  last.map { "\(first) to \($0)" } ?? "\(first) and later"
}
