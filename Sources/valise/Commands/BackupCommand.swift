import ArgumentParser
import DeviceAgent
import Foundation
import RestoreRules
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
      version holds less than the PC; older versions keep what they have. The organization's policy \
      says whether backups are made at all, and what may be in them. A scheduled task uses --if-due, and \
      runs as often as the shortest interval of any policy.
      """)

  @OptionGroup var pc: DeviceOptions
  @Flag(
    help: """
      Only when the time between two backups has passed, as the policy sets it. Where it has not, or \
      where the policy has no backup made now, says so and is done.
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
    let client = try await service.client()
    let catalog = try SettingsCatalog.bundled()
    let (device, account) = try await pc.open(catalog)
    let description = try await device.description()
    let user = subject.subject ?? account.subject
    let policy = try await client.effectivePolicy(of: user, on: description.hardwareID)
    let rules = try BackupRules(of: policy)
    let turn = BackupTurn(
      rules, policy.backup, onlyIfDue: ifDue,
      conditions: rules.dependsOnConditions ? await device.conditions() : .unknown)
    guard turn == .now else { return try put(off: turn) }
    let result = try await EnvironmentCapture(
      catalog: catalog, appCatalog: .bundled(), selection: items.selection(from: catalog),
      policy: secrets.policy(of: device, catalog), servicePolicy: rules.capture
    ).capture(from: device, of: account)
    for remark in result.remarks { Output.remark(remark) }
    let environment = try await lookup.complete(result.environment)
    let report = try await Backup(client: client).store(
      environment, from: description.hardwareID, of: user,
      takenAt: Date())
    if output.isJSON {
      try Output.json(report)
    } else {
      print(report, of: account, on: description)
    }
    try Warnings.report(result.warnings)
  }

  /// Why there is no backup now, in the words of ``Output``.
  private struct PutOff: Encodable {
    let state: String
    var until: Date?
    let reason: String
  }

  /// A scheduled task has nothing to do then; a person who asks is told that it cannot be.
  private func put(off turn: BackupTurn) throws {
    let putOff: PutOff
    switch turn {
    case .now: return
    case .turnedOff(let reason): putOff = PutOff(state: "turnedOff", reason: reason)
    case .notUnder(let reason): putOff = PutOff(state: "notNow", reason: reason)
    case .notDue(let until):
      putOff = PutOff(
        state: "notDue", until: until,
        reason: "The backup is not due until \(until.ISO8601Format()).")
    }
    guard ifDue else {
      throw InputError(code: "backup.\(putOff.state)", message: putOff.reason)
    }
    try output.isJSON ? Output.json(putOff) : Output.line(putOff.reason)
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
