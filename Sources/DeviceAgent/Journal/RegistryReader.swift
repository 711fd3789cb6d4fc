import RegistryHive
import RestoreRules
import UserEnvironment
import WindowsDevice

/// Reads single values of a device, opening each hive once.
actor RegistryReader {
  private let device: any Device
  private let account: Account
  private var hives: [SettingDefinition.HiveKind: Hive] = [:]

  init(device: any Device, account: Account) {
    self.device = device
    self.account = account
  }

  /// The value at a place; nil when there is none.
  func value(at place: RegistryPlace) async throws -> SettingValue? {
    try await hive(place.hive).catalogKey(at: place.key)?.settingValue(named: place.value)
  }

  /// The keys on the way to `key` that are not there, outer ones first.
  func missingKeys(to key: String, in kind: SettingDefinition.HiveKind) async throws -> [String] {
    let hive = try await hive(kind)
    var missing: [String] = []
    var path = ""
    for component in key.split(separator: "\\") {
      path = path.isEmpty ? String(component) : path + "\\" + component
      if try !missing.isEmpty || hive.catalogKey(at: path) == nil { missing.append(path) }
    }
    return missing
  }

  /// One of the hives, as it was when it was first asked for.
  func hive(_ kind: SettingDefinition.HiveKind) async throws -> Hive {
    if let hive = hives[kind] { return hive }
    let hive = try await device.hive(kind, of: account)
    hives[kind] = hive
    return hive
  }
}
