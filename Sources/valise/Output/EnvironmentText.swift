import UserEnvironment
import WindowsDevice

/// An environment as text: a table a component.
struct EnvironmentText {
  private let environment: Environment
  private let catalog: SettingsCatalog

  init(_ environment: Environment, catalog: SettingsCatalog) {
    self.environment = environment
    self.catalog = catalog
  }

  func print() {
    let source = environment.source
    Output.line("\(source.name), \(source.productTitle) \(source.edition), \(source.build)")
    if let settings = environment.settings { print(settings) }
    if let files = environment.files { print(files) }
    if let apps = environment.apps { print(apps) }
    print(environment.startPins, title: ComponentKind.startPins.title)
    print(environment.taskbarPins, title: ComponentKind.taskbarPins.title)
  }

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

  private func print(_ pins: PinsComponent?, title: String) {
    guard let pins else { return }
    Output.line("\n\(title) (\(pins.pins.count))")
    for group in pins.groups {
      if !group.name.isEmpty { Output.line(group.name) }
      for pin in group.pins {
        let size = pin.size.map { " \($0.columns)x\($0.rows)" } ?? ""
        Output.line("  " + pin.target.description + size)
      }
    }
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
