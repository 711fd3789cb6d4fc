import UserEnvironment

extension SettingsPlanner {
  /// What the planner must know of the PC that is restored to. What the catalog says of the settings
  /// is part of it: the rows of the snapshot's settings, and of their successors.
  public struct Target: Sendable {
    /// The catalog's rows by id.
    public var definitions: [String: SettingDefinition]
    /// Where each setting goes, by ``Setting/key``.
    public var places: [String: RegistryPlace]
    /// What is there now, by ``Setting/key``.
    public var values: [String: SettingValue]
    /// `CurrentBuild` of the target.
    public var build: Int
    /// The person's profile folder on the target.
    public var profilePath: String
    /// Which of ``SettingsPlanner/pathsToLookFor()`` exist on the target.
    public var existingPaths: Set<String>
    /// The ids of the policies that the target has, as the catalog's rows name them.
    public var policies: Set<String>
    /// The names of the installed fonts; nil where the target does not say.
    public var fonts: Set<String>?
    /// The ids of the installed apps.
    public var apps: Set<String>
    /// Which app brings what a value names (a handler, a class), by the value's text; the empty id is
    /// Windows itself.
    public var appsByValue: [String: String]

    public init(
      definitions: [String: SettingDefinition], places: [String: RegistryPlace],
      values: [String: SettingValue], build: Int, profilePath: String,
      existingPaths: Set<String> = [], policies: Set<String> = [], fonts: Set<String>? = nil,
      apps: Set<String> = [], appsByValue: [String: String] = [:]
    ) {
      self.definitions = definitions
      self.places = places
      self.values = values
      self.build = build
      self.profilePath = profilePath
      self.existingPaths = existingPaths
      self.policies = policies
      self.fonts = fonts
      self.apps = apps
      self.appsByValue = appsByValue
    }
  }
}
