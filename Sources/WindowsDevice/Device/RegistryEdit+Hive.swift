import Foundation
import RegistryHive
import UserEnvironment

extension HiveEditor {
  /// Makes the changes in their order; when one fails, the editor is not to be written.
  mutating func apply(_ edits: [RegistryEdit], at time: FileTime) throws {
    for edit in edits {
      switch edit {
      case .setValue(let key, let name, let value):
        try setValue(
          name, type: RegistryValueType(rawValue: value.type), bytes: value.bytes, at: key,
          lastWritten: time)
      case .removeValue(let key, let name):
        _ = try deleteValue(name, at: key, lastWritten: time)
      case .removeEmptyKey(let key):
        guard let found = try hive().key(at: key) else { continue }
        if try found.subkeys().isEmpty && found.values().isEmpty {
          _ = try deleteKey(at: key, lastWritten: time)
        }
      }
    }
  }
}

extension RegistryEdit {
  /// The edit with the control set in use named outright.
  func resolvingControlSet(of hive: Hive) throws(HiveError) -> RegistryEdit {
    switch self {
    case .setValue(let key, let value, let content):
      .setValue(key: try hive.resolvingControlSet(key), name: value, content)
    case .removeValue(let key, let value):
      .removeValue(key: try hive.resolvingControlSet(key), name: value)
    case .removeEmptyKey(let key):
      .removeEmptyKey(try hive.resolvingControlSet(key))
    }
  }
}

extension DeviceError {
  /// What a hive that could not be written means for the device.
  init(writing path: String, _ error: HiveError) {
    let code: Code =
      switch error.code {
      case .diskFull: .full
      case .readOnlyTarget: .readOnly
      default: .unreadable
      }
    self.init(
      code, "The registry hive \(path) could not be changed and is as it was. \(error.message)",
      cause: error)
  }
}
