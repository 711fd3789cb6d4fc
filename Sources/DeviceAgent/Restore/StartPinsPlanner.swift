import RestoreRules
import UserEnvironment
import WindowsDevice

/// Decides for every Start pin of a snapshot what becomes of it on a Windows 11 PC.
struct StartPinsPlanner {
  let source: PinsComponent
  let isFromWindows10: Bool
  let successors: AppSuccessors

  func plan() -> [PlannedPin] {
    guard isFromWindows10 else {
      return source.pins.map { PlannedPin(source: $0.target, result: $0.target, decision: .kept) }
    }
    return PinConversion(windows10: source, successors: successors).decisions.map { decision in
      let source = decision.pin.target
      return switch decision.outcome {
      case .kept:
        PlannedPin(source: source, result: source, decision: .kept)
      case .converted(let target, let reason):
        PlannedPin(
          source: source, result: target,
          decision: PlanDecision(.convert, code: "pin.successor", reason: reason))
      case .left(let reason):
        PlannedPin(
          source: source, result: nil,
          decision: PlanDecision(.leave, code: "pin.noTarget", reason: reason))
      }
    }
  }
}

extension PlanDecision {
  fileprivate static let kept = PlanDecision(
    .apply, code: "pin.kept", reason: "It is pinned in its old order.")
}
