import Foundation
import RestoreRules
import UserEnvironment
import WindowsDevice

/// Makes the pins' part of a plan: chooses the ways, looks what is on the PC, and lets the planner
/// decide. Changes nothing.
struct PinsPlanning: Sendable {
  let device: any Device
  let account: Account
  let reader: RegistryReader

  struct Plan {
    var pins: [PlannedPin] = []
    var placement: PinPlacement?
  }

  /// - Parameter apps: those that the restore installs.
  func plan(
    _ component: ComponentKind, of environment: Environment, _ selection: Selection,
    on description: DeviceDescription, awaiting apps: AwaitedApps
  ) async throws -> Plan {
    guard let source = component == .startPins ? environment.startPins : environment.taskbarPins
    else { return Plan() }
    guard selection.includes(component) else {
      return Plan(pins: source.left("pin.notChosen", "Not among what was chosen."))
    }
    let target = try await target(description)
    let placement =
      component == .startPins ? PinPlacement.start(on: target) : .taskbar(on: target)
    guard let way = placement.way else {
      return Plan(pins: source.left("pin.noWay", placement.reason), placement: placement)
    }
    if component == .startPins, let damage = await damageOfStart() {
      return Plan(
        pins: source.left("pin.unreadable", "The Start pins of this PC cannot be read. \(damage)"),
        placement: placement)
    }
    let conversion = try PinConversion(
      of: source, component, isFromWindows10: environment.source.product == "windows10",
      isToWindows11: target.isWindows11, way: way)
    let planner = PinsPlanner(
      conversion: conversion,
      installed: try await InstalledTargets.find(
        conversion.pins.pins.map(\.target), on: device, of: account),
      awaited: apps)
    return Plan(pins: planner.plan(), placement: placement)
  }

  /// Why the PC's own Start pins cannot be read; nil when they can, or there are none.
  private func damageOfStart() async -> (any Error)? {
    do {
      _ = try await StartPinsFile(device: device, account: account).document()
      return nil
    } catch {
      return error
    }
  }

  private func target(_ description: DeviceDescription) async throws -> PinPlacement.Target {
    let policies = try await PinPolicies(of: reader, for: account)
    return PinPlacement.Target(
      isWindows11: description.version.isWindows11,
      build: WindowsBuild(description.version.build, revision: description.version.revision),
      isRunning: device.startHost != nil, isManaged: policies.isManaged,
      hasStartPolicy: policies.hasStartPolicy, hasLayoutPolicy: policies.hasLayoutPolicy)
  }
}

extension PinsComponent {
  /// All pins left, for one reason.
  fileprivate func left(_ code: String, _ reason: String) -> [PlannedPin] {
    pins.map {
      PlannedPin(
        source: $0.target, result: nil,
        decision: PlanDecision(.leave, code: code, reason: reason))
    }
  }
}

extension PinRecord {
  /// What a journal notes for a plan; nil when it places no pins.
  ///
  /// - Parameters:
  ///   - current: what is pinned on the PC now.
  ///   - missingKeys: the keys on the way to a policy's that are not there.
  init?(
    _ plan: RestorePlan,
    current: (ComponentKind) async throws -> PinsComponent?,
    missingKeys: (PinPolicy) async throws -> [String]
  ) async throws {
    func part(
      _ component: ComponentKind, _ pins: [PlannedPin], _ placement: PinPlacement?,
      groupWidth: Int?
    ) async throws -> Part? {
      guard let way = placement?.way, pins.contains(where: { $0.result != nil }) else { return nil }
      let isGrid = pins.contains { $0.tile != nil }
      let wanted = pins.component(
        groupWidth: isGrid ? groupWidth ?? TileGrid.standardWidth : nil)
      let waiting = pins.compactMap { pin in
        pin.waitsFor.flatMap { app in pin.result.map { Waiting(pin: $0, app: app) } }
      }
      let missing = Set(waiting.map(\.pin))
      var newKeys: [String] = []
      if let policy = way.policy { newKeys = try await missingKeys(policy) }
      let before = try await current(component)
      let placed = wanted.keeping { !missing.contains($0.target) }
      return Part(
        way: way, pins: placed, wanted: wanted, waiting: waiting,
        before: before ?? PinsComponent(groups: []), newKeys: newKeys,
        isSettled: way.policy != nil && before?.pins.map(\.target) == placed.pins.map(\.target))
    }
    start = try await part(
      .startPins, plan.startPins, plan.startPlacement, groupWidth: plan.groupWidth)
    taskbar = try await part(
      .taskbarPins, plan.taskbarPins, plan.taskbarPlacement, groupWidth: nil)
    if start == nil && taskbar == nil { return nil }
  }
}
