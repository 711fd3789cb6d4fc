import Foundation
import RestoreRules
import UserEnvironment

/// What a restore does on a PC and what was there before, written before the first change: from it a
/// restore is resumed after a power cut, and undone when the person wants it.
public struct RestoreJournal: Codable, Sendable, Hashable {
  /// Identifies the restore on this PC.
  public let id: String
  /// 1 for the person's first restore on this PC, one more for each: clocks run wrong.
  public let number: Int
  public let startedAt: Date
  public let profile: String
  public let version: Int
  /// Who was restored from, as people recognize it.
  public let source: SourceDevice
  public let registry: [RegistryChange]
  /// Keys that were not there, outer ones before inner ones.
  public let newKeys: [NewKey]
  public let files: [FileChange]
  public var state: State

  /// Whether there was nothing to change.
  public var isEmpty: Bool { registry.isEmpty && files.isEmpty }

  public enum State: String, Codable, Sendable, Hashable, CaseIterable {
    /// Everything is noted; the PC may have been changed in part.
    case applying
    /// All changes are made.
    case applied
    /// The person wants it back; the PC may have been put back in part.
    case undoing
    /// Everything is as it was before, but for what was changed since.
    case undone
  }

  /// A value that is replaced or made.
  public struct RegistryChange: Codable, Sendable, Hashable {
    /// The setting's key, so that results can be told by name.
    public let setting: String
    public let name: String
    public let place: RegistryPlace
    /// Nil when there was no value.
    public let before: SettingValue?
    public let after: SettingValue
  }

  public struct NewKey: Codable, Sendable, Hashable {
    public let hive: SettingDefinition.HiveKind
    public let key: String
  }

  /// A file that is replaced or made, whole.
  public struct FileChange: Codable, Sendable, Hashable {
    /// Its Windows path.
    public let path: String
    /// Nil when there was no file.
    public let before: Data?
    public let after: Data
    /// Whether an undo puts it back; false for what is only a record of the restore.
    public let isUndone: Bool
  }
}
