import ArgumentParser
import WindowsDevice

/// Whose backups: a person by id, or the person of a PC's account.
struct PersonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The person's id at the identity provider. Without it, the PC's account says it.",
      valueName: "id"))
  var subject: String?

  @OptionGroup var pc: DeviceOptions

  /// For commands that cannot do without a person.
  func require() throws {
    guard subject != nil || pc.isGiven else {
      throw ValidationError("Say whose: --subject ID, or a PC: \(DeviceOptions.usage).")
    }
  }

  func resolvedSubject() async throws -> String {
    if let subject { return subject }
    return try await pc.open(.bundled()).account.subject
  }
}

/// Whether the output is for a program.
struct JSONOption: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print JSON instead of text.")
  var isJSON = false
}
