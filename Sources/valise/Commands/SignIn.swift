import ArgumentParser
import DeviceAgent
import Foundation
import RestoreRules
import ServiceAPI
import UserEnvironment
import WindowsDevice

struct SignIn: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign-in",
    abstract: "Signs a person in: asks the service, offers a restore, and carries out the answer.",
    discussion: """
      The PC's facts are read from its registry; the service decides, and every check is printed. At a \
      terminal the person is asked; --choose answers instead. Without either, the offer counts as \
      missed and comes again: an answer is never invented.
      """)

  @OptionGroup var pc: DeviceOptions

  @Option(
    help: ArgumentHelp(
      "oobe (device setup) or firstSignIn. A restore on demand is `valise restore`.",
      valueName: "moment"))
  var moment: SignInMoment

  @Option(
    help: ArgumentHelp(
      "The answer: a profile's id or PC name, `new` to set up as new, `later` to be asked again.",
      valueName: "answer"))
  var choose: String?

  @Option(
    help: ArgumentHelp(
      """
      How long the service may take to decide, in seconds, before the person is let in. Without it, what \
      the PC's configuration says, else 5.
      """,
      valueName: "seconds"))
  var wait: Int?

  @OptionGroup var choice: RestoreOptions
  @OptionGroup var shown: RevealOption
  @OptionGroup var role: RoleOptions
  @OptionGroup var subject: SubjectOption
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func validate() throws {
    try pc.require()
    guard (1...60).contains(wait ?? 5) else {
      throw ValidationError("--wait takes 1 to 60 seconds.")
    }
  }

  func run() async throws {
    let catalog = try SettingsCatalog.bundled()
    let said = wait.map { [AgentConfiguration.Option(.decisionSeconds, .number($0))] } ?? []
    let pc = try await pc.opened(catalog, said + service.address.said + role.said)
    pc.remarkOnConfiguration()
    if let refusal = try pc.configuration.refusal(at: moment.moment) {
      // That there is no offer is an answer.
      if output.isJSON { return try Output.json(RestoreVisit.NotAsked(notAsked: refusal.message)) }
      return Output.line("No offer. \(refusal.message)")
    }
    let visit = RestoreVisit(
      pc: pc, catalog: catalog, subject: subject.subject ?? pc.account.subject,
      client: try await service.client(of: pc), choice: choice, shown: shown,
      isJSON: output.isJSON)
    let wait = try pc.configuration.decisionTime
    if let choose, choose != "new", choose != "later" {
      try await visit.checkProfile(named: choose, within: wait)
    }
    try await visit.run(at: moment.moment, within: wait) { offer in
      try answer(to: offer)
    }
  }

  private func answer(to offer: OfferMessage) throws -> Answer {
    if let choose { return try Answer(choose, to: offer) }
    guard isatty(STDIN_FILENO) == 1 else {
      Output.remark("There is no terminal to ask at and no --choose: the offer counts as missed.")
      return .later
    }
    return Question(offer).ask()
  }
}

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Restores a profile to a PC when the person asks for it.",
    discussion: """
      Possible while the organization's policy allows it, see docs/offer-rules.md. --dry-run prints \
      the plan and changes nothing.
      """)

  @OptionGroup var pc: DeviceOptions

  @Option(
    help: ArgumentHelp("The profile: its id or its PC's name.", valueName: "profile"),
    transform: NotEmpty.text)
  var profile: String

  @Flag(help: "Print what would be done, and change nothing.")
  var dryRun = false

  @OptionGroup var choice: RestoreOptions
  @OptionGroup var shown: RevealOption
  @OptionGroup var role: RoleOptions
  @OptionGroup var subject: SubjectOption
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func validate() throws { try pc.require() }

  func run() async throws {
    let catalog = try SettingsCatalog.bundled()
    let pc = try await pc.opened(catalog, service.address.said + role.said)
    pc.remarkOnConfiguration()
    if !dryRun { try pc.configuration.checkRestore(at: .onDemand) }
    let visit = RestoreVisit(
      pc: pc, catalog: catalog, subject: subject.subject ?? pc.account.subject,
      client: try await service.client(of: pc), choice: choice, shown: shown,
      isJSON: output.isJSON)
    if dryRun {
      try await visit.printPlan(for: profile)
    } else {
      let wait = Duration.seconds(30)
      try await visit.checkProfile(named: profile, within: wait)
      try await visit.run(at: .onDemand, within: wait) { try Answer(profile, to: $0) }
    }
  }
}

struct Undo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Puts back what the person's last restore on a PC changed.",
    discussion: "What was changed since the restore stays as it is, and is named.")

  @OptionGroup var pc: DeviceOptions
  @OptionGroup var output: JSONOption

  func validate() throws { try pc.require() }

  func run() async throws {
    let catalog = try SettingsCatalog.bundled()
    let (device, account) = try await pc.open(catalog)
    let lock = try await device.lock(.restore, for: account)
    defer { lock.release() }
    let report = try await Restore(device: device, account: account, catalog: catalog)
      .undo(at: Date())
    if output.isJSON { return try Output.json(report) }
    let items = report.settings + report.files
    Output.line(
      "Undone the restore from \(report.source.name): "
        + "\(report.putBack) of \(Output.count(items, "change")) put back.")
    for name in report.changedSince {
      Output.line("Stays, since it was changed after the restore: \(name.onOneLine)")
    }
    if !report.droppedApps.isEmpty {
      Output.line(
        "\(Output.count(report.droppedApps.count, "app")) will not be installed any more.")
    }
  }
}

/// The moments that come by themselves.
enum SignInMoment: String, ExpressibleByArgument, CaseIterable {
  case oobe
  case firstSignIn

  var moment: Moment {
    switch self {
    case .oobe: .oobe
    case .firstSignIn: .firstSignIn
    }
  }
}

extension Moment: ExpressibleByArgument {}
