import RegistryHive
import UserEnvironment

/// Finds a person's settings in Windows' cloud store, by the catalog.
struct CloudStoreCapture {
  let catalog: SettingsCatalog

  /// The settings of a hive.
  ///
  /// - Parameters:
  ///   - user: the root of the person's NTUSER.DAT.
  ///   - damaged: is told of every record that cannot be read; the rest is captured.
  /// - Throws: `HiveError` when the hive is damaged there.
  func settings(
    in user: HiveKey, damaged: (CloudStore.Name, BondError) -> Void
  ) throws(HiveError) -> [Setting] {
    let store = try CloudStore(user: user, types: Set(catalog.recorded.flatMap(\.records)))
    for (name, error) in store.damaged.sorted(by: { $0.key.type < $1.key.type }) {
      damaged(name, error)
    }
    return catalog.recorded.flatMap { row in
      // A later version of Windows uses another type of record for the same thing: the last one counts.
      var settings: [String: Setting] = [:]
      for type in row.records {
        for (name, content) in store.contents where name.type == type {
          guard let value = row.value(in: content) else { continue }
          settings[name.instance] = Setting(
            id: row.definition.id, instance: name.instance.isEmpty ? [] : [name.instance],
            value: value)
        }
      }
      return settings.values
    }
  }
}
