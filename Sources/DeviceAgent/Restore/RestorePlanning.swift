import Foundation
import RestoreRules
import UserEnvironment
import WindowsDevice

/// Makes the plan of a restore: looks at the target and lets the rules decide. Changes nothing.
struct RestorePlanning: Sendable {
  let device: any Device
  let account: Account
  let catalog: SettingsCatalog
  let appRules: AppRules
  let secrets: SecretOptIn

  func plan(
    _ environment: Environment, selection: Selection
  ) async throws -> RestorePlan {
    let description = try await device.description()
    let present = try await EnvironmentCapture(
      catalog: catalog, appCatalog: .bundled(),
      selection: Selection(only: .init(components: [.apps]))
    ).capture(from: device, of: account)
    let installed = present.environment.apps ?? AppsComponent(apps: [])
    let apps = environment.apps.map {
      AppsPlanner(
        source: $0, installed: installed, selection: selection, rules: appRules
      ).plan()
    }
    let build = description.version.build
    let files = try await files(environment, selection, build: build)
    // On a running Windows each reading of a hive is many calls of its tools: one does for the plan.
    let reader = RegistryReader(device: device, account: account)
    let pins = PinsPlanning(device: device, account: account, reader: reader)
    let awaited = AwaitedApps((apps ?? []).filter { $0.package != nil })
    let start = try await pins.plan(
      .startPins, of: environment, selection, on: description, awaiting: awaited)
    let taskbar = try await pins.plan(
      .taskbarPins, of: environment, selection, on: description, awaiting: awaited)
    return RestorePlan(
      settings: try await settings(
        environment.settings.map(files.moved.renaming), build: build, apps: installed, selection,
        with: reader, restored: files.moved.places(in: account.profilePath)),
      apps: apps ?? [], startPins: start.pins, taskbarPins: taskbar.pins, files: files.files,
      startPlacement: start.placement, taskbarPlacement: taskbar.placement,
      groupWidth: environment.startPins?.groupWidth)
  }

  private func files(
    _ environment: Environment, _ selection: Selection, build: Int
  ) async throws -> FilesPlanning.Result {
    guard let source = environment.files else { return FilesPlanning.Result() }
    return try await FilesPlanning(
      device: device, account: account, catalog: catalog, selection: selection, build: build
    ).plan(source, namedBy: environment.settings)
  }

  // MARK: Settings

  /// - Parameter restored: the paths of files that the restore itself brings.
  private func settings(
    _ source: SettingsComponent?, build: Int, apps: AppsComponent, _ selection: Selection,
    with reader: RegistryReader, restored: Set<String>
  ) async throws -> [PlannedSetting] {
    guard let source else { return [] }
    var target = try await SettingsTarget(
      device: device, account: account, catalog: catalog, reader: reader
    ).target(for: source, build: build, apps: apps)
    target.existingPaths.formUnion(restored)
    return SettingsPlanner(source: source, target: target, selection: selection, secrets: secrets)
      .plan()
  }
}
