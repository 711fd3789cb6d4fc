import ArgumentParser

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
    subcommands: [ServeCommand.self, InitCommand.self, RolesCommand.self],
    defaultSubcommand: ServeCommand.self)
}
