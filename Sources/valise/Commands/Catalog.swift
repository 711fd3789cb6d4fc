import ArgumentParser
import UserEnvironment
import WindowsDevice

struct Catalog: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows the settings that Valise knows.",
    subcommands: [CatalogList.self, CatalogShow.self])
}

struct CatalogList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the settings, or those of one category.")

  @Option(help: ArgumentHelp("Only this category.", valueName: "category"))
  var category: String?

  @OptionGroup var output: JSONOption

  func run() throws {
    let catalog = try SettingsCatalog.bundled()
    if let category, !catalog.categories.contains(category) {
      throw InputError(
        code: "catalog.unknownCategory",
        message: "There is no category \(category). The categories are: "
          + catalog.categories.joined(separator: ", ") + ".")
    }
    let rows = catalog.rows.filter { category == nil || $0.category == category }
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
    guard let row = try SettingsCatalog.bundled().row(withID: id) else {
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
        ["Condition", row.condition.rawValue], ["Builds", builds], ["Merge", row.merge.word],
        ["Takes effect", row.effect.rawValue], ["Sensitivity", row.sensitivity.rawValue],
        ["Evidence", row.evidence.rawValue], ["Note", row.note],
      ])
  }
}
