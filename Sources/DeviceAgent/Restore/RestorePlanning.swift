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

  func plan(
    _ environment: Environment, selection: Selection
  ) async throws -> RestorePlan {
    let description = try await device.description()
    let present = try await EnvironmentCapture(
      catalog: catalog, appCatalog: .bundled(), components: [.apps]
    ).capture(from: device, of: account)
    let installed = present.environment.apps ?? AppsComponent(apps: [])
    let apps = environment.apps.map {
      AppsPlanner(
        source: $0, installed: installed, selection: selection, rules: appRules
      ).plan()
    }
    let build = description.version.build
    let files = try await files(environment, selection, build: build)
    return RestorePlan(
      settings: try await settings(
        environment.settings.map(files.moved.renaming), build: build, apps: installed, selection,
        restored: files.moved.places(in: account.profilePath)),
      apps: apps ?? [],
      startPins: try await startPins(environment, selection, on: description),
      taskbarPins: (environment.taskbarPins?.pins ?? []).map(Self.taskbarPin), files: files.files)
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
    restored: Set<String>
  ) async throws -> [PlannedSetting] {
    guard let source else { return [] }
    var target = try await SettingsTarget(device: device, account: account, catalog: catalog)
      .target(for: source, build: build, apps: apps)
    target.existingPaths.formUnion(restored)
    return SettingsPlanner(source: source, target: target, selection: selection).plan()
  }

  // MARK: Pins

  private func startPins(
    _ environment: Environment, _ selection: Selection, on target: DeviceDescription
  ) async throws -> [PlannedPin] {
    guard let pins = environment.startPins else { return [] }
    guard selection.includes(.startPins) else {
      return pins.pins.map { $0.planned(.leave, "pin.notChosen", "Not among what was chosen.") }
    }
    guard target.version.isWindows11 else {
      return pins.pins.map {
        $0.planned(.leave, "pin.windows10", "Pins are restored to Windows 11 only.")
      }
    }
    do {
      _ = try await StartPinsFile(device: device, account: account).document()
    } catch {
      return pins.pins.map {
        $0.planned(.leave, "pin.unreadable", "The Start pins of this PC cannot be read. \(error)")
      }
    }
    return StartPinsPlanner(
      source: pins, isFromWindows10: environment.source.isWindows10, successors: try .bundled()
    ).plan()
  }

  private static func taskbarPin(_ pin: Pin) -> PlannedPin {
    pin.planned(
      .leave, "pin.taskbar", "Windows takes taskbar pins from a policy only; it is listed here.")
  }
}

extension Pin {
  fileprivate func planned(
    _ action: PlanDecision.Action, _ code: String, _ reason: String
  ) -> PlannedPin {
    PlannedPin(
      source: target, result: nil, decision: PlanDecision(action, code: code, reason: reason))
  }
}

extension SourceDevice {
  fileprivate var isWindows10: Bool { product == "windows10" }
}
