import RestoreRules
import UserEnvironment

extension Selection {
  /// What of an environment is chosen.
  public func narrow(_ environment: Environment) -> Environment {
    var chosen = environment
    chosen.settings = includes(.settings) ? environment.settings.map(narrow) : nil
    if !includes(.apps) { chosen.apps = nil }
    if !includes(.startPins) { chosen.startPins = nil }
    if !includes(.taskbarPins) { chosen.taskbarPins = nil }
    let namers = FileNamers(environment.settings)
    chosen.files = includes(.files) ? environment.files.map { narrow($0, namers) } : nil
    return chosen
  }

  private func narrow(_ component: FilesComponent, _ namers: FileNamers) -> FilesComponent {
    func isChosen(_ id: String, _ key: String, _ path: String) -> Bool {
      let category = String(id.prefix { $0 != "." })
      return includes(fileNamed: [id, key] + namers.settings(naming: path), category: category)
    }
    let files = component.files.filter { isChosen($0.id, $0.key, $0.path) }
    let digests = Set(files.map(\.digest))
    return FilesComponent(
      profilePath: component.profilePath, files: files,
      contents: component.contents.filter { digests.contains($0.digest) },
      omitted: component.omitted.filter { isChosen($0.id, $0.key, $0.path) })
  }

  private func narrow(_ component: SettingsComponent) -> SettingsComponent {
    SettingsComponent(
      profilePath: component.profilePath, settings: component.settings.filter { includes($0) })
  }
}
