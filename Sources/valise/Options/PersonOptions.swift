import ArgumentParser
import DeviceAgent
import ServiceAPI
import WindowsDevice

/// Whose backups: a person by id, the person of a PC's account, or whoever signed in.
struct PersonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The person's id at the identity provider. Without it, the PC's account says it, or the sign-in "
        + "of `valise login`.",
      valueName: "id"), transform: NotEmpty.text)
  var subject: String?

  @OptionGroup var pc: DeviceOptions

  /// For commands that cannot do without a person.
  func require(orSignedInTo service: ServiceOptions) throws {
    guard try subject != nil || pc.isGiven || service.signedInUser() != nil else {
      throw ValidationError(
        "Say whose: --subject ID, or a PC: \(DeviceOptions.usage); or sign in with `valise login`.")
    }
  }

  /// The person, and the service as it is reached from their PC where one is named.
  func resolved(
    at service: ServiceOptions
  ) async throws -> (subject: String, client: ServiceClient) {
    guard pc.isGiven else {
      guard let subject = try subject ?? service.signedInUser() else {
        throw ValidationError("Say whose: --subject ID.")
      }
      return (subject, try await service.client())
    }
    let pc = try await pc.opened(.bundled(), service.address.said)
    return (subject ?? pc.account.subject, try await service.client(of: pc))
  }
}

/// Whether the output is for a program.
struct JSONOption: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print JSON instead of text.")
  var isJSON = false
}
