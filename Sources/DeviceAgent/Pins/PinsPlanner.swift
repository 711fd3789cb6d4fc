import RestoreRules
import UserEnvironment
import WindowsDevice

/// Decides for every pin of a snapshot what becomes of it on a PC.
struct PinsPlanner {
  /// What is decided before anything is known of the PC.
  let conversion: PinConversion
  /// What of these pins is on the PC; nil where that is not asked.
  let installed: InstalledTargets?
  /// The apps that the restore installs.
  let awaited: AwaitedApps

  func plan() -> [PlannedPin] {
    conversion.decisions.map { decision in
      // Only Start of Windows 10 has groups and places.
      let tile = conversion.destination == .windows10Start ? PlannedTile(decision) : nil
      let source = decision.pin.target
      return switch decision.outcome {
      case .kept: planned(source, as: source, .kept, tile)
      case .converted(let target, let reason):
        planned(
          source, as: target, PlanDecision(.convert, code: "pin.successor", reason: reason), tile)
      case .left(let reason):
        PlannedPin(
          source: source, result: nil,
          decision: PlanDecision(.leave, code: "pin.noTarget", reason: reason))
      }
    }
  }

  private func planned(
    _ source: PinTarget, as result: PinTarget, _ decision: PlanDecision, _ tile: PlannedTile?
  ) -> PlannedPin {
    let presence = installed?.presence(of: result) ?? .present
    if presence == .present {
      return PlannedPin(source: source, result: result, decision: decision, tile: tile)
    }
    if let app = awaited.app(for: result) {
      let reason = decision.action == .convert ? decision.reason + " " : ""
      return PlannedPin(
        source: source, result: result,
        decision: PlanDecision(
          decision.action, code: "pin.waiting",
          reason: reason + "It is pinned at its place when \(app) is installed."),
        waitsFor: app, tile: tile)
    }
    guard presence == .absent else {
      return PlannedPin(source: source, result: result, decision: decision, tile: tile)
    }
    return PlannedPin(
      source: source, result: nil,
      decision: PlanDecision(
        .leave, code: "pin.deadTarget",
        reason: "What it opens (\(result)) is not on this PC, and no app that brings it is to be "
          + "installed."))
  }
}

extension PlanDecision {
  fileprivate static let kept = PlanDecision(
    .apply, code: "pin.kept", reason: "It is pinned in its old order.")
}

extension PlannedTile {
  fileprivate init(_ decision: PinConversion.Decision) {
    self.init(groupIndex: decision.groupIndex, group: decision.group, pin: decision.pin)
  }
}

extension PinConversion {
  /// What becomes of the pins of a snapshot by a way of placing them.
  init(
    of source: PinsComponent, _ component: ComponentKind, isFromWindows10: Bool,
    isToWindows11: Bool, way: PinPlacement.Way
  ) throws {
    let destination: Destination =
      switch (component, isToWindows11) {
      case (.startPins, false): .windows10Start
      case (.startPins, true) where way == .startFile && !isFromWindows10: .startFile
      case (.startPins, true) where way != .startFile: .windows11List
      case (.startPins, true): .windows11Start
      default: .taskbar
      }
    self.init(
      source, to: destination,
      successors: isFromWindows10 && isToWindows11 ? try .bundled() : nil)
  }
}
