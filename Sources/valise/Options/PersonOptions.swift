import ArgumentParser
import WindowsDevice

/// Whose backups: a person by id, the person of a PC's account, or whoever signed in.
struct PersonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The person's id at the identity provider. Without it, the PC's account says it, or the sign-in "
        + "of `valise login`.",
      valueName: "id"))
  var subject: String?

  @OptionGroup var pc: DeviceOptions

  /// For commands that cannot do without a person.
  func require(orSignedInTo service: ServiceOptions) throws {
    guard try subject != nil || pc.isGiven || service.signedInUser() != nil else {
      throw ValidationError(
        "Say whose: --subject ID, or a PC: \(DeviceOptions.usage); or sign in with `valise login`.")
    }
  }

  func resolvedSubject(orSignedInTo service: ServiceOptions) async throws -> String {
    if let subject { return subject }
    if !pc.isGiven, let signedIn = try service.signedInUser() { return signedIn }
    return try await pc.open(.bundled()).account.subject
  }

  /// The PC that is named; nil where none is.
  func device() async throws -> (any Device)? {
    pc.isGiven ? try await pc.open(.bundled()).device : nil
  }
}

/// Whether the output is for a program.
struct JSONOption: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print JSON instead of text.")
  var isJSON = false
}
