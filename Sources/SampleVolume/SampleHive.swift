import Foundation
import RegistryHive

/// A hive of the sample in the making.
struct SampleHive {
  private var editor: HiveEditor
  private let lastWritten: FileTime

  /// - Parameters:
  ///   - name: the file's name, which the hive bears inside.
  ///   - time: when all of its keys are said to have been written.
  init(named name: String, at time: Date) {
    editor = HiveEditor(emptyHiveNamed: name)
    lastWritten = FileTime(secondsSince1970: time.timeIntervalSince1970)
  }

  /// Adds the keys and values of registry text, whose paths begin with `root`.
  mutating func add(_ text: String, below root: String) throws(SampleVolumeError) {
    do {
      try editor.apply(
        RegistryText(parsing: Array(text.utf8)), removingPrefix: root, lastWritten: lastWritten)
    } catch {
      throw SampleVolumeError(
        .badResource, "The sample's description of \(root) cannot be used.", cause: error)
    }
  }

  mutating func set(
    _ name: String, type: RegistryValueType, bytes: [UInt8], at key: String
  ) throws(SampleVolumeError) {
    do {
      try editor.setValue(name, type: type, bytes: bytes, at: key, lastWritten: lastWritten)
    } catch {
      throw SampleVolumeError(.badResource, "The sample's key \(key) cannot be made.", cause: error)
    }
  }

  func bytes() throws(SampleVolumeError) -> [UInt8] {
    do {
      return try editor.serialized()
    } catch {
      throw SampleVolumeError(.badResource, "A hive of the sample cannot be made.", cause: error)
    }
  }

  /// How the paths in registry text begin, for each hive.
  enum Root {
    static let user = "HKEY_CURRENT_USER"
    static let classes = #"HKEY_CURRENT_USER\Software\Classes"#
    static let software = #"HKEY_LOCAL_MACHINE\SOFTWARE"#
    static let system = #"HKEY_LOCAL_MACHINE\SYSTEM"#
  }
}
