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
      means that the snapshot is stored. The PC is only read, but for a note of the backup in the \
      person's profile. With --only and --except the new version holds less than the PC; older \
      versions keep what they have. The organization's policy \
      says whether backups are made at all, and what may be in them.

      A scheduled task uses --if-due and --if-ordered, and runs every hour or so: with the first it \
      backs up when the policy's interval has passed, with the second when the help desk asked for a \
      backup of this person from this PC.
      """)

  @Flag(help: "Back up only when the help desk asked for it, and report how it went.")
  var ifOrdered = false

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
    let catalog = try SettingsCatalog.bundled()
    let pc = try await pc.opened(catalog, service.address.said + lookup.said)
    pc.remarkOnConfiguration()
    try pc.configuration.checkBackup()
    let visit = BackupVisit(
      pc: pc, description: try await pc.device.description(),
      subject: subject.subject ?? pc.account.subject, catalog: catalog,
      client: try await service.client(of: pc))
    if ifOrdered {
      switch try await carryOutOrder(visit) {
      case .done(let done): return try finish(done)
      case .putOff(let putOff): return try tell(putOff)
      case nil where ifDue: break
      case nil:
        let answer = PutOff.notOrdered(pc.account.name)
        return output.isJSON ? try Output.json(answer) : Output.remark(answer.reason)
      }
    }
    if ifDue, let turn = try await visit.waitOfDevice() { return try put(off: turn) }
    let (rules, turn) = try await permission(for: visit, onlyIfDue: ifDue)
    guard turn == .now else { return try put(off: turn) }
    try finish(try await backUp(visit, rules))
  }

  /// Whose environment is backed up from where to where.
  private struct BackupVisit {
    let pc: OpenedPC
    let description: DeviceDescription
    let subject: String
    let catalog: SettingsCatalog
    let client: ServiceClient

    var schedule: BackupSchedule { BackupSchedule(device: pc.device, account: pc.account) }

    /// What this PC's own configuration says of the time between two backups, when it says anything;
    /// nil when that has passed. The organization's policy is asked besides.
    func waitOfDevice() async throws -> BackupTurn? {
      guard pc.configuration.source(of: .backupInterval) != .standard else { return nil }
      let due = try await schedule.due(at: Date(), interval: pc.configuration.backupInterval)
      return due.nextDueAt.map(BackupTurn.notDue(until:))
    }
  }

  /// What a backup did, and what there is to read about it.
  private struct Done {
    let report: Backup.Report
    let visit: BackupVisit
    let warnings: [String]
  }

  /// What became of an order.
  private enum OrderEnd {
    case done(Done)
    case putOff(PutOff)
  }

  /// Does what the help desk asked for, and tells how it went; nil when it asked for nothing. Where the
  /// policy has no backup made on the PC's battery or connection, that passes: it is done another time.
  private func carryOutOrder(_ visit: BackupVisit) async throws -> OrderEnd? {
    let ordered = OrderedBackup(
      client: visit.client, device: visit.description.hardwareID, user: visit.subject)
    guard let order = try await ordered.order() else { return nil }
    var putOff: PutOff?
    let done = try await ordered.carryOut(order) {
      let (rules, turn) = try await permission(for: visit, onlyIfDue: false)
      switch turn {
      case .now: return .ready(rules)
      case .notUnder:
        let reason = PutOff(ordered: turn)
        putOff = reason
        return .putOff(BackupOrderMessage.Failure(code: reason.error.code, message: reason.reason))
      case .turnedOff, .notDue: throw PutOff(turn).error
      }
    } backup: { rules in
      let done = try await backUp(visit, rules)
      return (done, done.report.receipt)
    } failure: { error in
      let failure = Failure(error)
      return BackupOrderMessage.Failure(code: failure.code, message: failure.message)
    }
    return done.map(OrderEnd.done) ?? putOff.map(OrderEnd.putOff)
  }

  /// What the organization's policy says of a backup now.
  private func permission(
    for visit: BackupVisit, onlyIfDue: Bool
  ) async throws -> (BackupRules, BackupTurn) {
    let policy = try await visit.client.effectivePolicy(
      of: visit.subject, on: visit.description.hardwareID)
    let rules = try BackupRules(of: policy)
    let turn = BackupTurn(
      rules, policy.backup, onlyIfDue: onlyIfDue,
      conditions: rules.dependsOnConditions ? await visit.pc.device.conditions() : .unknown)
    return (rules, turn)
  }

  private func backUp(_ visit: BackupVisit, _ rules: BackupRules) async throws -> Done {
    let result = try await EnvironmentCapture(
      catalog: visit.catalog, appCatalog: .bundled(),
      selection: items.selection(from: visit.catalog),
      policy: secrets.policy(visit.pc.configuration, visit.catalog), servicePolicy: rules.capture
    ).capture(from: visit.pc.device, of: visit.pc.account)
    for remark in result.remarks { Output.remark(remark) }
    let environment = try await lookup.complete(result.environment, by: visit.pc.configuration)
    let report = try await Backup(client: visit.client).store(
      environment, from: visit.description.hardwareID, of: visit.subject, takenAt: Date())
    do {
      try await visit.schedule.note(report, at: Date(), intervalHours: rules.intervalHours)
    } catch {
      Output.remark("The backup is stored, but could not be noted on the PC. \(error)")
    }
    return Done(report: report, visit: visit, warnings: result.warnings)
  }

  private func finish(_ done: Done) throws {
    if output.isJSON {
      try Output.json(done.report)
    } else {
      print(done.report, of: done.visit.pc.account, on: done.visit.description)
    }
    try Warnings.report(done.warnings)
  }

  /// Why there is no backup now, in the words of ``Output``.
  private struct PutOff: Encodable {
    let state: String
    let until: Date?
    let reason: String

    init(_ turn: BackupTurn) {
      switch turn {
      case .now: (state, until, reason) = ("now", nil, "The backup is made now.")
      case .turnedOff(let reason): (state, until, self.reason) = ("turnedOff", nil, reason)
      case .notUnder(let reason): (state, until, self.reason) = ("notNow", nil, reason)
      case .notDue(let until):
        (state, self.until, reason) = (
          "notDue", until, "The backup is not due until \(until.ISO8601Format())."
        )
      }
    }

    private init(state: String, reason: String) {
      (self.state, until, self.reason) = (state, nil, reason)
    }

    static func notOrdered(_ person: String) -> PutOff {
      PutOff(
        state: "notOrdered",
        reason: "The help desk has not asked for a backup of \(person.onOneLine) from here.")
    }

    /// Of a backup that the help desk asked for: it is put off, and not given up.
    init(ordered turn: BackupTurn) {
      let now = PutOff(turn)
      (state, until) = (now.state, now.until)
      reason =
        now.reason + " The backup that the help desk asked for is made when that has changed."
    }

    var error: InputError { InputError(code: "backup.\(state)", message: reason) }
  }

  /// A scheduled task has nothing to do then; a person who asks is told that it cannot be.
  private func put(off turn: BackupTurn) throws {
    let putOff = PutOff(turn)
    guard ifDue else { throw putOff.error }
    try tell(putOff)
  }

  private func tell(_ putOff: PutOff) throws {
    try output.isJSON ? Output.json(putOff) : Output.line(putOff.reason)
  }

  private func print(_ report: Backup.Report, of account: Account, on device: DeviceDescription) {
    let receipt = report.receipt
    Output.line(
      receipt.changed
        ? "Backed up \(account.name) from \(device.name.onOneLine) as version \(receipt.version) of profile "
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
