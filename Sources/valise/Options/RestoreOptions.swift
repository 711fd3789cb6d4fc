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

  @Option(
    help: ArgumentHelp(
      "Restore only this: a component (settings, apps, startPins), a category of the catalog, or a "
        + "setting's id. May be given several times.",
      valueName: "what"))
  var only: [String] = []

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

  /// What was chosen, held against the catalog.
  func selection(from catalog: SettingsCatalog) throws -> Selection {
    var selection = Selection()
    for word in only {
      if let component = ComponentKind(rawValue: word), component != .network {
        selection.only.components.insert(component)
      } else if catalog.categories.contains(word) {
        selection.only.categories.insert(word)
      } else if catalog.knows(word) {
        selection.only.settings.insert(word)
      } else {
        throw InputError(
          code: "input.unknownSelection",
          message:
            "\(word) is neither a component, a category nor a setting. `valise catalog list` "
            + "prints them.")
      }
    }
    return selection
  }
}

/// What IT knows about the PC and its disk does not say.
struct RoleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How the PC was provisioned: "
        + Facts.Provisioning.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: "mode"))
  var provisioning: Facts.Provisioning = .userDriven

  @Option(
    help: ArgumentHelp(
      "What the PC is used for: " + Facts.Use.allCases.map(\.rawValue).joined(separator: ", ")
        + ".",
      valueName: "use"))
  var use: Facts.Use = .personal

  var role: DeviceRole { DeviceRole(provisioning: provisioning, use: use) }
}

extension Facts.Provisioning: ExpressibleByArgument {}
extension Facts.Use: ExpressibleByArgument {}
