import RegistryHive

extension LiveRegistry {
  /// These keys with all below them, as a hive in memory whose root stands for `root`. Keys that are
  /// not there or may not be read are left out; nil when that is all of them. The times of keys are
  /// not known.
  ///
  /// - Parameters:
  ///   - keys: paths below `root`; an empty one is `root` itself.
  ///   - aliases: how the heads of some keys are to be called in the hive.
  func hive(
    of keys: [String], below root: String, renaming aliases: [String: String] = [:]
  ) async throws -> Hive? {
    var editor = HiveEditor(emptyHiveNamed: "")
    var isEmpty = true
    for key in keys {
      guard var text = try await export(key.isEmpty ? root : root + "\\" + key) else { continue }
      isEmpty = false
      for (alias, name) in aliases {
        text.rename(root + "\\" + alias, to: root + "\\" + name)
      }
      do {
        try editor.apply(text, removingPrefix: root, lastWritten: FileTime(ticks: 0))
      } catch {
        throw DeviceError(
          .unreadable, "What reg.exe exported of \(root)\\\(key) cannot be used.", cause: error)
      }
    }
    return isEmpty ? nil : try editor.hive()
  }
}

extension RegistryText {
  /// Gives the key at a path, and with it all below it, another path.
  fileprivate mutating func rename(_ old: String, to new: String) {
    let (oldUnits, newUnits) = (Array(old.utf16), Array(new.utf16))
    func renamed(_ path: [UInt16]) -> [UInt16] {
      let head = path.prefix(oldUnits.count)
      let rest = path.dropFirst(oldUnits.count)
      guard rest.first ?? 0x5C == 0x5C,
        String(decoding: head, as: UTF16.self).lowercased() == old.lowercased()
      else { return path }
      return newUnits + rest
    }
    entries = entries.map { entry in
      switch entry {
      case .createKey(let path): .createKey(path: renamed(path))
      case .deleteKey(let path): .deleteKey(path: renamed(path))
      case .setValue(let path, let name, let type, let bytes):
        .setValue(path: renamed(path), name: name, type: type, bytes: bytes)
      case .deleteValue(let path, let name): .deleteValue(path: renamed(path), name: name)
      }
    }
  }
}

extension Sequence<String> {
  /// The keys that are below no other of them, each once, without regard to case, sorted.
  var outermostKeys: [String] {
    var outermost: [String] = []
    for key in sorted(by: { $0.lowercased() < $1.lowercased() }) {
      let isCovered = outermost.contains {
        (key.lowercased() + "\\").hasPrefix($0.lowercased() + "\\")
      }
      if !isCovered { outermost.append(key) }
    }
    return outermost
  }
}
