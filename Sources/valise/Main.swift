import ArgumentParser
import Foundation

/// Runs the command and turns whatever it ends with into an exit status:
/// see `ExitStatus`.
@main
enum Main {
  static func main() async {
    do {
      var command = try Valise.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let status as ExitStatus {
      exit(status.rawValue)
    } catch {
      let isUsage = Valise.exitCode(for: error) == .validationFailure
      let isAnswer = Valise.exitCode(for: error) == .success
      if isUsage || isAnswer {
        // Help, the version, or a command line that is not understood.
        let text = Valise.fullMessage(for: error)
        isAnswer ? Output.line(text) : Output.remark(text)
        exit(isAnswer ? ExitStatus.done.rawValue : ExitStatus.wrongUsage.rawValue)
      }
      let failure = Failure(error)
      Output.remark(failure.description)
      exit(failure.status.rawValue)
    }
  }
}

/// What a command's exit status says to a script.
enum ExitStatus: Int32, Error {
  /// Everything that was asked for was done.
  case done = 0
  /// It could not be done; the error says why.
  case failed = 1
  /// The command line is not understood.
  case wrongUsage = 2
  /// It was done, and there are warnings to read.
  case doneWithWarnings = 3
  /// The service could not be reached: the same command may succeed later.
  case serviceUnreachable = 4
}

struct Valise: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "valise",
    abstract: "Packs a person's Windows environment on the old PC and unpacks it on the new one.",
    discussion: """
      Exit status: 0 done; 1 failed, the error says why and what to do; 2 wrong usage; 3 done, with \
      warnings; 4 the service could not be reached.
      """,
    version: "0.1.0",
    groupedSubcommands: [
      CommandGroup(
        name: "At the PC", subcommands: [SignIn.self, RestoreCommand.self, Undo.self, Apps.self]),
      CommandGroup(
        name: "Backup",
        subcommands: [Capture.self, BackupCommand.self, List.self, Show.self, Difference.self]),
      CommandGroup(
        name: "IT",
        subcommands: [
          Admin.self, Explain.self, Status.self, Offers.self, Catalog.self, NewProfiles.self,
        ]),
      CommandGroup(name: "Account", subcommands: [Login.self, Logout.self, DeviceCommand.self]),
      CommandGroup(name: "Tool", subcommands: [HiveCommand.self, Sample.self]),
    ])
}
