import UserEnvironment

extension SettingFileDefinition {
  /// Whether the row's files may lie at this path. What a snapshot or a journal asks for goes nowhere
  /// else.
  public func allows(_ path: ProfilePath) -> Bool {
    switch source {
    case .path(let pattern):
      return SettingPattern(key: pattern, value: "")?.instance(key: path.description, value: "")
        != nil
    case .setting:
      return content.fileExtensions.contains(path.fileExtension) && !path.isOfStartMenu
    case .lockScreen(let place):
      guard let place = ProfilePath(place) else { return false }
      return path == place
        || (2...SettingFileDefinition.mostNumbers).contains { place.numbered($0) == path }
    }
  }

  /// How many names are tried for a file that is to lie beside others.
  public static let mostNumbers = 20

  /// Whether this setting names a file of the row.
  public func isNamed(by settingID: String) -> Bool {
    guard case .setting(let id) = source else { return false }
    return id.hasSuffix("*") ? settingID.hasPrefix(id.dropLast()) : settingID == id
  }
}

extension ProfilePath {
  /// Whether it lies among the programs of Start, some of which run at sign-in.
  fileprivate var isOfStartMenu: Bool {
    components.contains { $0.lowercased() == "start menu" }
  }
}
