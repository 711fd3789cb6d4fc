import ArgumentParser

struct AdminPolicy: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "Policies of the agent on PCs.",
    subcommands: [AdminPolicyExport.self])
}
