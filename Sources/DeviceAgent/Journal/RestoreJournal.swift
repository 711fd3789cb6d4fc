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
  /// Far above what a person ever restores; a journal that has a greater one was not written here.
  static let largestNumber = 1_000_000
  public let startedAt: Date
  public let profile: String
  public let version: Int
  /// Who was restored from, as people recognize it.
  public let source: SourceDevice
  public let registry: [RegistryChange]
  /// Keys that were not there, outer ones before inner ones.
  public let newKeys: [NewKey]
  public private(set) var files: [FileChange]
  /// The pins that are placed, and those that wait; nil where there are none.
  public var pins: PinRecord?
  public var state: State

  /// Whether there was nothing to change.
  public var isEmpty: Bool { registry.isEmpty && files.isEmpty && pins?.changesAny != true }

  public enum State: String, Codable, Sendable, Hashable, CaseIterable {
    /// Everything is noted; the PC may have been changed in part.
    case applying
    /// All changes are made.
    case applied
    /// Pins whose apps have arrived are being placed; all else is as the person has it now.
    case placing
    /// The person wants it back; the PC may have been put back in part.
    case undoing
    /// Everything is as it was before, but for what was changed since.
    case undone

    /// Whether the restore is on the PC and stays, so that its apps and pins are wanted.
    var isInForce: Bool { self == .applied || self == .placing }
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
    /// What was found there when the restore wrote once more; nil when it has written once.
    public var found: Data?
    /// Whether the person had changed by then what the restore wrote: then it is partly theirs, and an
    /// undo leaves it. Nil like false.
    public var isPartlyTheirs: Bool?
    /// Whether an undo puts it back; false for what is only a record of the restore.
    public let isUndone: Bool
  }

  /// Notes another content for a file that the restore has written, made from what is there now.
  mutating func replaceContent(of path: String, found: Data?, with content: Data) {
    guard let index = files.firstIndex(where: { $0.path == path }) else { return }
    let file = files[index]
    let isTheirs = file.isPartlyTheirs == true || found != file.after && found != file.found
    files[index] = FileChange(
      path: file.path, before: file.before, after: content, found: found,
      isPartlyTheirs: isTheirs ? true : nil, isUndone: file.isUndone)
  }
}
