import UserEnvironment

/// What takes the place of Windows 10 apps that are gone on Windows 11.
public struct AppSuccessors: Sendable {
  private let rules: [String: Rule]

  /// The fate of an app.
  public struct Rule: Hashable, Sendable {
    /// What to pin in its place; nil where nothing takes it.
    public let successor: PinTarget?
    /// Why, in a sentence for the person.
    public let reason: String
  }

  /// The table that comes with the program.
  public static func bundled() throws(AppCatalogError) -> AppSuccessors {
    try AppSuccessors(table: AppTable.bundledText("successors.tsv"))
  }

  /// Reads a table with the columns `app` (a family name or a classic program's AppID), `successor`
  /// (a tile id, or empty) and `reason`.
  ///
  /// - Throws: ``AppCatalogError`` `appCatalog.invalidRow` for the first row that is not understood.
  public init(table: String) throws(AppCatalogError) {
    var rules: [String: Rule] = [:]
    for row in try AppTable(table, columns: ["app", "successor", "reason"]).rows {
      let successor = PinTarget(tileID: row.cells[1])
      guard successor != nil || row.cells[1].isEmpty, !row.cells[0].isEmpty, !row.cells[2].isEmpty
      else {
        throw AppTable.invalid(
          line: row.line, "it does not name an app, a tile id or nothing, and a reason")
      }
      let rule = Rule(successor: successor, reason: row.cells[2])
      guard rules.updateValue(rule, forKey: row.cells[0].lowercased()) == nil else {
        throw AppTable.invalid(line: row.line, "\(row.cells[0]) is there twice")
      }
    }
    self.rules = rules
  }

  /// The rule for what a pin opens; nil for an app that goes on as it is.
  public func rule(for target: PinTarget) -> Rule? {
    switch target {
    case .packaged(let id), .secondary(let id, _):
      AppUserModelID(id).flatMap { rules[$0.family.description.lowercased()] }
    case .desktop(let id):
      rules[id.lowercased()]
    case .link:
      nil
    }
  }
}
