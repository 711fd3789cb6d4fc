/// Which app brings what a setting's value names: the handlers of AutoPlay, the classes of a default
/// terminal. A table in `Resources/catalog/apps`.
public struct AppsByValue: Sendable {
  /// An app's id by the value's text; the empty id is Windows itself.
  public let apps: [String: String]

  /// The table that comes with the program.
  public static func bundled() throws(AppCatalogError) -> AppsByValue {
    try AppsByValue(table: AppTable.bundledText("setting-values.tsv"))
  }

  /// Reads a table with the columns `value`, `app` (the id as in the list of apps, empty for a part of
  /// Windows) and `name`, which says what the value means.
  ///
  /// - Throws: ``AppCatalogError`` `appCatalog.invalidRow` for the first row that is not understood.
  public init(table: String) throws(AppCatalogError) {
    var apps: [String: String] = [:]
    for row in try AppTable(table, columns: ["value", "app", "name"]).rows {
      guard !row.cells[0].isEmpty, !row.cells[2].isEmpty else {
        throw AppTable.invalid(line: row.line, "it does not name a value and what it means")
      }
      guard apps.updateValue(row.cells[1], forKey: row.cells[0]) == nil else {
        throw AppTable.invalid(line: row.line, "\(row.cells[0]) is there twice")
      }
    }
    self.apps = apps
  }
}
