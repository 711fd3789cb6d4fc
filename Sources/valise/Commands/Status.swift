import ArgumentParser
import DeviceAgent
import Foundation
import WindowsDevice

struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what is in force on a PC and who said it, and the last backup and offer.",
    discussion: """
      Reads only, and asks no service. Each key of the agent's configuration is shown with its value and \
      its source: policy, option, environment, file or default. What cannot be used, and a backup of \
      Microsoft's that is on beside, are warnings (status 3).
      """)

  @OptionGroup var pc: DeviceOptions
  @OptionGroup var service: ServiceAddress
  @OptionGroup var role: RoleOptions
  @OptionGroup var output: JSONOption

  func validate() throws { try pc.require() }

  func run() async throws {
    let opened = try await pc.opened(.bundled(), service.said + role.said)
    let status = try await AgentStatus.load(
      opened.configuration, on: opened.device, of: opened.account,
      version: Valise.configuration.version)
    if output.isJSON { try Output.json(status) } else { print(status) }
    try Warnings.report(status.warnings)
  }

  private func print(_ status: AgentStatus) {
    Output.table(
      ["Valise", status.version],
      [
        ["PC", status.device],
        ["Person", status.user],
        ["Last backup", status.lastBackup.map { text($0, status.nextBackupDue) } ?? "none known"],
        ["Last decision", status.lastDecision.map(text) ?? "none known"],
        ["Not told yet", status.untold == 0 ? "nothing" : "\(status.untold) to the service"],
        ["Microsoft's backup", text(status.microsoft.backup)],
        ["Microsoft's restore", text(status.microsoft.restore)],
      ])
    Output.line()
    Output.table(
      ["KEY", "SOURCE", "VALUE"],
      status.keys.map {
        [$0.name.rawValue, $0.source.rawValue, $0.isUsable ? $0.value?.text ?? "-" : "not usable"]
      })
  }

  private func text(_ backup: AgentMemory.LastBackup, _ due: Date?) -> String {
    let last = "\(time(backup.at)), version \(backup.version) of profile \(backup.profile)"
    return due.map { "\(last); the next is due \(time($0))" } ?? last
  }

  private func text(_ decision: AgentMemory.LastDecision) -> String {
    let answer =
      decision.offer.map { "offer \($0)" }
      ?? "no offer (\(decision.failedChecks.joined(separator: ", ")))"
    return "\(time(decision.at)), \(decision.moment.rawValue): \(answer)"
  }

  private func text(_ policy: Bool?) -> String {
    switch policy {
    case true?: "on, by a policy"
    case false?: "off, by a policy"
    case nil: "no policy"
    }
  }

  private func time(_ date: Date) -> String { date.formatted(.iso8601) }
}
