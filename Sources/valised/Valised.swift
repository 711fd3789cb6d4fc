import ArgumentParser
import Foundation

/// The server program.
@main
struct Valised: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "valised",
    abstract: "The Valise service: keeps backups of Windows environments and decides about offers.",
    discussion: """
      To try it out:
        valised init demo
        valised serve --config demo/valised.json
      """,
    version: "0.1.0",
    subcommands: [
      ServeCommand.self, InitCommand.self, KeysCommand.self, CheckCommand.self, CompactCommand.self,
      AuditCommand.self, RolesCommand.self, ErrorsCommand.self,
    ],
    defaultSubcommand: ServeCommand.self)

  /// The status of a command line that is not understood, the same as that of `valise`.
  private static let wrongUsage: Int32 = 2

  static func main() async {
    do {
      var command = try parseAsRoot(CheckCommand.spelledOut(CommandLine.arguments.dropFirst()))
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      Output.remark(fullMessage(for: error))
      Foundation.exit(wrongUsage)
    }
  }
}
