import Foundation
import RestoreRules
import SampleVolume
import Testing
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

/// docs/pins.md, line by line: what survives from one Windows to another.
@Suite("Pins from one Windows to another")
struct PinMatrixTests {
  private static let calculator = PinTarget.packaged(
    appUserModelID: "Microsoft.WindowsCalculator_8wekyb3d8bbwe!App")
  private static let edge = PinTarget.desktop(appID: "MSEdge")
  private static let explorer = PinTarget.desktop(appID: "Microsoft.Windows.Explorer")
  private static let store = PinTarget.packaged(
    appUserModelID: "Microsoft.WindowsStore_8wekyb3d8bbwe!App")

  private static func source(_ product: String) -> SourceDevice {
    SourceDevice(name: "OLD", product: product, build: "1.1", edition: "Pro")
  }

  /// A Start menu with all that Windows 10 knows: groups, sizes, a folder, a tile for a part of an
  /// app, a duplicate, an app that is gone, and a program that is nowhere.
  private static let tiles = PinsComponent(
    groups: [
      PinGroup(
        name: "Work",
        pins: [
          Pin(
            target: calculator, size: TileSize(columns: 4, rows: 2),
            place: TilePlace(column: 0, row: 0)),
          Pin(
            target: store, size: .medium, place: TilePlace(column: 0, row: 0),
            folder: PinFolder(name: "Both", place: TilePlace(column: 4, row: 0), size: .medium)),
          Pin(
            target: edge, size: .medium, place: TilePlace(column: 2, row: 0),
            folder: PinFolder(name: "Both", place: TilePlace(column: 4, row: 0), size: .medium)),
        ]),
      PinGroup(
        name: "Rest",
        pins: [
          Pin(
            target: .secondary(
              appUserModelID: "Microsoft.WindowsStore_8wekyb3d8bbwe!App", tileID: "games"),
            size: .medium, place: TilePlace(column: 0, row: 0)),
          Pin(target: explorer, size: .medium, place: TilePlace(column: 2, row: 0)),
          Pin(
            target: .desktop(appID: #"{6D809377-6AF0-444B-8957-A3773F02200E}\Gone\gone.exe"#),
            size: .medium, place: TilePlace(column: 4, row: 0)),
        ]),
    ], groupWidth: 6)
  private static let taskbar = PinsComponent(pins: [
    Pin(target: explorer), Pin(target: calculator), Pin(target: edge),
  ])
  private static let windows10 = Environment(
    source: source("windows10"), startPins: tiles, taskbarPins: taskbar)
  private static let windows11 = Environment(
    source: source("windows11"),
    startPins: PinsComponent(pins: [
      Pin(target: store),
      Pin(
        target: .secondary(
          appUserModelID: "Microsoft.WindowsStore_8wekyb3d8bbwe!App", tileID: "games")),
      Pin(target: explorer), Pin(target: calculator),
    ]), taskbarPins: taskbar)

  private struct Outcome {
    var plan: RestorePlan
    var report: RestoreReport
    var start: PinsComponent
    var taskbar: PinsComponent
  }

  /// Restores to a volume of the sample, on its disk or running, signs the person in, and reads what
  /// they see; then undoes it and makes sure that no policy stays.
  private func restore(
    _ environment: Environment, to volume: String, running: Bool
  ) async throws -> Outcome {
    try await SampleDisks.withCopy(of: volume) { folder in
      let pc = try await NewPC(folder)
      let windows = SimulatedWindows(pc.device, account: pc.account)
      let restore = Restore(
        device: running ? windows : pc.device, account: pc.account, catalog: pc.catalog,
        clock: windows.clock)
      let placing = PinPlacing(
        device: pc.device, account: pc.account, clock: windows.clock)
      let before = try await placing.current(.startPins)
      let plan = try await restore.plan(for: environment)
      let report = try await restore.carryOut(
        plan, from: environment.source, profile: "p", version: 1, at: SampleDisks.time)
      try await windows.signIn()
      let outcome = Outcome(
        plan: plan, report: report,
        start: try await placing.current(.startPins) ?? PinsComponent(groups: []),
        taskbar: try await placing.current(.taskbarPins) ?? PinsComponent(groups: []))
      // The next visit finds the taskbar's pins and takes the layout away.
      _ = try await restore.resume(at: SampleDisks.time)
      for policy in PinPlacingTests.policies {
        #expect(
          try policy.file(in: await pc.device.hive(policy.hive, of: pc.account)) == nil)
      }
      _ = try await restore.undo(at: SampleDisks.time)
      // A layout has no tiles for parts of apps.
      let isByFile = plan.startPlacement?.way == .startFile || plan.startPlacement?.way == nil
      let earlier = before?.pins.map(\.target).filter { isByFile || $0.fitsLayout }
      #expect(try await placing.current(.startPins)?.pins.map(\.target) == earlier)
      return outcome
    }
  }

