import DeviceAgent
import Foundation
import RestoreRules
import WindowsDevice

/// A PC that a command works on, whose environment on it, and what is in force there.
struct OpenedPC {
  let device: any Device
  let account: Account
  let configuration: AgentConfiguration

  /// The values of the PC's configuration that cannot be used, and are passed over.
  func remarkOnConfiguration() {
    for problem in configuration.problems where !problem.stops {
      Output.remark("Warning: \(problem.message)")
    }
  }
}

extension DeviceOptions {
  /// The PC with its configuration.
  ///
  /// - Parameters:
  ///   - catalog: the settings that are going to be read.
  ///   - said: what the command line says of the agent's keys.
  func opened(
    _ catalog: SettingsCatalog, _ said: [AgentConfiguration.Option] = []
  ) async throws -> OpenedPC {
    let (device, account) = try await open(catalog)
    let configuration = try await AgentConfiguration.load(
      from: device, options: said, environment: ProcessInfo.processInfo.environment)
    return OpenedPC(device: device, account: account, configuration: configuration)
  }
}

extension AgentConfiguration {
  /// IT's rules about apps on a PC: from the file that the command line names, else from the one that
  /// the PC's configuration names; and the sources that apps may come from.
  func appRules(on device: any Device, orFrom path: String?) async throws -> AppRules {
    let bytes: Data? =
      if let path { try RestoreOptions.read(path) } else { try await configuredRules(on: device) }
    var rules = try bytes.map { try AppRules(json: $0) } ?? .none
    rules.sources = try appSources
    return rules
  }

  private func configuredRules(on device: any Device) async throws -> Data? {
    guard let path = try appRulesPath else { return nil }
    guard let bytes = try await device.file(at: path) else {
      throw InputError(
        code: "input.unreadable",
        message: "The file of app rules \(path), which this PC's configuration names, is not there."
      )
    }
    return bytes
  }
}
