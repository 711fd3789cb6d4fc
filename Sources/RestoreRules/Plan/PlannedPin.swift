import UserEnvironment

/// A pin in a restore plan.
public struct PlannedPin: Hashable, Sendable, Codable {
  /// What was pinned on the source.
  public let source: PinTarget
  /// What is pinned on the target; nil when the pin is left.
  public let result: PinTarget?
  public let decision: PlanDecision
  /// The app that is to be installed before the pin can be placed; nil for none.
  public let waitsFor: String?
  /// The pin on a Windows 10 grid; nil for a pin that only has an order.
  public let tile: PlannedTile?

  public init(
    source: PinTarget, result: PinTarget?, decision: PlanDecision, waitsFor: String? = nil,
    tile: PlannedTile? = nil
  ) {
    self.source = source
    self.result = result
    self.decision = decision
    self.waitsFor = waitsFor
    self.tile = tile
  }
}

/// Where a pin stands on a Windows 10 Start menu.
public struct PlannedTile: Hashable, Sendable, Codable {
  /// Which group, counted from 0, and its name.
  public let groupIndex: Int
  public let group: String
  public let pin: Pin

  public init(groupIndex: Int, group: String, pin: Pin) {
    self.groupIndex = groupIndex
    self.group = group
    self.pin = pin
  }
}

extension Sequence<PlannedPin> {
  /// The planned pins as a component, in their groups; pins without a tile in one group.
  ///
  /// - Parameter groupWidth: of a Windows 10 grid.
  public func component(groupWidth: Int? = nil) -> PinsComponent {
    var groups: [(index: Int, name: String, pins: [Pin])] = []
    for planned in self {
      guard let target = planned.result else { continue }
      let index = planned.tile?.groupIndex ?? 0
      let pin = Pin(
        target: target, size: planned.tile?.pin.size, place: planned.tile?.pin.place,
        folder: planned.tile?.pin.folder)
      if groups.last?.index == index {
        groups[groups.count - 1].pins.append(pin)
      } else {
        groups.append((index, planned.tile?.group ?? "", [pin]))
      }
    }
    return PinsComponent(
      groups: groups.map { PinGroup(name: $0.name, pins: $0.pins) }, groupWidth: groupWidth)
  }
}
