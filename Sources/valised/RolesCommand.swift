import ArgumentParser
import BackupService
import Console

/// `valised roles`
struct RolesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "roles",
    abstract: "Print which role may call which route, as Markdown.")

  func run() {
    Output.line(String(RolesTable.markdown(pages: ConsolePage.access).dropLast()))
  }
}
