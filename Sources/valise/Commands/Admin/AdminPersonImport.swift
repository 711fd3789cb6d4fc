import ArgumentParser
import Foundation
import ServiceAPI

/// `valise admin person import`
struct AdminPersonImport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Takes an archive in for a person, here or in another tenant or installation.",
    discussion: """
      The archive is checked whole before anything is sent. What is there already stays as it is, so an \
      import may be repeated. For administrators.
      """)

  @Argument(help: ArgumentHelp("The archive.", valueName: "file"))
  var file: String

  @OptionGroup var user: UserOption
  @OptionGroup var reason: ReasonOption
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  /// An import takes as long as it takes.
  private static let timeLimit = Duration.seconds(6 * 3600)

  func run() async throws {
    let archive: Data
    do {
      archive = try Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe)
    } catch {
      throw InputError.file(file)
    }
    var reader = ArchiveReader()
    for start in stride(from: 0, to: archive.count, by: 1 << 20) {
      _ = try reader.take(archive[start..<min(start + 1 << 20, archive.count)])
    }
    try reader.finish()
    let answer = try await service.client(timeLimit: Self.timeLimit)
      .importPerson(user.user, archive: archive, reason: reason.reason)
    guard !output.isJSON else { return try Output.json(answer) }
    Output.line(
      """
      Imported \(Output.count(answer.profilesImported, "profile")) with \
      \(Output.count(answer.versionsImported, "version")), and \
      \(Output.count(answer.offersImported, "offer")). \
      Already there: \(Output.count(answer.profilesHeld, "profile")), \
      \(Output.count(answer.versionsHeld, "version")).
      """)
  }
}
