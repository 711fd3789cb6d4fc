import Foundation
import RegistryHive

/// One batch of changes to a part of the running registry, and the way back.
///
/// `reg.exe` changes one value after the other, so the batch is not a transaction: another program
/// can see it half made, and a PC that loses power in the middle keeps the half. What is done
/// against a failing tool: the values and keys concerned are read first, and when the change fails,
/// is cancelled or takes too long, they are put back. A restore's journal covers the power cut.
struct LiveRegistryChange: Sendable {
  private let registry: LiveRegistry
  private let changes: RegistryText
  /// Gives every value concerned and every removed key its former state.
  private let wayBack: [RegistryText.Entry]
  /// The keys that the change makes, outer ones first.
  private let newKeys: [String]

  /// Reads what is there now, and works out what to change.
  ///
  /// - Parameter root: the key that the edits' paths are below.
  init(
    _ edits: [RegistryEdit], below root: String, of registry: LiveRegistry
  ) async throws {
    self.registry = registry
    let keys = Set(edits.map(\.key)).outermostKeys
    var editor = HiveEditor(emptyHiveNamed: "")
    if let hive = try await registry.hive(of: keys, below: root) { editor = try HiveEditor(hive) }
    let before = try editor.hive()
    try editor.apply(edits, at: FileTime(ticks: 0))
    let after = try editor.hive()
    changes = try HiveDifference(from: before, to: after).registryText(prefix: root)
    wayBack = try Self.wayBack(of: edits, from: before, below: root)
    newKeys = try await Self.newKeys(of: edits, before: before, below: root, of: registry)
  }

  /// Makes the changes, or puts back what was there.
  func make() async throws {
    do {
      try await registry.makeChanges(changes)
    } catch {
      // Not a child of this task, whose cancellation may be the reason.
      let putBack = await Task { try await self.putBack() }.result
      if case .failure(let second) = putBack {
        throw DeviceError(
          .toolFailed,
          "The registry could be changed only in part, and putting it back failed too (\(second)). "
            + "Undo the restore, or do it again.",
          cause: error)
      }
      throw error
    }
  }

  private func putBack() async throws {
    // A value's line makes its key, so values of keys that are not there must be left out.
    var missing: Set<String> = []
    for key in newKeys where try await !registry.exists(key) { missing.insert(key.lowercased()) }
    let entries = wayBack.filter { entry in
      guard case .deleteValue(let path, _) = entry else { return true }
      return !missing.contains(String(decoding: path, as: UTF16.self).lowercased())
    }
    try await registry.makeChanges(RegistryText(entries: entries))
    for key in newKeys.reversed() where !missing.contains(key.lowercased()) {
      try await registry.removeEmptyKey(key)
    }
  }

  private static func wayBack(
    of edits: [RegistryEdit], from before: Hive, below root: String
  ) throws -> [RegistryText.Entry] {
    var entries: [RegistryText.Entry] = []
    for edit in edits {
      let path = Array((root + "\\" + edit.key).utf16)
      let key = try before.key(at: edit.key)
      switch edit {
      case .setValue(_, let name, _), .removeValue(_, let name):
        if let value = try key?.value(named: name) {
          entries.append(
            .setValue(path: path, name: value.nameUnits, type: value.type, bytes: value.bytes))
        } else if case .setValue = edit {
          entries.append(.deleteValue(path: path, name: Array(name.utf16)))
        }
      case .removeEmptyKey:
        if key != nil { entries.append(.createKey(path: path)) }
      }
    }
    return entries
  }

  private static func newKeys(
    of edits: [RegistryEdit], before: Hive, below root: String, of registry: LiveRegistry
  ) async throws -> [String] {
    var isThere = [root.lowercased(): true]
    var newKeys: [String] = []
    for case .setValue(let key, _, _) in edits where try before.key(at: key) == nil {
      var path = root
      for component in key.split(separator: "\\") {
        var exists = isThere[path.lowercased()] ?? false
        path += "\\" + component
        guard isThere[path.lowercased()] == nil else { continue }
        // Below a key that is not there, nothing is.
        if exists { exists = try await registry.exists(path) }
        isThere[path.lowercased()] = exists
        if !exists { newKeys.append(path) }
      }
    }
    return newKeys
  }
}

extension RegistryEdit {
  fileprivate var key: String {
    switch self {
    case .setValue(let key, _, _), .removeValue(let key, _), .removeEmptyKey(let key): key
    }
  }
}
