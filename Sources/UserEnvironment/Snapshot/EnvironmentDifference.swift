/// What differs between two environments of one person: two versions, two PCs, or before and after
/// a restore.
public struct EnvironmentDifference: Hashable, Sendable, Codable {
  /// In the order of ``ComponentKind``, and in a component by item.
  public internal(set) var changes: [Change]

  public struct Change: Hashable, Sendable, Codable {
    public let component: ComponentKind
    /// The setting's or file's key, the app's id, or the pin's target.
    public let item: String
    public let kind: Kind
    /// What was there before, in words; nil when the item is new.
    public internal(set) var before: String?
    /// What is there after; nil when the item is gone.
    public internal(set) var after: String?
  }

  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    case added
    case removed
    case changed
    /// A pin that stands elsewhere among the others.
    case moved
  }

  public var isEmpty: Bool { changes.isEmpty }

  /// Compares component by component. A component that only one side captured is compared with an
  /// empty one.
  public init(from old: Environment, to new: Environment) {
    changes =
      Self.changes(.settings, Self.items(of: old.settings), Self.items(of: new.settings))
      + Self.changes(.apps, Self.items(of: old.apps), Self.items(of: new.apps))
      + PinsDifference(.startPins, from: old.startPins, to: new.startPins).changes
      + PinsDifference(.taskbarPins, from: old.taskbarPins, to: new.taskbarPins).changes
      + Self.changes(.files, Self.items(of: old.files), Self.items(of: new.files))
  }

  /// What is compared, and how it is said. The words may leave out part of a long value, so they
  /// do not decide.
  private struct Item: Hashable {
    var compared: Compared
    var words: String
  }

  private enum Compared: Hashable {
    case setting(SettingValue)
    case file(Digest)
    case words
  }

  private static func changes(
    _ component: ComponentKind, _ old: [String: Item], _ new: [String: Item]
  ) -> [Change] {
    Set(old.keys).union(new.keys).sorted().compactMap { item in
      guard old[item] != new[item] else { return nil }
      let kind: Kind = old[item] == nil ? .added : new[item] == nil ? .removed : .changed
      return Change(
        component: component, item: item, kind: kind, before: old[item]?.words,
        after: new[item]?.words)
    }
  }

  private static func items(of settings: SettingsComponent?) -> [String: Item] {
    Dictionary(
      (settings?.settings ?? []).map {
        ($0.key, Item(compared: .setting($0.value), words: $0.value.description))
      },
      uniquingKeysWith: { first, _ in first })
  }

  private static func items(of files: FilesComponent?) -> [String: Item] {
    Dictionary(
      (files?.files ?? []).map {
        ($0.key, Item(compared: .file($0.digest), words: "\($0.size) bytes"))
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
}
