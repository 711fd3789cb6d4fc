import RegistryHive
import UserEnvironment

// The registry is always read as a hive: a disk's hive files, or a live registry's exported text
// loaded into a hive in memory. So every reader of this room takes a `HiveKey`, and one
// implementation serves both devices.

extension HiveKey {
  /// The value of this name with its type, as settings carry it; nil when the key has none.
  public func settingValue(named name: String) throws(HiveError) -> SettingValue? {
    guard let value = try value(named: name) else { return nil }
    return SettingValue(type: value.type.rawValue, bytes: value.bytes)
  }

  /// The text of the string value of this name; nil when there is none or it is not a string.
  public func text(named name: String) throws(HiveError) -> String? {
    try value(named: name)?.string
  }

  /// The number of the 32-bit value of this name; nil when there is none or it is not a number.
  public func number(named name: String) throws(HiveError) -> UInt32? {
    try value(named: name)?.dword
  }
}

extension Hive {
  /// The key at a path as the catalog writes it: `CurrentControlSet` at its head stands for the
  /// control set in use.
  public func catalogKey(at path: String) throws(HiveError) -> HiveKey? {
    try key(at: resolvingControlSet(path))
  }

  /// The path with `CurrentControlSet` at its head replaced by the control set that
  /// `Select\Current` names. On a disk the name is not there itself: Windows makes it when it
  /// starts.
  func resolvingControlSet(_ path: String) throws(HiveError) -> String {
    let alias = "CurrentControlSet"
    let head = path.split(separator: "\\", maxSplits: 1).first ?? ""
    guard head.lowercased() == alias.lowercased(),
      let number = try key(at: "Select")?.number(named: "Current")
    else { return path }
    let digits = String(number)
    let padding = String(repeating: "0", count: max(0, 3 - digits.count))
    return "ControlSet" + padding + digits + path.dropFirst(alias.count)
  }
}

extension Hive {
  /// Refuses a hive of which parts could not be read: written back, they would be lost for good.
  ///
  /// - Throws: ``DeviceError`` with `device.damaged`.
  public func checkUndamaged(_ name: String) throws(DeviceError) {
    guard let damage = information.warnings.first(where: { $0.kind != .recentChangesMissing })
    else { return }
    throw DeviceError(
      .damaged,
      "The registry hive \(name) is damaged, so nothing is written to it: what cannot be read now "
        + "would be lost. Repair the disk first. \(damage.message)")
  }
}
