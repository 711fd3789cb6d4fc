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
    commandName: "list",
    abstract: "Lists the settings and the files that are settings, or those of one category.")

  @Option(help: ArgumentHelp("Only this category.", valueName: "category"))
  var category: String?

  @OptionGroup var output: JSONOption

  func run() throws {
    let rows = try CatalogRow.all(of: .bundled())
    let categories = Set(rows.map(\.category)).sorted()
    if let category, !categories.contains(category) {
      throw InputError(
        code: "catalog.unknownCategory",
        message: "There is no category \(category). The categories are: "
          + categories.joined(separator: ", ") + ".")
    }
    let listed = rows.filter { category == nil || $0.category == category }
    if output.isJSON { return try Output.json(listed) }
    Output.table(["ID", "RESTORED", "NAME"], listed.map { [$0.id, $0.restored, $0.name] })
  }
}

struct CatalogShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows everything that is known about one setting or file.")

  @Argument(help: "The setting's id, as `valise catalog list` prints it.", transform: NotEmpty.text)
  var id: String

  @OptionGroup var output: JSONOption

  func run() throws {
    guard let row = try CatalogRow(withID: id, in: .bundled()) else {
      throw InputError(
        code: "catalog.unknownSetting",
        message: "There is no setting \(id). `valise catalog list` prints all ids.")
    }
    if output.isJSON { return try Output.json(row) }
    Output.table(["ID", row.id], row.facts)
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
