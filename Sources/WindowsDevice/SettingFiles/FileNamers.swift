import UserEnvironment

/// Which settings of a snapshot name which files.
public struct FileNamers: Sendable {
  private var names: [String: [String]] = [:]

  public init(_ component: SettingsComponent?) {
    guard let component else { return }
    for setting in component.settings {
      guard let text = setting.value.text,
        let path = ProfilePath(of: text, in: component.profilePath)
      else { continue }
      names[path.description.lowercased(), default: []] += [setting.id, setting.key]
    }
  }

  /// The ids and keys of the settings whose value is this path below the profile.
  public func settings(naming path: String) -> [String] { names[path.lowercased()] ?? [] }
}
