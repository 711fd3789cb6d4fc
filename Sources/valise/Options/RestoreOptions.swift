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

  static func read(_ path: String) throws -> Data {
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw InputError.file(path)
    }
  }

  /// Refuses rules beside those that a policy names.
  func checkAppRules(against configuration: AgentConfiguration) throws {
    guard let appRules, configuration.source(of: .appRules) == .policy else { return }
    throw AgentError.overruled(.appRules, "--app-rules \(appRules)")
  }
}

/// What IT knows about the PC and its disk does not say.
struct RoleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How the PC was provisioned. Without it, what its configuration says, else userDriven.",
      valueName: "mode"))
  var provisioning: Facts.Provisioning?

  @Option(
    help: ArgumentHelp(
      "What the PC is used for. Without it, what its configuration says, else personal.",
      valueName: "use"))
  var use: Facts.Use?

  /// What is said of the agent's keys.
  var said: [AgentConfiguration.Option] {
    [
      provisioning.map { .init(.provisioning, .text($0.rawValue)) },
      use.map { .init(.use, .text($0.rawValue)) },
    ].compactMap { $0 }
  }
}

extension Facts.Provisioning: ExpressibleByArgument {}
extension Facts.Use: ExpressibleByArgument {}
