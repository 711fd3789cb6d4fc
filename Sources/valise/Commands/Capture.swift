import ArgumentParser
import Foundation
import UserEnvironment
import WindowsDevice

struct Capture: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what a backup would take from a PC, without a service.",
    discussion: """
      Reads the person's and the machine's hives and layout files; changes nothing. Values that may \
      hold a password (proxy, environment variables) are not taken.
      """)

  @OptionGroup var pc: DeviceOptions
  @OptionGroup var lookup: StoreLookupOptions
  @OptionGroup var output: JSONOption

  func validate() throws { try pc.require() }

  func run() async throws {
    let catalog = try SettingsCatalog.bundled()
    let (device, account) = try await pc.open(catalog)
    let result = try await EnvironmentCapture(catalog: catalog, appCatalog: .bundled())
      .capture(from: device, of: account)
    for remark in result.remarks { Output.remark(remark) }
    let environment = try await lookup.complete(result.environment)
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
