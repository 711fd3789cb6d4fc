import UserEnvironment

/// A setting in a restore plan: where it goes, what is there, what will be there.
public struct PlannedSetting: Hashable, Sendable, Codable {
  /// The setting's ``Setting/key``.
  public let key: String
  /// The key of the setting that ``place`` belongs to: another than ``key`` where this Windows keeps
  /// the setting elsewhere.
  public let writtenAs: String
  /// What the person sees.
  public let name: String
  public let category: String
  public let decision: PlanDecision
  /// Where the value goes; nil for a setting that the catalog does not know.
  public let place: RegistryPlace?
  /// What the target has now; nil when it has nothing there.
  public internal(set) var before: SettingValue?
  /// What the target will have; nil when the setting is left.
  public internal(set) var after: SettingValue?
  public let effect: SettingDefinition.Effect

  public init(
    key: String, writtenAs: String? = nil, name: String, category: String, decision: PlanDecision,
    place: RegistryPlace?, before: SettingValue?, after: SettingValue?,
    effect: SettingDefinition.Effect
  ) {
    self.key = key
    self.writtenAs = writtenAs ?? key
    self.name = name
    self.category = category
    self.decision = decision
    self.place = place
    self.before = before
    self.after = after
    self.effect = effect
  }
}

/// A value's place in the registry, placeholders filled in.
public struct RegistryPlace: Hashable, Sendable, Codable {
  public let hive: SettingDefinition.HiveKind
  /// The key's path below the hive's root.
  public let key: String
  /// The value's name; empty for the key's default value.
  public let value: String

  public init(hive: SettingDefinition.HiveKind, key: String, value: String) {
    self.hive = hive
    self.key = key
    self.value = value
  }
}
