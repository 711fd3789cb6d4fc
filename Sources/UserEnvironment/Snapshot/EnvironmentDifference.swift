/// What differs between two environments of one person: two versions, two PCs, or before and after
/// a restore.
public struct EnvironmentDifference: Hashable, Sendable, Codable {
  /// In the order of ``ComponentKind``, and in a component by item.
  public let changes: [Change]

  public struct Change: Hashable, Sendable, Codable {
    public let component: ComponentKind
    /// The setting's key, the app's id, or the pin's target.
    public let item: String
    /// What was there before, in words; nil when the item is new.
    public let before: String?
    /// What is there after; nil when the item is gone.
    public let after: String?
  }

  public var isEmpty: Bool { changes.isEmpty }

  /// Compares component by component. A component that only one side captured is compared with an
  /// empty one.
  public init(from old: Environment, to new: Environment) {
    changes =
      Self.changes(.settings, Self.items(of: old.settings), Self.items(of: new.settings))
      + Self.changes(.apps, Self.items(of: old.apps), Self.items(of: new.apps))
      + Self.changes(.startPins, Self.items(of: old.startPins), Self.items(of: new.startPins))
      + Self.changes(
        .taskbarPins, Self.items(of: old.taskbarPins), Self.items(of: new.taskbarPins))
  }

  /// What is compared, and how it is said. The words may leave out part of a long value, so they
  /// do not decide.
  private struct Item: Hashable {
    var compared: Compared
    var words: String
  }

  private enum Compared: Hashable {
    case setting(SettingValue)
    case words
  }

  private static func changes(
    _ component: ComponentKind, _ old: [String: Item], _ new: [String: Item]
  ) -> [Change] {
    Set(old.keys).union(new.keys).sorted().compactMap { item in
      guard old[item] != new[item] else { return nil }
      return Change(
        component: component, item: item, before: old[item]?.words, after: new[item]?.words)
    }
  }

  private static func items(of settings: SettingsComponent?) -> [String: Item] {
    Dictionary(
      (settings?.settings ?? []).map {
        ($0.key, Item(compared: .setting($0.value), words: $0.value.description))
      },
      uniquingKeysWith: { first, _ in first })
  }

  private static func items(of apps: AppsComponent?) -> [String: Item] {
    Dictionary(
      (apps?.apps ?? []).map { app in
        let words = [app.name, app.version].compactMap { $0 }.joined(separator: " ")
        return (app.id, Item(compared: .words, words: words))
      },
      uniquingKeysWith: { first, _ in first })
  }

  /// A pin's place is part of it: a pin that moved has changed.
  private static func items(of pins: PinsComponent?) -> [String: Item] {
    var items: [String: Item] = [:]
    for group in pins?.groups ?? [] {
      for (index, pin) in group.pins.enumerated() {
        let words = "place \(index + 1)" + (group.name.isEmpty ? "" : " in \(group.name)")
        items[pin.target.description] = Item(compared: .words, words: words)
      }
    }
    return items
  }
}
