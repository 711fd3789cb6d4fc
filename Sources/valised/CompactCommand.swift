import ArgumentParser
import Store

/// `valised compact`
struct CompactCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Write the database anew, so that nothing of what was deleted is left in its file.",
    discussion: """
      What is deleted is overwritten in the database at once, but for traces: SQLite leaves pieces of \
      rows that it moved once, such as a name, in unused parts of its file. This writes the file anew \
      without them, and smaller. It needs up to twice as much free space as the database has, and once \
      more in the folder for temporary files, and may run beside valised; while it does, nothing can be \
      stored. `valised keys erase` does the same by itself.

      On PostgreSQL it makes the space of what was deleted free for use (VACUUM), and overwrites nothing.
      """)

  @OptionGroup var installation: InstallationOptions

  func run() async throws {
    try await installation.withInstallation { installation in
      guard try await installation.store.purge() else {
        Output.line(
          "The database is being read just now, so older forms of the removed rows stay in its log for a while: run the command again."
        )
        throw ExitCode(1)
      }
      switch installation.settings.store {
      case .sqlite: Output.line("The database is compact.")
      case .postgreSQL:
        Output.line("The space of what was deleted is free for use. Nothing was overwritten.")
      }
    }
  }
}
