import ArgumentParser
import ServiceAPI

/// `valise admin sessions`
struct AdminSessions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions",
    abstract: "Who is signed in to the console.",
    subcommands: [End.self])

  struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "end",
      abstract: "End a person's sessions on the console, on every browser.",
      discussion: "For somebody who left, or lost a PC. Who may still sign in can do so again.")

    @Option(
      help: ArgumentHelp("The person, by the id in their token.", valueName: "id"),
      transform: NotEmpty.text)
    var user: String

    @OptionGroup var service: ServiceOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
      let answer = try await service.client().endConsoleSessions(of: user)
      guard !output.isJSON else { return try Output.json(answer) }
      Output.line("Ended \(Output.count(answer.ended, "session")) of \(user).")
    }
  }
}
