import ArgumentParser
import BackupService

/// `valised errors`
struct ErrorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "errors",
    abstract: "Print the codes of all problems, as Markdown.")

  func run() {
    Output.line(String(ErrorsTable.markdown().dropLast()))
  }
}
