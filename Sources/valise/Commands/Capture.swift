import ArgumentParser
import Foundation
import UserEnvironment
import WindowsDevice

struct Capture: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what a backup would take from a PC, without a service.",
    discussion: """
      Reads the person's and the machine's hives and layout files; changes nothing. Values that may \
      hold a password (proxy, environment variables) are not taken unless they are opted in, one by \
      one, by the PC's configuration or by --include-secret.
      """)

  @OptionGroup var pc: DeviceOptions
  @OptionGroup var items: SelectionOptions
  @OptionGroup var secrets: SecretOptions
  @OptionGroup var shown: RevealOption
  @OptionGroup var lookup: StoreLookupOptions
  @OptionGroup var output: JSONOption

  func validate() throws { try pc.require() }

  func run() async throws {
    let catalog = try SettingsCatalog.bundled()
    let pc = try await pc.opened(catalog, lookup.said)
    pc.remarkOnConfiguration()
    let result = try await EnvironmentCapture(
      catalog: catalog, appCatalog: .bundled(), selection: items.selection(from: catalog),
      policy: secrets.policy(pc.configuration, catalog)
    ).capture(from: pc.device, of: pc.account)
    for remark in result.remarks { Output.remark(remark) }
    let environment = try await lookup.complete(result.environment, by: pc.configuration)
      .hidingValues(where: shown.hides(catalog))
    if output.isJSON {
      try Output.json(environment)
    } else {
      EnvironmentText(environment, catalog: catalog).print()
    }
    try Warnings.report(result.warnings)
  }
}

/// Sentences about what could not be read.
enum Warnings {
  /// Prints the warnings on standard error and ends the command with the status that says so.
  static func report(_ warnings: [String]) throws {
    guard !warnings.isEmpty else { return }
    for warning in warnings { Output.remark("Warning: \(warning)") }
    throw ExitStatus.doneWithWarnings
  }
}
