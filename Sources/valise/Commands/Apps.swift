import ArgumentParser
import DeviceAgent
import Foundation
import UserEnvironment
import WindowsDevice

struct Apps: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Installs the apps that a restore brought, and shows how they stand.",
    subcommands: [AppsInstall.self, AppsStatus.self])
}

struct AppsInstall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Installs the apps that wait, by winget.",
    discussion: """
      For after the sign-in that restored, and each one after it: it goes on where it was \
      interrupted, leaves what is there already, and tries again what failed for a reason that \
      passes. The pins that waited for an app are placed when it is there. With --json, each line is an event, and the last one the report as \
      `valise apps status --json` prints it.
      """)

  @OptionGroup var pc: DeviceOptions

  @Option(
    help: ArgumentHelp(
      "How many apps are installed at the same time, 1 to 8 (1). Most installers wait for each other.",
      valueName: "number"))
  var parallel: Int?

  @Option(
    help: ArgumentHelp(
      """
      The program that installs, with winget's command line. Without it, with --live on Windows, the \
      person's own winget.exe.
      """,
      valueName: "path"))
  var winget: String?

  @Option(
    help: ArgumentHelp(
      "Whom the apps are installed for, where no rule of IT says it. Without it, winget decides.",
      valueName: "scope"))
  var scope: InstalledApp.Scope?

  @Option(
    help: ArgumentHelp(
      "How many minutes one app may take before its installation is ended (30).",
      valueName: "minutes"))
  var timeLimit: Int?

  @Flag(help: "Try again what failed, was not available or was blocked, too.")
  var retryFailed = false

  @OptionGroup var output: JSONOption

  func validate() throws {
    try pc.require()
    guard (1...8).contains(parallel ?? 1) else { throw ValidationError("--parallel takes 1 to 8.") }
    guard (1...1440).contains(timeLimit ?? 30) else {
      throw ValidationError("--time-limit takes 1 to 1440 minutes.")
    }
    _ = try program()
  }

  func run() async throws {
    let catalog = try SettingsCatalog.bundled()
    let pc = try await pc.opened(catalog, said)
    pc.remarkOnConfiguration()
    let (device, account, configuration) = (pc.device, pc.account, pc.configuration)
    try configuration.checkAppInstallation()
    let packageManager = Winget(
      program: try program(), scope: try configuration.appScope,
      timeLimit: try configuration.appTimeLimit)
    try await finishRestores(on: device, of: account, catalog)
    let lock = try await device.lock(.installation, for: account)
    defer { lock.release() }
    let installation = AppInstallation(device: device, account: account, catalog: catalog)
    let work = AppInstallation.Work(
      packageManager: packageManager, parallel: try configuration.parallelApps,
      sources: try configuration.appSources, retriesFailed: retryFailed)
    let isJSON = output.isJSON
    let (report, ended) = try await cancelledBySignals(
      saying: "Stopped. `valise apps install` goes on from here."
    ) {
      var ended: Set<InstallReport.App.Place> = []
      let report = try await installation.workOff(work) { event in
        if event.event == .ended, let app = event.app { ended.insert(app.place) }
        if isJSON { return try Output.jsonLine(event) }
        if event.event == .pinsLater { Output.remark(event.text) } else { Output.line(event.text) }
      }
      return (report, ended)
    }
    if isJSON { try Output.jsonLine(report) } else { Output.line(report.summary) }
    try Warnings.report(report.warnings(of: ended))
  }

  /// What is said of the agent's keys.
  private var said: [AgentConfiguration.Option] {
    [
      parallel.map { .init(.parallelApps, .number($0)) },
      scope.map { .init(.appScope, .text($0.rawValue)) },
      timeLimit.map { .init(.appTimeLimit, .number($0)) },
    ].compactMap { $0 }
  }

  /// winget lies in the person's own folder, where it is found without the search path.
  private func program() throws -> String {
    if let winget { return winget }
    #if os(Windows)
      if pc.live, let folder = ProcessInfo.processInfo.environment["LOCALAPPDATA"] {
        return folder + #"\Microsoft\WindowsApps\winget.exe"#
      }
    #endif
    throw ValidationError(
      "winget is a program of the Windows that is running. Here, name the program that installs "
        + "with --winget PATH.")
  }

  /// A restore that was interrupted is finished first: its apps are not known to be wanted before.
  private func finishRestores(
    on device: any Device, of account: Account, _ catalog: SettingsCatalog
  ) async throws {
    let lock = try await device.lock(.restore, for: account)
    defer { lock.release() }
    let resumed = try await Restore(device: device, account: account, catalog: catalog)
      .resume(at: Date())
    for id in resumed.finished { Output.remark("Finished what was interrupted: restore \(id).") }
  }
}

struct AppsStatus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Shows how the apps of the restores stand. Changes nothing.")

  @OptionGroup var pc: DeviceOptions

  @Flag(help: "Show the apps of older restores, too, that a newer one brought again.")
  var all = false

  @OptionGroup var output: JSONOption

  func validate() throws { try pc.require() }

  func run() async throws {
    let catalog = try SettingsCatalog.bundled()
    let (device, account) = try await pc.open(catalog)
    let everything = try await AppInstallation(device: device, account: account, catalog: catalog)
      .report()
    let report = all ? everything : everything.newest
    if output.isJSON { return try Output.json(report) }
    if !report.apps.isEmpty {
      Output.table(
        ["STATE", "APP", "SOURCE", "ID", "TRIES", "LAST ANSWER"],
        report.apps.map { app in
          [
            app.state.words, app.name, app.source, app.packageID, String(app.attempts),
            app.answer ?? "-",
          ]
        })
      Output.line()
    }
    Output.line(report.summary)
  }
}

extension InstalledApp.Scope: ExpressibleByArgument {}
