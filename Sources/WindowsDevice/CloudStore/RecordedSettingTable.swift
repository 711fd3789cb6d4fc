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
        "id", "name", "records", "field", "form", "words", "missing", "builds", "sensitivity",
        "evidence", "note",
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
      definition: try definition(row, isNumber: form == .number, record: records[0]),
      records: records.map { $0.lowercased() }, field: field, form: form, words: words,
      missing: missing.isEmpty ? nil : missing)
  }

  private static func definition(
    _ row: CatalogTable.Row, isNumber: Bool, record: String
  ) throws(SettingsCatalogError) -> SettingDefinition {
    let id = try row.id()
    let builds = try row.builds()
    return SettingDefinition(
      id: id, category: String(id.prefix { $0 != "." }), name: try row.name(), hive: .user,
      key: CloudStore.path, value: record,
      types: isNumber
        ? [SettingValue.Kind.dword.word, SettingValue.Kind.string.word]
        : [SettingValue.Kind.string.word],
      portability: .recorded, condition: .none, firstBuild: builds.first, lastBuild: builds.last,
      merge: .replace, effect: .none, sensitivity: try row.word("sensitivity"),
      evidence: try row.word("evidence"), note: try row.text("note"))
  }
}
