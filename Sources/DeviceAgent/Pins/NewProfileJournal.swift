import Foundation
import UserEnvironment
import WindowsDevice

/// What the placing of pins for new profiles changes on a PC, written before the first change.
///
/// Any person may lay a folder into `C:\ProgramData` before Valise does, and the placing is done by an
/// administrator. So the journal is believed only as far as a placing could have written it: it names
/// the files that new profiles are given, and Valise's own layout.
struct NewProfileJournal: Codable, Sendable {
  let files: [File]
  let layoutPath: LayoutPath?

  struct File: Codable, Sendable {
    let path: String
    /// Nil when there was no file.
    let before: Data?
    var after: Data
    /// What an earlier placing had written there, when this one wrote once more; nil when none had.
    var found: Data?

    /// Whether this is what placings wrote, and nobody's since.
    func isPlaced(_ now: Data?) -> Bool { now != nil && (now == after || now == found) }
  }

  /// The value by which Windows 11 gives new profiles a layout.
  struct LayoutPath: Codable, Sendable {
    let before: SettingValue?
    let after: String
  }

  private static let path = #"C:\ProgramData\Valise\NewProfiles\journal.json"#
  private static let key = #"Microsoft\Windows\CurrentVersion\Explorer"#
  private static let value = "LayoutXMLPath"

  static func load(from device: any Device) async throws -> NewProfileJournal? {
    guard let bytes = try await device.file(at: path) else { return nil }
    let journal: NewProfileJournal
    do {
      journal = try CanonicalJSON.decode(from: bytes)
    } catch {
      throw unreadable(cause: error)
    }
    guard journal.isPlausible else { throw unreadable(cause: nil) }
    return journal
  }

  private static func unreadable(cause: (any Error)?) -> AgentError {
    AgentError(
      .unreadableJournal,
      "The journal \(path) is damaged, or was not written by Valise. Keep the file and ask the help "
        + "desk: it says what new profiles were given before.",
      cause: cause)
  }

  /// Whether a placing could have noted this.
  private var isPlausible: Bool {
    files.allSatisfy { Self.placedPaths.contains($0.path) }
      && Set(files.map(\.path)).count == files.count
      && layoutPath.map {
        $0.after == NewProfilePins.taskbarLayout && ($0.before.map(Self.isText) ?? true)
      } ?? true
  }

  private static let placedPaths: Set<String> = [
    NewProfilePins.startList, NewProfilePins.startLayout, NewProfilePins.taskbarLayout,
    StartPinsFile.path(of: NewProfilePins.defaultAccount),
  ]

  /// Windows takes a layout's path from a text only.
  private static func isText(_ value: SettingValue) -> Bool {
    value.kind == .string || value.kind == .expandString
  }

  /// Notes durably what will be done. What an earlier placing found there stays
  /// noted while what it wrote is there.
  static func begin(
    files: [String: Data], layoutPath: String?, on device: any Device
  ) async throws -> NewProfileJournal {
    let earlier = try await load(from: device)
    var noted: [File] = []
    for (path, content) in files.sorted(by: { $0.key < $1.key }) {
      let known = earlier?.files.first { $0.path == path }
      let now = try await device.file(at: path)
      // What is neither is an administrator's, and comes back with an undo.
      if let known, known.isPlaced(now) {
        noted.append(File(path: path, before: known.before, after: content, found: now))
      } else {
        noted.append(File(path: path, before: now, after: content))
      }
    }
    noted += (earlier?.files ?? []).filter { files[$0.path] == nil }
    var value = earlier?.layoutPath
    if let layoutPath {
      let now = try await device.hive(.software, of: NewProfilePins.defaultAccount)
        .key(at: key)?.settingValue(named: Self.value).flatMap { Self.isText($0) ? $0 : nil }
      let isPlaced = value != nil && now == .expandString(layoutPath)
      value = LayoutPath(before: isPlaced ? value?.before : now, after: layoutPath)
    }
    let journal = NewProfileJournal(files: noted, layoutPath: value)
    try await device.replaceFile(at: path, with: try CanonicalJSON.encode(journal))
    return journal
  }

  func apply(to device: any Device, at time: Date) async throws {
    for file in files { try await device.replaceFile(at: file.path, with: file.after) }
    guard let layoutPath else { return }
    try await device.apply(
      [.setValue(key: Self.key, name: Self.value, .expandString(layoutPath.after))],
      to: .software, of: NewProfilePins.defaultAccount, at: time)
  }

  /// - Returns: the paths of files that are neither as they were placed nor as they were before.
  func undo(on device: any Device, at time: Date) async throws -> [String] {
    var changedSince: [String] = []
    for file in files {
      let now = try await device.file(at: file.path)
      if file.isPlaced(now) {
        try await device.replaceFile(at: file.path, with: file.before)
      } else if now != file.before {
        changedSince.append(file.path)
      }
    }
    if let layoutPath {
      let now = try await device.hive(.software, of: NewProfilePins.defaultAccount)
        .key(at: Self.key)?.settingValue(named: Self.value)
      if now == .expandString(layoutPath.after) {
        let edit: RegistryEdit =
          layoutPath.before.map { .setValue(key: Self.key, name: Self.value, $0) }
          ?? .removeValue(key: Self.key, name: Self.value)
        try await device.apply(
          [edit], to: .software, of: NewProfilePins.defaultAccount, at: time)
      }
    }
    try await device.replaceFile(at: Self.path, with: nil)
    return changedSince
  }
}
