import RestoreRules
import UserEnvironment
import WindowsDevice

/// What a journal notes of the pins that a restore places: enough to place them again after an
/// interruption, to place what is still waiting when its app arrives, and to take all of them back.
public struct PinRecord: Codable, Sendable, Hashable {
  public var start: Part?
  public var taskbar: Part?

  /// The pins of one component. No path is noted: where files and policies lie follows from the way,
  /// so a forged journal cannot name another place.
  public struct Part: Codable, Sendable, Hashable {
    public let way: PinPlacement.Way
    /// What is placed now.
    public var pins: PinsComponent
    /// All pins at their places, those that wait among them.
    public let wanted: PinsComponent
    public var waiting: [Waiting]
    /// What was pinned before the restore.
    public let before: PinsComponent
    /// Keys of the policy that were not there, outer ones first.
    public let newKeys: [String]
    /// Whether Windows has the pins, so that nothing is to be placed and no policy is in force.
    public var isSettled = false
  }

  public struct Waiting: Codable, Sendable, Hashable {
    public let pin: PinTarget
    /// The app that it waits for; nil when it is not known by name.
    public let app: String?
  }

  /// The parts with their components.
  var parts: [(component: ComponentKind, part: Part)] {
    [start.map { (.startPins, $0) }, taskbar.map { (.taskbarPins, $0) }].compactMap { $0 }
  }

  subscript(component: ComponentKind) -> Part? {
    get { component == .startPins ? start : taskbar }
    set {
      if component == .startPins { start = newValue } else { taskbar = newValue }
    }
  }

  /// Whether a pin is placed, or is to be, that was not where it is to be before.
  var changesAny: Bool {
    parts.contains { _, part in
      !part.waiting.isEmpty || part.pins.pins.map(\.target) != part.before.pins.map(\.target)
    }
  }

  /// Whether a restore could have noted this.
  var isPlausible: Bool {
    parts.allSatisfy { component, part in
      let keys = part.way.policy.map { $0.key.lowercased() + "\\" } ?? ""
      return Self.ways[component]?.contains(part.way) == true
        && part.newKeys.allSatisfy { keys.hasPrefix($0.lowercased() + "\\") }
    }
  }

  private static let ways: [ComponentKind: Set<PinPlacement.Way>] = [
    .startPins: [.startFile, .userPolicy, .machinePolicy, .userLayout, .machineLayout],
    .taskbarPins: [.userLayout, .machineLayout],
  ]
}

extension PinRecord.Part {
  /// Puts pins whose apps have arrived to their old places.
  ///
  /// On a grid all tiles that are there now are set again. In a list each comes behind the nearest pin
  /// that stood before it and is still there, else before the nearest that stood after it; so what the
  /// person has changed in the meantime stays.
  mutating func insert(_ arrived: [PinTarget], into current: [PinTarget]) {
    waiting.removeAll { arrived.contains($0.pin) }
    guard wanted.groupWidth == nil else {
      let missing = Set(waiting.map(\.pin))
      pins = wanted.keeping { !missing.contains($0.target) }
      return
    }
    let order = wanted.pins.map(\.target)
    var targets = current
    for (place, target) in order.enumerated()
    where arrived.contains(target) && !targets.contains(target) {
      let earlier = order[..<place].last { targets.contains($0) }
      let later = order[place...].first { targets.contains($0) }
      if let earlier, let index = targets.firstIndex(of: earlier) {
        targets.insert(target, at: index + 1)
      } else if let later, let index = targets.firstIndex(of: later) {
        targets.insert(target, at: index)
      } else {
        targets.append(target)
      }
    }
    pins = PinsComponent(pins: targets.map { Pin(target: $0) })
  }
}

extension PinPlacement.Way {
  /// The policy by which this way goes; nil for a way without one.
  var policy: PinPolicy? {
    switch self {
    case .userPolicy: PinPolicy(.startPins, for: .person)
    case .machinePolicy: PinPolicy(.startPins, for: .machine)
    case .userLayout: PinPolicy(.layout, for: .person)
    case .machineLayout: PinPolicy(.layout, for: .machine)
    case .startFile, .newProfiles, .layoutPath: nil
    }
  }
}
