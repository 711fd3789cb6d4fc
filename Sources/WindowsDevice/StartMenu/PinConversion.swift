import UserEnvironment

/// What becomes of pins on another PC, as far as the pins themselves say: one decision for every pin,
/// in the order in which a person reads them.
///
/// Windows 11 has a single list without groups, sizes or live tiles, and some apps are gone; a
/// tile for a part of an app can only be made by the app.
public struct PinConversion: Hashable, Sendable {
  public let decisions: [Decision]
  public let destination: Destination

  /// What becomes of one pin.
  public struct Decision: Hashable, Sendable {
    public let pin: Pin
    /// The group that it stood in; empty for a group without a name.
    public let group: String
    /// Which group that is, counted from 0.
    public let groupIndex: Int
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

  /// What the pins are brought to.
  public enum Destination: Hashable, Sendable {
    /// Start of Windows 10, by a layout.
    case windows10Start
    /// Start of Windows 11, from Windows 10.
    case windows11Start
    /// Start of Windows 11, by a list of pins.
    case windows11List
    /// Start of Windows 11, by its own file, from another one.
    case startFile
    case taskbar
  }

  /// Decides about every pin.
  ///
  /// - Parameter successors: what takes the place of apps that are gone on Windows 11; nil where no
  ///   step from Windows 10 to 11 is made.
  public init(
    _ component: PinsComponent, to destination: Destination, successors: AppSuccessors?
  ) {
    self.destination = destination
    var decisions: [Decision] = []
    var pinned: Set<String> = []
    for (groupIndex, group) in component.groups.enumerated() {
      for pin in group.pins {
        var outcome = Self.outcome(of: pin, on: destination, successors)
        // Windows compares ids without case.
        if let target = outcome.target(of: pin),
          !pinned.insert(target.description.lowercased()).inserted
        {
          outcome = .left(reason: Self.duplicateReason(pin, target))
        }
        decisions.append(
          Decision(pin: pin, group: group.name, groupIndex: groupIndex, outcome: outcome))
      }
    }
    self.decisions = decisions
  }

  /// The pins in a list, without groups.
  public var pins: PinsComponent {
    let pins = decisions.compactMap { decision in
      decision.outcome.target(of: decision.pin).map { Pin(target: $0) }
    }
    return PinsComponent(pins: pins)
  }

  private static func outcome(
    of pin: Pin, on destination: Destination, _ successors: AppSuccessors?
  ) -> Outcome {
    if let rule = successors?.rule(for: pin.target) {
      guard let successor = rule.successor else { return .left(reason: rule.reason) }
      return .converted(to: successor, reason: rule.reason)
    }
    switch (pin.target, destination) {
    case (.packaged, _), (.desktop, _), (.secondary, .startFile): return .kept
    case (.secondary(let id, _), .windows11Start):
      return .converted(
        to: .packaged(appUserModelID: id),
        reason: "Windows 11 has no tiles for parts of an app; the app itself is pinned.")
    case (.secondary(let id, _), _):
      return .converted(
        to: .packaged(appUserModelID: id),
        reason: "Only the app can pin a part of itself; the app itself is pinned.")
    case (.link, .windows11Start), (.link, .startFile):
      return .left(reason: "Windows 11 does not keep shortcut files among its pins.")
    case (.link, _): return .kept
    }
  }

  private static func duplicateReason(_ pin: Pin, _ target: PinTarget) -> String {
    pin.target == target
      ? "It is pinned already." : "\(target.description), which takes its place, is pinned already."
  }
}
