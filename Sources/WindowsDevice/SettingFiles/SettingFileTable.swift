import UserEnvironment

/// The files that are settings as text: a header row, then one file a row, tab-separated.
/// `docs/settings-catalog.md` says what the columns mean.
struct SettingFileTable {
  static let file = "files/files.tsv"

  let rows: [SettingFileDefinition]

  init(text: String) throws(SettingsCatalogError) {
    let table = try CatalogTable(
      file: Self.file, text: text,
      columns: [
        "id", "name", "source", "place", "content", "limit", "merge", "builds", "effect",
        "evidence", "note",
      ])
    var rows: [SettingFileDefinition] = []
    for row in table.rows { rows.append(try Self.definition(row)) }
    self.rows = rows
  }

  private static func definition(
    _ row: CatalogTable.Row
  ) throws(SettingsCatalogError) -> SettingFileDefinition {
    let id = try row.id()
    let builds = try row.builds()
    guard let kilobytes = Int(row["limit"]), (1...16384).contains(kilobytes) else {
      throw row.invalid("limit", "\(row["limit"]) must be a number of kilobytes from 1 to 16384.")
    }
    return SettingFileDefinition(
      id: id, category: String(id.prefix { $0 != "." }), name: try row.name(),
      source: try source(row), content: try row.word("content"), largestSize: kilobytes << 10,
      merge: try row.word("merge"), firstBuild: builds.first, lastBuild: builds.last,
      effect: try row.word("effect"), evidence: try row.word("evidence"), note: row["note"])
  }

  private static func source(
    _ row: CatalogTable.Row
  ) throws(SettingsCatalogError) -> SettingFileDefinition.Source {
    let place = try row.text("place")
    switch row["source"] {
    case "setting": return .setting(place)
    case "path":
      guard SettingPattern(key: place, value: "") != nil else {
        throw row.invalid("place", "\(place) is not a path with at most one <tag> a component.")
      }
      return .path(place)
    case "lockScreen":
      guard ProfilePath(place) != nil else {
        throw row.invalid("place", "\(place) is not a plain path below the profile folder.")
      }
      return .lockScreen(path: place)
    default: throw row.invalid("source", "It must be one of: path, setting, lockScreen.")
    }
  }
}
