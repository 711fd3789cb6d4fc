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
      means that the snapshot is stored. The PC is only read. With --only and --except the new \
      version holds less than the PC; older versions keep what they have.
      """)

  @OptionGroup var pc: DeviceOptions
  @OptionGroup var items: SelectionOptions
  @OptionGroup var secrets: SecretOptions
  @OptionGroup var subject: SubjectOption
  @OptionGroup var service: ServiceOptions
  @OptionGroup var lookup: StoreLookupOptions
  @OptionGroup var output: JSONOption

  func validate() throws { try pc.require() }

  func run() async throws {
    let catalog = try SettingsCatalog.bundled()
    let (device, account) = try await pc.open(catalog)
    let client = try await service.client(of: device)
    let description = try await device.description()
    let result = try await EnvironmentCapture(
      catalog: catalog, appCatalog: .bundled(), selection: items.selection(from: catalog),
      policy: secrets.policy(of: device, catalog)
    ).capture(from: device, of: account)
    for remark in result.remarks { Output.remark(remark) }
    let environment = try await lookup.complete(result.environment)
    let report = try await Backup(client: client).store(
      environment, from: description.hardwareID, of: subject.subject ?? account.subject,
      takenAt: Date())
    if output.isJSON {
      try Output.json(report)
    } else {
      print(report, of: account, on: description)
    }
    try Warnings.report(result.warnings)
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
