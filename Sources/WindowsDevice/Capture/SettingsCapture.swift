import RegistryHive
import RestoreRules
import UserEnvironment

/// Finds a person's settings in hives, by the catalog.
///
/// A row without placeholders is looked up; a row with placeholders is searched for along the keys
/// that fit it. Sensitive rows are passed over unless they are opted in, and machine-bound rows that
/// say something about the person always: they would help nobody.
struct SettingsCapture {
  let catalog: SettingsCatalog
  let secrets: SecretOptIn

  /// The settings of these hives.
  ///
  /// - Parameter damaged: is told of every row whose place cannot be read; the rest is captured.
  func settings(
    in hives: [SettingDefinition.HiveKind: Hive],
    damaged: (SettingDefinition, HiveError) -> Void
  ) -> [Setting] {
    var settings: [Setting] = []
    for row in catalog.rows where isCarried(row) {
      guard let hive = hives[row.hive] else { continue }
      do {
        settings += try self.settings(of: row, in: hive).filter { secrets.admits($0, row) }
      } catch {
        damaged(row, error)
      }
    }
    return settings
  }

  private func isCarried(_ row: SettingDefinition) -> Bool {
    let isOrdinary = row.sensitivity == .ordinary
    return secrets.admitsSome(of: row) && (isOrdinary || row.portability != .machineBound)
  }

  private func settings(
    of row: SettingDefinition, in hive: Hive
  ) throws(HiveError) -> [Setting] {
    guard let pattern = row.pattern, pattern.hasPlaceholders else {
      guard let value = try hive.catalogKey(at: row.key)?.settingValue(named: row.value) else {
        return []
      }
      return [Setting(id: row.id, value: value)]
    }
    return try search(pattern, of: row, in: hive)
  }

  /// Every place that fits the row's pattern, but for those that have a row of their own.
  private func search(
    _ pattern: SettingPattern, of row: SettingDefinition, in hive: Hive
  ) throws(HiveError) -> [Setting] {
    let literals = pattern.key.prefix { !$0.isPlaceholder }
    let head = literals.compactMap { if case .literal(let text) = $0 { text } else { nil } }
      .joined(separator: "\\")
    guard let start = try hive.catalogKey(at: head) else { return [] }
    var keys: [(key: HiveKey, path: String)] = [(start, head)]
    for component in pattern.key.dropFirst(literals.count) {
      keys = try Self.descend(from: keys, along: component)
    }
    var settings: [Setting] = []
    for (key, path) in keys {
      for value in try key.values() {
        guard let match = catalog.match(hive: row.hive, key: path, value: value.name),
          match.row.id == row.id
        else { continue }
        settings.append(
          Setting(
            id: row.id, instance: match.instance,
            value: SettingValue(type: value.type.rawValue, bytes: value.bytes)))
      }
    }
    return settings
  }

  private static func descend(
    from keys: [(key: HiveKey, path: String)], along component: SettingPattern.Component
  ) throws(HiveError) -> [(key: HiveKey, path: String)] {
    var below: [(key: HiveKey, path: String)] = []
    for (key, path) in keys {
      for subkey in try key.subkeys() where component.instance(of: subkey.name) != nil {
        below.append((subkey, path.isEmpty ? subkey.name : path + "\\" + subkey.name))
      }
    }
    return below
  }
}
