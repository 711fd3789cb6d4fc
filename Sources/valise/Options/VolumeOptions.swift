import ArgumentParser
import Foundation
import WindowsDevice

/// Whose environment, on which PC.
struct VolumeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder that the Windows disk is mounted on, the one with Windows and Users in it.",
      valueName: "folder"))
  var volume: String

  @Option(
    help: ArgumentHelp(
      "The person's name on that PC: the profile folder's name, or the account's SID.",
      valueName: "name"))
  var user: String

  func open() async throws -> (device: OfflineVolume, account: Account) {
    let device = try OfflineVolume(mountedAt: URL(fileURLWithPath: volume))
    return (device, try await device.accounts().account(named: user))
  }
}

/// Who the person is to the service, when the account does not say.
struct SubjectOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The person's id at the identity provider. Without it, it is read from the account: the object \
      id of an Entra ID account, else the SID.
      """,
      valueName: "id"))
  var subject: String?
}
