import ArgumentParser
import Foundation
import WindowsDevice

/// Whose backups: a person by id, or the person of a PC's account.
struct PersonOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The person's id at the identity provider.", valueName: "id"))
  var subject: String?

  @Option(
    help: ArgumentHelp(
      "Instead of --subject, with --user: the folder that a Windows disk is mounted on.",
      valueName: "folder"))
  var volume: String?

  @Option(
    help: ArgumentHelp(
      "Instead of --subject, with --volume: the person's name on that PC.", valueName: "name"))
  var user: String?

  func resolvedSubject() async throws -> String {
    if let subject { return subject }
    guard let volume, let user else {
      throw ValidationError("Say whose: --subject ID, or --volume FOLDER --user NAME.")
    }
    let device = try OfflineVolume(mountedAt: URL(fileURLWithPath: volume))
    return try await device.accounts().account(named: user).subject
  }
}

/// Whether the output is for a program.
struct JSONOption: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print JSON instead of text.")
  var isJSON = false
}
