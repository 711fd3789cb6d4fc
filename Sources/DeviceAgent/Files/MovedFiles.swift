import UserEnvironment
import WindowsDevice

/// Where the files of a snapshot are on the target, once it is restored.
struct MovedFiles: Sendable {
  /// By the path below the old profile, in lower case.
  private(set) var paths: [String: ProfilePath] = [:]

  mutating func add(_ source: String, at target: ProfilePath) {
    paths[source.lowercased()] = target
  }

  /// The full paths on the target, and those of the folders that they lie in: both are there once it is
  /// restored.
  func places(in profile: String) -> Set<String> {
    Set(paths.values.flatMap { [$0] + $0.folders }.map { $0.path(in: profile) })
  }

  /// The settings, with every value that names a file that has another name now naming that one, still
  /// in the old profile.
  func renaming(_ component: SettingsComponent) -> SettingsComponent {
    SettingsComponent(
      profilePath: component.profilePath,
      settings: component.settings.map { setting in
        guard let text = setting.value.text, let kind = setting.value.kind,
          let path = ProfilePath(of: text, in: component.profilePath),
          let target = paths[path.description.lowercased()], target != path
        else { return setting }
        let renamed = target.path(in: component.profilePath)
        return Setting(
          id: setting.id, instance: setting.instance,
          value: kind == .string ? .string(renamed) : .expandString(renamed))
      })
  }
}
