import UserEnvironment

/// The recorded settings as text: a header row, then one setting a row, tab-separated.
/// `docs/formats/cloud-store.md` says what the columns mean.
struct RecordedSettingTable {
  static let file = "cloud-store/settings.tsv"

  let rows: [RecordedSetting]

  init(text: String) throws(SettingsCatalogError) {
    let table = try CatalogTable(
      file: Self.file, text: text,
      columns: [
        "id", "name", "records", "field", "form", "words", "missing", "builds", "successor",
        "sensitivity", "evidence", "note",
      ])
    var rows: [RecordedSetting] = []
    for row in table.rows { rows.append(try Self.setting(row)) }
    self.rows = rows
  }

  private static func setting(_ row: CatalogTable.Row) throws(SettingsCatalogError)
    -> RecordedSetting
  {
    let records = try row.list("records")
    var field: [UInt16] = []
    for number in row["field"].split(separator: ".") {
      guard let number = UInt16(number) else {
        throw row.invalid("field", "\(row["field"]) must be numbers with dots between.")
      }
      field.append(number)
    }
    var words: [String: String] = [:]
    for pair in row["words"].split(separator: "|") {
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw row.invalid("words", "\(pair) must be a value, = and its word.")
      }
      words[parts[0].lowercased()] = parts[1]
    }
    let form: RecordedSetting.Form = try row.word("form")
    guard !field.isEmpty else { throw row.invalid("field", "The column must not be empty.") }
    let missing = row["missing"]
    return RecordedSetting(
      definition: try definition(row, form, record: records[0], words: words),
      records: records.map { $0.lowercased() }, field: field, form: form, words: words,
      missing: missing.isEmpty ? nil : missing)
  }

  private static func definition(
    _ row: CatalogTable.Row, _ form: RecordedSetting.Form, record: String, words: [String: String]
  ) throws(SettingsCatalogError) -> SettingDefinition {
    let id = try row.id()
    let builds = try row.builds()
    return SettingDefinition(
      id: id, category: String(id.prefix { $0 != "." }), name: try row.name(), hive: .user,
      key: CloudStore.path, value: record,
      types: form == .number
        ? [SettingValue.Kind.dword.word, SettingValue.Kind.string.word]
        : [SettingValue.Kind.string.word],
      portability: .recorded, firstBuild: builds.first, lastBuild: builds.last,
      successor: try successor(row, form, words), sensitivity: try row.word("sensitivity"),
      evidence: try row.word("evidence"), note: try row.text("note"))
  }

  /// A list of GUIDs becomes the same list in the registry; what has no word has no successor's bytes.
  private static func successor(
    _ row: CatalogTable.Row, _ form: RecordedSetting.Form, _ words: [String: String]
  ) throws(SettingsCatalogError) -> SettingDefinition.Successor? {
    let id = row["successor"]
    guard !id.isEmpty else { return nil }
    guard form == .identifiers else {
      throw row.invalid("successor", "Only a list of identifiers is known to have moved.")
    }
    var identifiers: [String: [UInt8]] = [:]
    for (text, word) in words {
      guard let bytes = GUIDText(text: text)?.bytes else {
        throw row.invalid("words", "\(text) is not a GUID.")
      }
      identifiers[word.lowercased()] = bytes
    }
    return SettingDefinition.Successor(id: id, mapping: .identifiers(identifiers))
  }
}
