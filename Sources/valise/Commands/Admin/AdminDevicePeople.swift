import ArgumentParser
import Foundation
import ServiceAPI

/// `valise admin device people`
struct AdminDevicePeople: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "people",
    abstract: "Who backed up from a PC or signed in to it, and what was decided then.")

  @Argument(help: "The PC's id, over all its enrollments.", transform: NotEmpty.text)
  var device: String

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let found = try await service.client().people(on: device)
    if output.isJSON { return try Output.json(found) }
    guard !found.people.isEmpty else {
      return Output.line("Nobody has backed up from this PC, and no sign-in on it is known.")
    }
    Output.table(
      ["PERSON", "BACKUP", "LAST SIGN-IN", "DECISION"],
      found.people.map { person in
        [
          person.user,
          person.profile.map {
            "\($0.source.name), \(Output.age(of: $0.lastBackupAt, at: Date()))"
          } ?? "none",
          person.lastDecision?.at.formatted(.iso8601) ?? "-",
          person.lastDecision?.answerInWords ?? "-",
        ]
      })
  }
}
