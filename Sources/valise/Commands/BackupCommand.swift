import ArgumentParser
import DeviceAgent
import Foundation
import ServiceAPI
import UserEnvironment
import WindowsDevice

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Backs up a person's environment to the service.",
    discussion: """
      Sends only the components that the service lacks: nothing when nothing changed. The receipt \
      means that the snapshot is stored. The PC is only read. With --only and --except the new \
      version holds less than the PC; older versions keep what they have.

      --if-ordered is for a task that runs every hour or so: it asks whether the help desk wants a \
      backup of this person from this PC, and does nothing when it does not.
      """)

  @Flag(help: "Back up only when the help desk asked for it, and report how it went.")
  var ifOrdered = false

  @OptionGroup var pc: DeviceOptions
  @OptionGroup var items: SelectionOptions
  @OptionGroup var secrets: SecretOptions
  @OptionGroup var subject: SubjectOption
  @OptionGroup var service: ServiceOptions
  @OptionGroup var lookup: StoreLookupOptions
  @OptionGroup var output: JSONOption

  func validate() throws { try pc.require() }

  func run() async throws {
    let client = try await service.client()
    let catalog = try SettingsCatalog.bundled()
    let (device, account) = try await pc.open(catalog)
    let visit = BackupVisit(
      device: device, account: account, description: try await device.description(),
      subject: subject.subject ?? account.subject, catalog: catalog, client: client)
    guard ifOrdered else { return try finish(try await backUp(visit)) }
    let ordered = OrderedBackup(
      client: client, device: visit.description.hardwareID, user: visit.subject)
    guard let order = try await ordered.order() else {
      return Output.remark("The help desk has not asked for a backup of \(account.name) from here.")
    }
    let done = try await ordered.carryOut(order) {
      let done = try await backUp(visit)
      return (done, done.report.receipt)
    } failure: { error in
      let failure = Failure(error)
      return BackupOrderMessage.Failure(code: failure.code, message: failure.message)
    }
    try finish(done)
  }

  /// Whose environment is backed up from where to where.
  private struct BackupVisit {
    let device: any Device
    let account: Account
    let description: DeviceDescription
    let subject: String
    let catalog: SettingsCatalog
    let client: ServiceClient
  }

  /// What a backup did, and what there is to read about it.
  private struct Done {
    let report: Backup.Report
    let visit: BackupVisit
    let warnings: [String]
  }

  private func backUp(_ visit: BackupVisit) async throws -> Done {
    let result = try await EnvironmentCapture(
      catalog: visit.catalog, appCatalog: .bundled(),
      selection: items.selection(from: visit.catalog),
      policy: secrets.policy(of: visit.device, visit.catalog)
    ).capture(from: visit.device, of: visit.account)
    for remark in result.remarks { Output.remark(remark) }
    let environment = try await lookup.complete(result.environment)
    let report = try await Backup(client: visit.client).store(
      environment, from: visit.description.hardwareID, of: visit.subject, takenAt: Date())
    return Done(report: report, visit: visit, warnings: result.warnings)
  }

  private func finish(_ done: Done) throws {
    if output.isJSON {
      try Output.json(done.report)
    } else {
      print(done.report, of: done.visit.account, on: done.visit.description)
    }
    try Warnings.report(done.warnings)
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