  private func states(
    _ report: RestoreReport, _ component: ComponentKind
  ) -> [PinResult.State] {
    report.pins.filter { $0.component == component }.map(\.state)
  }

  @Test(
    "10 to 11: the order of groups, folders and tiles; the rest by its rule",
    arguments: [false, true])
  func tenToEleven(running: Bool) async throws {
    let outcome = try await restore(
      Self.windows10, to: SampleVolume.Layout.windows11, running: running)
    #expect(
      outcome.start.pins.map(\.target) == [Self.calculator, Self.store, Self.edge, Self.explorer])
    #expect(outcome.taskbar.pins.map(\.target) == [Self.explorer, Self.calculator, Self.edge])
    #expect(
      outcome.plan.startPins.map(\.decision.code) == [
        "pin.kept", "pin.kept", "pin.kept", "pin.noTarget", "pin.kept", "pin.deadTarget",
      ])
    #expect(outcome.plan.startPlacement?.way == (running ? .userPolicy : .startFile))
    #expect(outcome.plan.taskbarPlacement?.way == .userLayout)
    #expect(states(outcome.report, .startPins) == Array(repeating: .present, count: 4))
    // Explorer is on the new PC's taskbar already.
    #expect(states(outcome.report, .taskbarPins) == [.present, .atNextSignIn, .atNextSignIn])
  }

  @Test(
    "11 to 11: everything in its order; a part of an app only by the file",
    arguments: [false, true])
  func elevenToEleven(running: Bool) async throws {
    let outcome = try await restore(
      Self.windows11, to: SampleVolume.Layout.windows11, running: running)
    let wanted = Self.windows11.startPins?.pins.map(\.target) ?? []
    let parts = wanted.filter { if case .secondary = $0 { true } else { false } }
    #expect(outcome.start.pins.map(\.target) == wanted.filter { !running || !parts.contains($0) })
    #expect(outcome.taskbar.pins.map(\.target) == [Self.explorer, Self.calculator, Self.edge])
  }

  @Test("11 to 10: one group of medium tiles in their order, while Windows runs")
  func elevenToTen() async throws {
    let outcome = try await restore(
      Self.windows11, to: SampleVolume.Layout.windows10, running: true)
    #expect(outcome.start.pins.map(\.target) == [Self.store, Self.explorer, Self.calculator])
    #expect(outcome.start.pins.allSatisfy { $0.size == .medium })
    #expect(outcome.start.groups.count == 1)
    #expect(outcome.taskbar.pins.map(\.target) == [Self.explorer, Self.calculator, Self.edge])
    #expect(outcome.plan.startPlacement?.way == .userLayout)
  }

  @Test("10 to 10: groups, sizes, places and folders as they were, while Windows runs")
  func tenToTen() async throws {
    let outcome = try await restore(
      Self.windows10, to: SampleVolume.Layout.windows10, running: true)
    #expect(outcome.start.groups.first == Self.tiles.groups.first)
    #expect(outcome.start.groups.map(\.name) == ["Work", "Rest"])
    #expect(outcome.start.groups.last?.pins.map(\.target) == [Self.explorer])
    #expect(outcome.start.groupWidth == 6)
  }

  @Test("to a Windows 10 that does not run: tiles are left with the reason, the taskbar is placed")
  func toTenOffline() async throws {
    for environment in [Self.windows10, Self.windows11] {
      let outcome = try await restore(
        environment, to: SampleVolume.Layout.windows10, running: false)
      #expect(outcome.plan.startPlacement?.code == "placement.noWay")
      #expect(outcome.plan.startPins.allSatisfy { $0.decision.code == "pin.noWay" })
      #expect(outcome.taskbar.pins.map(\.target) == [Self.explorer, Self.calculator, Self.edge])
    }
  }
}
