import ArgumentParser

/// `valised keys`
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "See and change the keys that seal the backups.",
    discussion: """
      The master key wraps a data key for each tenant, and that a key for each person, which seals \
      what the person backs up. Whoever loses the master key loses all the data; docs/keys.md is the \
      operator's guide.
      """,
    subcommands: [
      KeysStatusCommand.self, KeysRotateCommand.self, KeysRewrapCommand.self,
      KeysEraseCommand.self, KeysFingerprintCommand.self, KeysConfirmEscrowCommand.self,
    ])
}
