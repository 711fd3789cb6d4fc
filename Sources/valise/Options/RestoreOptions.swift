import ArgumentParser
import DeviceAgent
import Foundation
import RestoreRules
import ServiceAPI
import UserEnvironment
import WindowsDevice

/// What of a profile is restored.
struct RestoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which snapshot of the profile: the number of a version, or `newest`.",
      valueName: "version"))
  var snapshot: SnapshotSelector = .newest

  @OptionGroup var items: SelectionOptions
  @OptionGroup var secrets: SecretOptions

  @Option(
    help: ArgumentHelp(
      "A JSON file with IT's rules about apps: which are left out, replaced or added.",
      valueName: "file"))
  var appRules: String?

  /// IT's rules about apps; none without a file.
  func loadedAppRules() throws -> AppRules {
    guard let appRules else { return .none }
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(fileURLWithPath: appRules))
    } catch {
      throw InputError.file(appRules, error)
    }
    return try AppRules(json: bytes)
  }
}

/// What IT knows about the PC and its disk does not say.
struct RoleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("How the PC was provisioned.", valueName: "mode"))
  var provisioning: Facts.Provisioning = .userDriven

  @Option(
    help: ArgumentHelp("What the PC is used for.", valueName: "use"))
  var use: Facts.Use = .personal

  var role: DeviceRole { DeviceRole(provisioning: provisioning, use: use) }
}

extension Facts.Provisioning: ExpressibleByArgument {}
extension Facts.Use: ExpressibleByArgument {}
