import ArgumentParser
import BackupService
import Foundation
import Store

/// `valised keys rotate`
struct KeysRotateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate",
    abstract: "Give tenants a new data key.",
    discussion: """
      What is sealed stays as it is and goes on opening; with their next backup people get new keys \
      under the new one. A running valised uses the new key within a minute.
      """)

  @OptionGroup var installation: InstallationOptions

  @Option(help: ArgumentHelp("Only this tenant; without it, every tenant.", valueName: "id"))
  var tenant: String?

  func run() async throws {
    try await installation.withInstallation { installation in
      let rotated = try await installation.keys.rotate(
        tenant.map(TenantID.init(rawValue:)), in: try await installation.vault())
      for key in rotated { Output.line("\(key.tenant): key \(key.generation) is the newest now") }
      if rotated.isEmpty { Output.line("No tenant has a key yet: nothing was rotated.") }
    }
  }
}
