import Foundation
import RestoreRules
import UserEnvironment
import WindowsDevice

/// Pins for people who sign in on a PC for the first time: Windows makes their profiles from the
/// default one, and their Start and taskbar from the layouts that lie there.
///
/// What was there before is noted first, in a journal for the whole PC, so that an interruption is
/// mended by placing again and ``undo(at:)`` puts everything back.
public struct NewProfilePins: Sendable {
  private let device: any Device

  public init(device: any Device) {
    self.device = device
  }

  /// What would be placed, and by which ways. Changes nothing.
  public struct Plan: Sendable, Codable, Hashable {
    public let startPins: [PlannedPin]
    public let taskbarPins: [PlannedPin]
    public let startPlacement: PinPlacement
    public let taskbarPlacement: PinPlacement
    let groupWidth: Int?
  }

  /// Whether an app is there is not asked: in a new profile none is registered yet, and Windows leaves
  /// out pins whose apps are missing.
  public func plan(for environment: Environment) async throws -> Plan {
    let isWindows11 = try await device.description().version.isWindows11
    func pins(_ component: ComponentKind, _ source: PinsComponent?) throws -> [PlannedPin] {
      guard let source else { return [] }
      let conversion = try PinConversion(
        of: source, component, isFromWindows10: environment.source.product == "windows10",
        isToWindows11: isWindows11, way: .newProfiles)
      return PinsPlanner(conversion: conversion, installed: nil, awaited: AwaitedApps([])).plan()
    }
    return Plan(
      startPins: try pins(.startPins, environment.startPins),
      taskbarPins: try pins(.taskbarPins, environment.taskbarPins),
      startPlacement: .startOfNewProfiles(isWindows11: isWindows11),
      taskbarPlacement: .taskbarOfNewProfiles(isWindows11: isWindows11),
      groupWidth: environment.startPins?.groupWidth)
  }

  /// Places the pins and reads back what new profiles will be given.
  ///
  /// - Throws: `DeviceError`; then, and after an interruption, ``undo(at:)`` puts everything back, and
  ///   placing again finishes.
  public func place(_ plan: Plan, at time: Date) async throws -> [PinResult] {
    let files = try await files(for: plan, at: time)
    let layoutPath = plan.taskbarPlacement.way == .layoutPath && !plan.taskbarPins.isEmpty
    let journal = try await NewProfileJournal.begin(
      files: files, layoutPath: layoutPath ? Self.taskbarLayout : nil, on: device)
    try await journal.apply(to: device, at: time)
    return try await results(plan)
  }

  /// Puts back what new profiles were given before.
  ///
  /// - Returns: the Windows paths of files that were changed since and stay; nil when nothing was
  ///   placed.
  public func undo(at time: Date) async throws -> [String]? {
    try await NewProfileJournal.load(from: device)?.undo(on: device, at: time)
  }

  // MARK: What is placed

  /// The profile that new ones are made from, as an account.
  static let defaultAccount = Account(name: "Default", sid: "", profilePath: #"C:\Users\Default"#)

  static let layoutFolder =
    defaultAccount.profilePath + #"\AppData\Local\Microsoft\Windows\Shell\"#
  static let startList = layoutFolder + "LayoutModification.json"
  static let startLayout = layoutFolder + "LayoutModification.xml"
  static let taskbarLayout = #"C:\ProgramData\Valise\NewProfiles\taskbar-layout.xml"#

  private func files(for plan: Plan, at time: Date) async throws -> [String: Data] {
    let start = plan.startPins.component(
      groupWidth: plan.startPins.contains { $0.tile != nil } ? plan.groupWidth ?? 6 : nil)
    let taskbar =
      plan.taskbarPins.isEmpty
      ? nil : TaskbarLayout(pins: plan.taskbarPins.component().pins)
    guard try await device.description().version.isWindows11 else {
      let layout = LayoutModification(
        start: plan.startPins.isEmpty ? nil : start, taskbar: taskbar)
      return layout.start == nil && layout.taskbar == nil ? [:] : [Self.startLayout: layout.xml()]
    }
    var files: [String: Data] = [:]
    if !plan.startPins.isEmpty {
      let file = StartPinsFile(device: device, account: Self.defaultAccount)
      files[Self.startList] = try StartPinsLayout(pins: start.pins).json()
      files[file.path] = try await file.content(with: start, at: time)
    }
    if let taskbar { files[Self.taskbarLayout] = LayoutModification(taskbar: taskbar).xml() }
    return files
  }

  // MARK: Reading back

  private func results(_ plan: Plan) async throws -> [PinResult] {
    let isWindows11 = try await device.description().version.isWindows11
    let layout = try await device.file(at: isWindows11 ? Self.taskbarLayout : Self.startLayout)
      .map { try LayoutModification(xml: Array($0)) }
    let list = try await device.file(at: Self.startList).map {
      try StartPinsLayout(json: Array($0)).pins
    }
    let start = isWindows11 ? list : layout?.start?.pins
    func results(
      _ component: ComponentKind, _ planned: [PlannedPin], _ found: [Pin]
    ) -> [PinResult] {
      let targets = Set(found.map(\.target))
      return planned.compactMap(\.result).map {
        PinResult(component, $0, targets.contains($0) ? .present : .missing)
      }
    }
    return results(.startPins, plan.startPins, start ?? [])
      + results(.taskbarPins, plan.taskbarPins, layout?.taskbar?.pins ?? [])
  }
}
