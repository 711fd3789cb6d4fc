import UserEnvironment
import WindowsDevice

/// An environment as text: a table a component.
struct EnvironmentText {
  private let environment: Environment
  private let component: ComponentKind?
  private let catalog: SettingsCatalog

  /// - Parameter component: the one that is shown; nil for all. The names of its pins come from the
  ///   apps, shown or not.
  init(
    _ environment: Environment, component: ComponentKind? = nil, catalog: SettingsCatalog
  ) {
    self.environment = environment
    self.component = component
    self.catalog = catalog
  }

  func print() {
    let source = environment.source
    Output.line(
      "\(source.name), \(source.productTitle) \(source.edition), \(source.build)".onOneLine)
    if shows(.settings), let settings = environment.settings { print(settings) }
    if shows(.files), let files = environment.files { print(files) }
    if shows(.apps), let apps = environment.apps { print(apps) }
    if shows(.startPins) { printStartPins() }
    if shows(.taskbarPins) { printTaskbarPins() }
  }

  private func shows(_ kind: ComponentKind) -> Bool { component == nil || component == kind }

  private func print(_ settings: SettingsComponent) {
    Output.line("\nSettings (\(settings.settings.count))")
    Output.table(
      ["ID", "VALUE", "NAME"],
      settings.settings.map {
        [$0.key, $0.value.description, catalog.definition(withID: $0.id)?.name ?? ""]
      })
  }

  private func print(_ files: FilesComponent) {
    Output.line("\n\(ComponentKind.files.title) (\(files.files.count))")
    Output.table(
      ["PATH IN THE PROFILE", "SIZE", "NAME"],
      files.files.map {
        [$0.path, Output.size($0.size), catalog.file(withID: $0.id)?.name ?? $0.id]
      }
        + files.omitted.map {
          [
            $0.path, "not taken",
            (catalog.file(withID: $0.id)?.name ?? $0.id) + " (\($0.reason.words))",
          ]
        })
  }

  private func print(_ apps: AppsComponent) {
    Output.line("\nApps (\(apps.apps.count))")
    Output.table(
      ["NAME", "VERSION", "FROM", "PINNED", "STORE OR WINGET ID", "ID"],
      apps.apps.map {
        [
          $0.name, $0.version ?? "", $0.origin.rawValue, $0.isPinned ? "yes" : "",
          $0.package?.id ?? "", $0.id,
        ]
      })
  }

  private func printStartPins() {
    guard let pins = environment.startPins else { return }
    Output.line("\n\(ComponentKind.startPins.title) (\(pins.pins.count))")
    StartMenuText(pins, of: environment).print()
  }

  private func printTaskbarPins() {
    guard let pins = environment.taskbarPins else { return }
    let label = PinLabel(apps: environment.apps)
    Output.line("\n\(ComponentKind.taskbarPins.title) (\(pins.pins.count))")
    Output.table(
      ["NAME", "OPENS"], pins.pins.map { [label.text($0.target), $0.target.description] })
  }
}

extension OmittedFile.Reason {
  fileprivate var words: String {
    switch self {
    case .tooLarge: "too large"
    case .noRoom: "no room beside the others"
    case .outsideProfile: "outside of the profile"
    case .otherContent: "not such a file"
    case .unreadable: "cannot be read"
    }
  }
}
