import ArgumentParser

/// `valise admin person`
struct AdminPerson: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "person",
    abstract: "What is known and kept of one person.",
    subcommands: [
      AdminPersonShow.self, AdminPersonDelete.self, AdminPersonExport.self,
      AdminPersonImport.self,
    ])
}
