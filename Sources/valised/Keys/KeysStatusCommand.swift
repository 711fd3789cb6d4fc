import ArgumentParser
import BackupService
import Foundation
import Vault

/// `valised keys status`
struct KeysStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show the master key, its escrow, and the keys of every tenant.",
    discussion: """
      Shows of each tenant's keys their age, how many seals they have made at most, and how many keys \
      of people they wrap. Nothing secret is shown.
      """)

  @OptionGroup var installation: InstallationOptions

  @Flag(help: "Print JSON.")
  var json = false

  private struct Status: Codable {
    let masterKey: MasterKeyFingerprint
    let place: String
    let escrowConfirmedAt: Date?
    let tenants: [TenantKeyStatus]
  }

  func run() async throws {
    try await installation.withInstallation { installation in
      let masterKey = try await installation.masterKey()
      let status = Status(
        masterKey: masterKey.fingerprint, place: installation.settings.masterKey.place,
        escrowConfirmedAt: try await installation.records.escrowConfirmed(
          of: masterKey.fingerprint),
        tenants: try await installation.keys.status())
      if json {
        Output.line(try OperatorOutput.json(status))
        return
      }
      Output.line("Master key \(status.masterKey), from \(status.place)")
      if let confirmed = status.escrowConfirmedAt {
        Output.line("Escrow: a copy was confirmed on \(OperatorOutput.day(confirmed))")
      } else {
        Output.line("Escrow: NOT CONFIRMED. \(Escrow.unconfirmed(status.masterKey))")
      }
      for tenant in status.tenants { show(tenant, masterKey: status.masterKey) }
      if status.tenants.isEmpty { Output.line("No tenant has a key yet.") }
    }
  }

  private func show(_ tenant: TenantKeyStatus, masterKey: MasterKeyFingerprint) {
    Output.line("\(tenant.tenant)")
    for key in tenant.generations {
      let age =
        key.madeAt.map {
          "made \(OperatorOutput.day($0)) (\(OperatorOutput.count(Int(Date().timeIntervalSince($0) / 86_400), "day", "days")) ago)"
        } ?? "made before that was noted"
      let wraps = OperatorOutput.count(key.personKeys, "key", "keys")
      var line = "  key \(key.generation): \(age), at most \(key.sealsReserved) seals"
      line += ", wraps \(wraps) of people"
      if key.personKeys > 0 { line += " (the busiest: at most \(key.mostPersonSeals) seals)" }
      if let wrapper = key.masterKey, wrapper != masterKey {
        line += "; under the master key \(wrapper), not the one in use: run `valised keys rewrap`"
      } else if key.masterKey == nil {
        line += "; DAMAGED: run `valised check`"
      }
      Output.line(line)
    }
  }
}
