import DeviceAgent
import Foundation
import RestoreRules
import ServiceAPI
import UserEnvironment
import WindowsDevice

/// One visit of a person at their PC: what was interrupted is finished, the service is asked, the
/// person answers, and the answer is carried out and reported.
struct RestoreVisit {
  let pc: OpenedPC
  let catalog: SettingsCatalog
  let subject: String
  let client: ServiceClient
  let choice: RestoreOptions
  let shown: RevealOption
  let isJSON: Bool

  private var device: any Device { pc.device }
  private var account: Account { pc.account }

  /// What is printed as JSON where the service is not asked.
  struct NotAsked: Encodable {
    /// Why not.
    let notAsked: String
  }

  /// What the visit printed as JSON when asked for it.
  struct Result: Encodable {
    var decision: Decision
    var offer: OfferMessage?
    var outcome: Outcome?
    var restore: RestoreReport?
  }

  /// A misspelled profile is an error before an offer is made, so that it uses none up. Whether the
  /// service can be reached, and whether there is a backup, the visit itself finds out.
  func checkProfile(named name: String, within wait: Duration) async throws {
    guard let list = try? await client.until(.now + wait).profiles(of: subject),
      !list.profiles.isEmpty
    else { return }
    _ = try list.profiles.profile(named: name)
  }

  func run(
    at moment: Moment, within wait: Duration, answering: (OfferMessage) throws -> Answer
  ) async throws {
    let selection = try choice.items.selection(from: catalog)
    let secrets = try choice.secrets.policy(pc.configuration, catalog).secrets
    // A mistake in the file is told before anything is asked or done.
    let appRules = try await appRules()
    let restore = Restore(device: device, account: account, catalog: catalog)
    let lock = try await device.lock(.restore, for: account)
    defer { lock.release() }
    try await finishInterrupted(restore)
    let signIn = DeviceAgent.SignIn(
      device: device, account: account, subject: subject, client: client,
      role: try pc.configuration.role)
    let answer = try await signIn.ask(at: moment, time: Date(), within: wait)
    if !isJSON { Output.line(answer.decision.explanation) }
    guard let offer = answer.offer else {
      if isJSON { try Output.json(Result(decision: answer.decision)) }
      guard moment != .onDemand else { throw notOffered(answer.decision) }
      return
    }
    var result = Result(decision: answer.decision, offer: offer)
    do {
      switch try answering(offer) {
      case .new: result.outcome = .skipped
      case .later: result.outcome = .missed
      case .restore(let profile):
        result.outcome = .failed
        result.restore = try await carryOut(
          profile, by: restore, selection.narrowed(to: offer.components), appRules, secrets
        )
        .hidingValues(where: shown.hides(catalog))
        result.outcome = .restored
      }
    } catch {
      // What went wrong is what the person must see, not that it could not be reported.
      _ = try? await signIn.conclude(offer, with: result.outcome ?? .missed)
      throw error
    }
    let isTold = try await signIn.conclude(offer, with: result.outcome ?? .missed)
    if !isTold {
      Output.remark("The service is away; the answer is kept and told at the next sign-in.")
    }
    try print(result)
  }

  /// Prints the plan of a restore.
  func printPlan(for profileName: String) async throws {
    let appRules = try await appRules()
    let selection = try choice.items.selection(from: catalog)
    let secrets = try choice.secrets.policy(pc.configuration, catalog).secrets
    let profile = try await client.profiles(of: subject).profiles.profile(named: profileName)
    let (_, environment) = try await SnapshotDownload(client: client)
      .fetch(choice.snapshot, of: profile.id, for: subject)
    let plan = try await Restore(device: device, account: account, catalog: catalog)
      .plan(for: environment, selection: selection, appRules: appRules, secrets: secrets)
      .hidingValues(where: shown.hides(catalog))
    if isJSON { return try Output.json(plan) }
    Output.line("From \(profile.source.name.onOneLine) to this PC, this would be done:\n")
    PlanText(plan).printItems()
    PlanText(plan).printSummary()
  }

  private func appRules() async throws -> AppRules {
    try choice.checkAppRules(against: pc.configuration)
    return try await pc.configuration.appRules(on: device, orFrom: choice.appRules)
  }

  private func finishInterrupted(_ restore: Restore) async throws {
    let resumed = try await restore.resume(at: Date())
    for id in resumed.finished {
      Output.remark("Finished what was interrupted: restore \(id).")
    }
    for path in resumed.unreadable {
      Output.remark("Left alone, since no restore wrote it or it is damaged: \(path)")
    }
  }

  private func carryOut(
    _ profile: ProfileSummary, by restore: Restore, _ selection: Selection,
    _ appRules: AppRules, _ secrets: SecretOptIn
  ) async throws -> RestoreReport {
    let (version, environment) = try await SnapshotDownload(client: client)
      .fetch(choice.snapshot, of: profile.id, for: subject)
    let plan = try await restore.plan(
      for: environment, selection: selection, appRules: appRules, secrets: secrets)
    return try await restore.carryOut(
      plan, from: profile.source, profile: profile.id, version: version.version, at: Date())
  }

  private func notOffered(_ decision: Decision) -> InputError {
    InputError(
      code: "restore.notOffered",
      message: "This restore is not offered. "
        + decision.failedChecks.map(\.reason).joined(separator: " "))
  }

  // MARK: Text

  private func print(_ result: Result) throws {
    if isJSON {
      try Output.json(result)
    } else if let report = result.restore {
      printRestored(report, from: result.offer)
    } else {
      Output.line(
        result.outcome == .skipped
          ? "\nSet up as new. You will not be asked again on this PC; you can still restore yourself."
          : "\nNot now. You will be asked again at the next sign-in.")
    }
    guard let report = result.restore else { return }
    try Warnings.report(
      report.settingsNotKept.map { "Windows did not keep the setting \($0)." }
        + report.filesNotKept.map { "Windows did not keep the file \($0)." }
        + report.pinsNotKept.map { "Windows did not keep the pin \($0)." })
  }

  private func printRestored(_ report: RestoreReport, from offer: OfferMessage?) {
    Output.line("\nRestored.\n")
    PlanText(report.plan).printSummary()
    Output.line(
      "\nRead back: \(Output.count(report.verifiedSettings, "setting")), "
        + "\(Output.count(report.verifiedFiles, "file")) and "
        + "\(Output.count(report.verifiedPins, "pin")) are as they were written.")
    let waiting = report.pins.count { $0.state == .waiting }
    if waiting > 0 {
      Output.line("\(Output.count(waiting, "pin")) come when their apps are installed.")
    }
    if report.pins.contains(where: { $0.state == .atNextSignIn }) {
      Output.line("The taskbar's pins come at the next sign-in.")
    }
    if let path = report.wingetImportPath {
      Output.line(
        "\(Output.count(report.installQueue.count, "app")) to install, by: valise apps install")
      Output.line("or by hand: winget import -i \"\(path)\"")
    }
    Output.line("To put everything back: valise undo")
  }
}
