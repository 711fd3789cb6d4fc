import ArgumentParser
import UserEnvironment
import WindowsDevice

struct Catalog: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows the settings that Valise knows.",
    subcommands: [CatalogList.self, CatalogShow.self, CatalogDocument.self])
}

struct CatalogList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the settings, or those of one category.")

  @Option(help: ArgumentHelp("Only this category.", valueName: "category"))
  var category: String?

  @OptionGroup var output: JSONOption

  func run() throws {
    let settings = try SettingsCatalog.bundled().definitions.sorted { $0.category < $1.category }
    let categories = Set(settings.map(\.category)).sorted()
    if let category, !categories.contains(category) {
      throw InputError(
        code: "catalog.unknownCategory",
        message: "There is no category \(category). The categories are: "
          + categories.joined(separator: ", ") + ".")
    }
    let rows = settings.filter { category == nil || $0.category == category }
    if output.isJSON { return try Output.json(rows) }
    Output.table(
      ["ID", "RESTORED", "NAME"], rows.map { [$0.id, $0.portability.rawValue, $0.name] })
  }
}

struct CatalogShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows everything that is known about one setting.")

  @Argument(help: "The setting's id, as `valise catalog list` prints it.")
  var id: String

  @OptionGroup var output: JSONOption

  func run() throws {
    guard let row = try SettingsCatalog.bundled().definition(withID: id) else {
      throw InputError(
        code: "catalog.unknownSetting",
        message: "There is no setting \(id). `valise catalog list` prints all ids.")
    }
    if output.isJSON { return try Output.json(row) }
    let builds = row.lastBuild.map { "\(row.firstBuild) to \($0)" } ?? "\(row.firstBuild) and later"
    Output.table(
      ["ID", row.id],
      [
        ["Name", row.name], ["Category", row.category], ["Hive", row.hive.rawValue],
        ["Key", row.key], ["Value", row.value.isEmpty ? "(default)" : row.value],
        ["Types", row.types.joined(separator: ", ")], ["Restored", row.portability.rawValue],
        ["Condition", row.condition.rawValue], ["Needs", row.dependency.rawValue],
        ["Builds", builds], ["Successor", row.successor?.id ?? ""], ["Merge", row.merge.word],
        ["Takes effect", row.effect.rawValue], ["Sensitivity", row.sensitivity.rawValue],
        ["Policies", row.policies.joined(separator: ", ")],
        ["Evidence", row.evidence.rawValue], ["Note", row.note],
      ])
  }
}

struct CatalogDocument: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "document",
    abstract: "Prints the catalog as a page in Markdown.",
    discussion: """
      The pages of Valise's own documentation are made by it:
        valise catalog document settings > docs/settings.md
        valise catalog document coverage > docs/catalog-coverage.md
      """)

  enum Page: String, ExpressibleByArgument, CaseIterable {
    /// Every setting: place, types, what a restore does, when it takes effect.
    case settings
    /// What Microsoft's service carries, held against the catalog.
    case coverage
  }

  @Argument(
    help: ArgumentHelp(
      "`settings` lists every setting, `coverage` holds Microsoft's catalogs against them.",
      valueName: "page"))
  var page: Page

  func run() throws {
    let catalog = try SettingsCatalog.bundled()
    switch page {
    case .settings: print(SettingsDocument(catalog).markdown, terminator: "")
    case .coverage:
      print(CoverageDocument(try .bundled(), catalog).markdown, terminator: "")
    }
  }
}
