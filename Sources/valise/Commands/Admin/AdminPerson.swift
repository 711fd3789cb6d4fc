import ArgumentParser

/// `valise admin person`: each verb is in a file of its own.
struct AdminPerson: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "person", abstract: "All that is kept of a person.",
    subcommands: [AdminPersonDelete.self, AdminPersonExport.self, AdminPersonImport.self])
}
