import ArgumentParser
import DeviceAgent
import Foundation
import UserEnvironment
import WindowsDevice

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Backs up a person's environment to the service.",
    discussion: """
      Sends only the components that the service lacks: nothing when nothing changed. The receipt \
      means that the snapshot is stored. The PC is only read, but for a note of the backup in the \
      person's profile. With --only and --except the new version holds less than the PC; older \
      versions keep what they have.
      """)

  @OptionGroup var pc: DeviceOptions

  @Flag(
    help: """
      Do nothing when the last backup from this PC is newer than the configured interval (8 days unless \
      said otherwise). For a scheduled task, which can run often.
      """)
  var ifDue = false

  @OptionGroup var items: SelectionOptions
  @OptionGroup var secrets: SecretOptions
  @OptionGroup var subject: SubjectOption
  @OptionGroup var service: ServiceOptions
  @OptionGroup var lookup: StoreLookupOptions
  @OptionGroup var output: JSONOption

  func validate() throws { try pc.require() }

  func run() async throws {
    let catalog = try SettingsCatalog.bundled()
    let pc = try await pc.opened(catalog, service.address.said + lookup.said)
    pc.remarkOnConfiguration()
    try pc.configuration.checkBackup()
    let schedule = BackupSchedule(device: pc.device, account: pc.account)
    guard try await isWanted(schedule, pc.configuration) else { return }
    let client = try await service.client(on: pc.configuration)
    let description = try await pc.device.description()
    let result = try await EnvironmentCapture(
      catalog: catalog, appCatalog: .bundled(), selection: items.selection(from: catalog),
      policy: secrets.policy(pc.configuration, catalog)
    ).capture(from: pc.device, of: pc.account)
    for remark in result.remarks { Output.remark(remark) }
    let environment = try await lookup.complete(result.environment, by: pc.configuration)
    let report = try await Backup(client: client).store(
      environment, from: description.hardwareID, of: subject.subject ?? pc.account.subject,
      takenAt: Date())
    do {
      try await schedule.note(report, at: Date())
    } catch {
      Output.remark("The backup is stored, but could not be noted on the PC. \(error)")
    }
    if output.isJSON {
      try Output.json(report)
    } else {
      print(report, of: pc.account, on: description)
    }
    try Warnings.report(result.warnings)
  }

  /// Whether a backup is to be made now; says so when not.
  private func isWanted(
    _ schedule: BackupSchedule, _ configuration: AgentConfiguration
  ) async throws -> Bool {
    guard ifDue else { return true }
    let now = Date()
    let due = try await schedule.due(at: now, interval: configuration.backupInterval)
    guard let last = due.lastBackupAt, let next = due.nextDueAt else { return true }
    if output.isJSON {
      try Output.json(due)
    } else {
      Output.line(
        "Not due: the last backup was made \(Output.age(of: last, at: now)). The next is due "
          + "\(next.formatted(.iso8601)).")
    }
    return false
  }

  private func print(_ report: Backup.Report, of account: Account, on device: DeviceDescription) {
    let receipt = report.receipt
    Output.line(
      receipt.changed
        ? "Backed up \(account.name) from \(device.name) as version \(receipt.version) of profile "
          + "\(receipt.profile)."
        : "Nothing has changed since version \(receipt.version) of profile \(receipt.profile); "
          + "the backup is fresh.")
    Output.table(
      ["COMPONENT", "ITEMS", "SIZE", "SENT"],
      report.components.map { component in
        [
          component.kind.title, String(component.itemCount), Output.size(component.size),
          report.sent.contains(component.kind) ? "yes" : "no, the service has it",
        ]
      })
    Output.line(
      "\(Output.count(report.sent.count, "component")) sent, \(Output.size(report.sentBytes)).")
  }
}
