/// One setting as a person has it: which row of the catalog, and the value.
public struct Setting: Codable, Hashable, Sendable {
  /// The catalog's stable id of the setting.
  public let id: String
  /// What stood in the place of the catalog row's placeholders (`<tag>`), in their order; empty for
  /// a row without placeholders.
  public let instance: [String]
  public let value: SettingValue

  public init(id: String, instance: [String] = [], value: SettingValue) {
    self.id = id
    self.instance = instance
    self.value = value
  }

  /// The category that the id begins with: `language` of `language.profile`.
  public var category: String { String(id.prefix { $0 != "." }) }

  /// The id and the instance in one word: `language.profile[en-US]`.
  public var key: String {
    instance.isEmpty ? id : id + "[" + instance.joined(separator: "][") + "]"
  }
}

/// The component `settings`.
public struct SettingsComponent: Codable, Hashable, Sendable {
  /// The person's profile folder on the source (`C:\Users\alice`): values that contain it are
  /// rewritten for the folder on the target.
  public let profilePath: String
  /// The settings, ordered by ``Setting/key``.
  public let settings: [Setting]

  public init(profilePath: String, settings: [Setting]) {
    self.profilePath = profilePath
    self.settings = settings.sorted { $0.key < $1.key }
  }
}
