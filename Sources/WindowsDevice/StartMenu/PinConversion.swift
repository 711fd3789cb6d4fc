import UserEnvironment

/// What becomes of the pins of a Windows 10 Start menu on Windows 11: one decision for every pin,
/// in the order in which a person reads them.
///
/// Windows 11 has a single list without groups, sizes or live tiles, and some apps are gone.
public struct PinConversion: Hashable, Sendable {
  public let decisions: [Decision]

  /// What becomes of one pin.
  public struct Decision: Hashable, Sendable {
    public let pin: Pin
    /// The group that it stood in; empty for a group without a name.
    public let group: String
    public let outcome: Outcome
  }

  public enum Outcome: Hashable, Sendable {
    /// The same target is pinned.
    case kept
    /// Another target is pinned in its place.
    case converted(to: PinTarget, reason: String)
    /// Nothing is pinned.
    case left(reason: String)

    /// What is pinned; nil for nothing.
    func target(of pin: Pin) -> PinTarget? {
      switch self {
      case .kept: pin.target
      case .converted(let target, _): target
      case .left: nil
      }
    }
  }

  /// Decides about every pin.
  public init(windows10 component: PinsComponent, successors: AppSuccessors) {
    var decisions: [Decision] = []
    var pinned: Set<String> = []
    for group in component.groups {
      for pin in group.pins {
        var outcome = Self.outcome(of: pin, successors)
        // Windows compares ids without case.
        if let target = outcome.target(of: pin),
          !pinned.insert(target.description.lowercased()).inserted
        {
          outcome = .left(reason: Self.duplicateReason(pin, target))
        }
        decisions.append(Decision(pin: pin, group: group.name, outcome: outcome))
      }
    }
    self.decisions = decisions
  }

  /// The pins for Windows 11, in one group without a name.
  public var pins: PinsComponent {
    let pins = decisions.compactMap { decision in
      decision.outcome.target(of: decision.pin).map { Pin(target: $0) }
    }
    return PinsComponent(pins: pins)
  }

  private static func outcome(of pin: Pin, _ successors: AppSuccessors) -> Outcome {
    if let rule = successors.rule(for: pin.target) {
      guard let successor = rule.successor else { return .left(reason: rule.reason) }
      return .converted(to: successor, reason: rule.reason)
    }
    switch pin.target {
    case .packaged, .desktop:
      return .kept
    case .secondary(let id, _):
      return .converted(
        to: .packaged(appUserModelID: id),
        reason: "Windows 11 has no tiles for parts of an app; the app itself is pinned.")
    case .link:
      return .left(reason: "Windows 11 does not keep shortcut files among its pins.")
    }
  }

  private static func duplicateReason(_ pin: Pin, _ target: PinTarget) -> String {
    pin.target == target
      ? "It is pinned already." : "\(target.description), which takes its place, is pinned already."
  }
}
