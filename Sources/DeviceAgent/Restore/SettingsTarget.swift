import RegistryHive
import RestoreRules
import UserEnvironment
import WindowsDevice

/// Looks at the PC that is restored to: what the settings' planner must know of it.
struct SettingsTarget: Sendable {
  let device: any Device
  let account: Account
  let catalog: SettingsCatalog
  let reader: RegistryReader

  /// - Parameter apps: what is installed on the PC.
  func target(
    for source: SettingsComponent, build: Int, apps: AppsComponent
  ) async throws -> SettingsPlanner.Target {
    var target = SettingsPlanner.Target(
      definitions: [:], places: [:], values: [:], build: build, profilePath: account.profilePath,
      fonts: try await fonts(), apps: Set(apps.apps.map(\.id)),
      appsByValue: try await appsByValue())
    for setting in source.settings {
      guard let row = catalog.definition(withID: setting.id) else { continue }
      try await look(at: setting, row, into: &target)
      if let next = row.successor.flatMap({ catalog.row(withID: $0.id) }) {
        let moved = Setting(id: next.id, instance: setting.instance, value: setting.value)
        try await look(at: moved, next, into: &target)
      }
    }
    target.policies = try await policies(of: target.definitions.values)
    for path in SettingsPlanner(source: source, target: target).pathsToLookFor() {
      // A path that leads out of the volume names nothing on this PC.
      if (try? await device.exists(at: path)) == true { target.existingPaths.insert(path) }
    }
    return target
  }

  private func look(
    at setting: Setting, _ row: SettingDefinition, into target: inout SettingsPlanner.Target
  ) async throws {
    if row.portability == .recorded {
      // It lies in no place of its own, and is never written.
      target.definitions[row.id] = row
      target.places[setting.key] = RegistryPlace(hive: row.hive, key: row.key, value: row.value)
      return
    }
    guard let place = registryPlace(of: setting, row) else { return }
    target.definitions[row.id] = row
    target.places[setting.key] = place
    target.values[setting.key] = try await reader.value(at: place)
  }

  /// Where a setting goes; nil when the snapshot names a place that another row of the catalog
  /// owns: a snapshot must not reach through a placeholder what its own row would refuse.
  private func registryPlace(of setting: Setting, _ row: SettingDefinition) -> RegistryPlace? {
    guard let place = row.pattern?.place(instance: setting.instance),
      catalog.match(hive: row.hive, key: place.key, value: place.value)?.row.id == row.id
    else { return nil }
    return RegistryPlace(hive: row.hive, key: place.key, value: place.value)
  }

  /// Which of the policies that the rows name the PC has.
  private func policies(
    of rows: some Sequence<SettingDefinition>
  ) async throws -> Set<String> {
    var present: Set<String> = []
    for id in Set(rows.flatMap(\.policies)) {
      guard let row = catalog.row(withID: id) else { continue }
      let place = RegistryPlace(hive: row.hive, key: row.key, value: row.value)
      if try await reader.value(at: place) != nil { present.insert(id) }
    }
    return present
  }

  /// The names of the fonts that are installed for the PC or for the person, and of those that Windows
  /// puts in another's place; nil where Windows keeps no list. A name such as `Segoe UI (TrueType)`
  /// or `Batang & BatangChe (TrueType)` is taken apart.
  private func fonts() async throws -> Set<String>? {
    let version = #"Microsoft\Windows NT\CurrentVersion\"#
    let software = try await reader.hive(.software)
    guard let machine = try software.catalogKey(at: version + "Fonts") else { return nil }
    let person = try await reader.hive(.user).catalogKey(at: #"Software\"# + version + "Fonts")
    let substitutes = try software.catalogKey(at: version + "FontSubstitutes")
    var fonts: Set<String> = []
    for key in [machine, person, substitutes].compactMap({ $0 }) {
      for value in try key.values() {
        let name = value.name.split(separator: " (").first ?? ""
        fonts.formUnion(name.split(separator: " & ").map { String($0) })
      }
    }
    return fonts
  }

  /// The apps of the values that the catalog knows, and the AutoPlay handlers of this PC.
  private func appsByValue() async throws -> [String: String] {
    var apps = try AppsByValue.bundled().apps
    let handlers = try await reader.hive(.software)
      .catalogKey(at: #"Microsoft\Windows\CurrentVersion\Explorer\AutoplayHandlers\Handlers"#)
    for handler in try handlers?.subkeys() ?? [] where apps[handler.name] == nil {
      apps[handler.name] = ""
    }
    return apps
  }
}
