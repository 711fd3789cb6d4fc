import ArgumentParser
import BackupService
import Foundation
import Logging

/// `valised serve`
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Run the service until SIGTERM or SIGINT.",
    discussion: """
      Configuration keys, in the file as {"http": {"port": 8780}}, in the environment as \
      VALISED_HTTP_PORT=8780 (which counts before the file):

      \(keys)

      Relative paths begin at the configuration file's folder. Static tokens are accepted on \
      loopback addresses only.

      When the service is ready, it prints one line on standard output: "valised is listening on \
      http://127.0.0.1:8780". Its log goes to standard error, one JSON object a line, without \
      personal data. A configuration that cannot be used ends the program with status 2.
      """)

  @Option(
    help: ArgumentHelp(
      "The configuration file (JSON). Without it, valised.json in the working folder.",
      valueName: "file"))
  var config: String?

  private static let keys = ConfigurationKey.all
    .map { "  \($0.name), \($0.environmentName)\n      \($0.meaning)" }
    .joined(separator: "\n")

  func run() async throws {
    // Whoever reads the log or the output may go away; the service stays.
    signal(SIGPIPE, SIG_IGN)
    do {
      let settings = try await Settings.read(
        file: config, environment: ProcessInfo.processInfo.environment)
      LoggingSystem.bootstrap { label in JSONLineLog(label: label, level: settings.logLevel) }
      try await Server(settings: settings, logger: Logger(label: "valised")).run()
    } catch let error as ConfigurationError {
      if let cause = error.cause {
        Logger(label: "valised").error(
          "the service cannot start", metadata: ["code": "\(error.code)", "cause": "\(cause)"])
      }
      Output.remark(error.description)
      throw ExitCode(ConfigurationError.exitStatus)
    }
  }
}
