/// What stands in the place of a sensitive value where it is shown.
extension SettingValue {
  public static let hidden = SettingValue.string("(secret)")
}

extension Environment {
  /// The environment with the values of these settings hidden.
  ///
  /// - Parameter isHidden: whether the value of a setting is, by its ``Setting/key``.
  public func hidingValues(where isHidden: (String) -> Bool) -> Environment {
    guard let settings else { return self }
    var shown = self
    shown.settings = SettingsComponent(
      profilePath: settings.profilePath,
      settings: settings.settings.map { setting in
        guard isHidden(setting.key) else { return setting }
        return Setting(id: setting.id, instance: setting.instance, value: .hidden)
      })
    return shown
  }
}

extension EnvironmentDifference {
  /// The difference with the values of these settings hidden: that they differ is still said.
  ///
  /// - Parameter isHidden: whether the value of a setting is, by its ``Setting/key``.
  public func hidingValues(where isHidden: (String) -> Bool) -> EnvironmentDifference {
    var shown = self
    for (index, change) in changes.enumerated()
    where change.component == .settings && isHidden(change.item) {
      shown.changes[index].before = change.before.map { _ in SettingValue.hidden.description }
      shown.changes[index].after = change.after.map { _ in SettingValue.hidden.description }
    }
    return shown
  }
}
