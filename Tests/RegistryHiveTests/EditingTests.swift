import Foundation
import Testing

@testable import RegistryHive

@Suite("Editing and writing")
struct EditingTests {
  /// Keys of a hive by the security cell that they use.
  private func securityUse(_ hive: Hive) throws -> [UInt32: Int] {
    var use: [UInt32: Int] = [:]
    try hive.root.walk { (key, _) throws(HiveError) in
      use[hive.image.word(at: key.start + KeyField.security), default: 0] += 1
    }
    return use
  }

  @Test("a new hive is read by hivexml and reglookup", arguments: [3, 5] as [UInt32])
  func newHives(version: UInt32) throws {
    let version = HiveVersion(rawValue: version) ?? .regf15
    try Samples.withTemporaryFolder { folder in
      let empty = folder.appending(path: "empty").path
      try HiveEditor(emptyHiveNamed: "Ünterlagen 日本", version: version).write(to: empty)
      let sample = folder.appending(path: "sample").path
      try Samples.editor(version: version, subkeys: 1300).write(to: sample)
      #expect(try Hive(contentsOf: empty).root.name == "Ünterlagen 日本")
      for path in [empty, sample] {
        let hive = try Hive(contentsOf: path)
        #expect(hive.information.minorVersion == Int(version.rawValue))
        #expect(!hive.information.isDirty)
        let counts = try hive.root.counts()
        let expected = OracleCounts(keys: counts.keys, values: counts.values)
        if let hivexml = OracleCounts(readByHivexml: path) { #expect(hivexml == expected) }
        if let reglookup = OracleCounts(readByReglookup: path) { #expect(reglookup == expected) }
        if let others = try HiveContent(readByHivexregedit: path) {
          #expect(try HiveContent(of: hive).dataOnly == others.dataOnly)
        }
      }
    }
  }

  @Test("lists are sorted by upper-case name, with the marks that belong to each name")
  func sortedLists() throws {
    for version in [HiveVersion.regf13, .regf15] {
      var editor = HiveEditor(emptyHiveNamed: "Sorted", version: version)
      let names = (0..<1500).map { "\($0 % 2 == 0 ? "k" : "K")\($0 * 7919 % 1500)é" }
      for name in names { try editor.createKey(at: name, lastWritten: Samples.time) }
      for name in names.prefix(700) {
        #expect(try editor.deleteKey(at: name.uppercased(), lastWritten: Samples.time))
      }
      let hive = try editor.hive()
      let found = try hive.root.subkeys().map(\.nameUnits)
      #expect(found.count == 800)
      #expect(found == found.sorted { RegistryName.order($0, $1) < 0 })
      var cells = try SubkeyCells(
        list: hive.image.word(at: hive.root.start + KeyField.subkeyList), in: hive.image)
      while let element = try cells.next(in: hive.image) {
        let name = try HiveKey(at: element.cell, in: hive.image).nameUnits
        #expect(
          element.mark
            == (version == .regf13 ? RegistryName.hint(name) : RegistryName.hash(name)))
      }
      #expect(hive.root.subkeyCount == 800)
    }
  }

  @Test("descriptors are shared and count the keys that use them")
  func sharedDescriptors() throws {
    var editor = try Samples.editor()
    var hive = try editor.hive()
    for (cell, keys) in try securityUse(hive) {
      let place = BaseBlock.size + 4 + Int(cell)
      #expect(hive.image.word(at: place + SecurityField.references) == UInt32(keys))
    }
    try editor.deleteKey(at: "Many", lastWritten: Samples.later)
    hive = try editor.hive()
    for (cell, keys) in try securityUse(hive) {
      let place = BaseBlock.size + 4 + Int(cell)
      #expect(hive.image.word(at: place + SecurityField.references) == UInt32(keys))
    }
  }

  @Test("a descriptor that no key uses any more leaves the ring")
  func unusedDescriptors() throws {
    var editor = try Samples.editor(subkeys: 0)
    try editor.createKey(at: "Own", lastWritten: Samples.time)
    let root = editor.rootCell
    let own = try #require(try editor.findKey(at: [Array("Own".utf16)]))
    let shared = editor.store.word(root, KeyField.security)
    let cell = try SecurityIndex.add(
      SecurityIndex.ofNewHive + [0, 0, 0, 0], behind: shared, in: &editor.store)
    SecurityIndex.release(shared, in: &editor.store)
    editor.store.set(own, KeyField.security, cell)
    #expect(editor.store.word(shared, SecurityField.next) == cell)
    #expect(try editor.hive().root.counts().keys > 1)
    try editor.deleteKey(at: "Own", lastWritten: Samples.time)
    #expect(editor.store.word(shared, SecurityField.next) == shared)
    #expect(editor.store.word(shared, SecurityField.previous) == shared)
  }

  @Test("replacing a value keeps its place and spelling; times and sizes are noted")
  func replacedValues() throws {
    var editor = HiveEditor(emptyHiveNamed: "Values")
    for name in ["One", "Two", "Three"] {
      try editor.setValue(
        name, type: .dword, bytes: [1, 0, 0, 0], at: "K", lastWritten: Samples.time)
    }
    try editor.setValue(
      "TWO", type: .binary, bytes: Samples.bytes(20000), at: "k", lastWritten: Samples.later)
    let hive = try editor.hive()
    let key = try #require(try hive.key(at: "K"))
    #expect(try key.values().map(\.name) == ["One", "Two", "Three"])
    #expect(try key.value(named: "two")?.bytes == Samples.bytes(20000))
    #expect(key.lastWritten == Samples.later)
    #expect(hive.root.lastWritten == Samples.time)
    #expect(hive.information.lastWritten == Samples.later)
    #expect(hive.image.word(at: key.start + KeyField.largestValueName) == 10)
    #expect(hive.image.word(at: key.start + KeyField.largestValueData) == 20000)
    #expect(hive.image.word(at: hive.root.start + KeyField.largestSubkeyName) & 0xFFFF == 2)
  }

  @Test("space that is freed is used again")
  func reusedSpace() throws {
    var editor = try Samples.editor()
    try editor.setValue(
      "v", type: .binary, bytes: Samples.bytes(30000), at: "K", lastWritten: Samples.time)
    let size = editor.store.binsSize
    for round in 0..<200 {
      try editor.setValue(
        "v", type: .binary, bytes: Samples.bytes(20000 + round * 10), at: "K",
        lastWritten: Samples.time)
      try editor.createKey(at: "A\\B\\C \(round % 7)", lastWritten: Samples.time)
      try editor.deleteKey(at: "A", lastWritten: Samples.time)
    }
    #expect(editor.store.binsSize <= size + 65536)
    #expect(try editor.hive().root.counts().keys == Samples.hive().root.counts().keys + 1)
  }

  @Test("random edits give what a plain dictionary gives")
  func randomEdits() throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      var random = Samples.bytes(30000, seed: seed).makeIterator()
      func next(_ bound: Int) -> Int {
        (Int(random.next() ?? 0) << 8 | Int(random.next() ?? 0)) % bound
      }
      var editor = HiveEditor(emptyHiveNamed: "Random", version: seed == 2 ? .regf13 : .regf15)
      var model: [String: [String: [UInt8]]] = ["": [:]]
      for _ in 0..<1500 {
        let parts = (0..<next(3)).map { _ in "k\(next(40))" }
        let path = parts.joined(separator: "\\")
        switch next(5) {
        case 0 where !parts.isEmpty:
          let deleted = try editor.deleteKey(at: path, lastWritten: Samples.time)
          #expect(deleted == (model[path] != nil))
          model = model.filter { $0.key != path && !$0.key.hasPrefix(path + "\\") }
        case 1:
          let name = "v\(next(6))"
          let deleted = try editor.deleteValue(name, at: path, lastWritten: Samples.time)
          #expect(deleted == (model[path]?.removeValue(forKey: name) != nil))
        default:
          let size = next(20) == 0 ? 15000 + next(5000) : next(60)
          let bytes = Samples.bytes(size, seed: UInt64(size + 1))
          let name = "v\(next(6))"
          try editor.setValue(
            name, type: .binary, bytes: bytes, at: path, lastWritten: Samples.time)
          for count in 0...parts.count {
            let ancestor = parts.prefix(count).joined(separator: "\\")
            model[ancestor, default: [:]][""] = nil
          }
          model[path, default: [:]][name] = bytes
        }
      }
      var found: [String: [String: [UInt8]]] = [:]
      let hive = try editor.hive()
      try hive.root.walk { (key, values) throws(HiveError) in
        var bytes: [String: [UInt8]] = [:]
        for value in values { bytes[value.name] = value.bytes }
        found[key.path] = bytes
      }
      #expect(found == model)
      // An editor of the result goes on where the first ended.
      #expect(try HiveContent(of: HiveEditor(hive).hive()) == HiveContent(of: hive))
    }
  }

  @Test("names and depths that Windows does not allow are refused")
  func refusedNames() throws {
    var editor = HiveEditor(emptyHiveNamed: "Names")
    func code(_ body: () throws -> Void) -> HiveError.Code? {
      do {
        try body()
        return nil
      } catch {
        return (error as? HiveError)?.code
      }
    }
    let long = String(repeating: "x", count: 256)
    #expect(code { try editor.createKey(at: long, lastWritten: Samples.time) } == .invalidName)
    #expect(
      code { try editor.createKey(at: [Array("a\\b".utf16)], lastWritten: Samples.time) }
        == .invalidName)
    #expect(code { try editor.deleteKey(at: "", lastWritten: Samples.time) } == .invalidName)
    #expect(
      code {
        try editor.setValue(
          String(repeating: "x", count: 16384), type: .none, bytes: [], at: "",
          lastWritten: Samples.time)
      } == .invalidName)
    let deep = Array(repeating: "k", count: 600).joined(separator: "\\")
    #expect(code { try editor.createKey(at: deep, lastWritten: Samples.time) } == .tooDeep)
    let deepest = Array(repeating: "k", count: 512).joined(separator: "\\")
    #expect(code { try editor.createKey(at: deepest, lastWritten: Samples.time) } == nil)
    #expect(try editor.hive().root.counts().keys == 513)
    #expect(try editor.hive().key(at: deepest)?.path == deepest)
  }

  @Test("a written file is clean, one sequence number on, and nothing else is left beside it")
  func writtenFiles() throws {
    try Samples.withTemporaryFolder { folder in
      let file = folder.appending(path: "hive")
      var editor = try Samples.editor()
      try editor.write(to: file.path)
      let first = try Hive(contentsOf: file.path)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
      let link = folder.appending(path: "link")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
      editor = try HiveEditor(first)
      try editor.createKey(at: "New", lastWritten: Samples.later)
      try editor.write(to: link.path)
      let second = try Hive(contentsOf: file.path)
      #expect(try second.key(at: "New") != nil)
      #expect(second.information.sequences[0] == first.information.sequences[0] + 1)
      #expect(second.information.sequences[0] == second.information.sequences[1])
      #expect(second.information.lastWritten == Samples.later)
      let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
      #expect(attributes[.posixPermissions] as? Int == 0o640)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
          == ["hive", "link"])
    }
  }

  @Test("what keeps a file from being written is named, and the old file stays")
  func failingWrites() throws {
    let editor = try Samples.editor()
    func code(_ path: String) -> HiveError.Code? {
      do throws(HiveError) {
        try editor.write(to: path)
        return nil
      } catch {
        return error.code
      }
    }
    #expect(code("/nonexistent-folder/hive") == .notWritable)
    #expect(code("/sys/valise-hive") == .readOnlyTarget)
    #expect(HiveFile.notWritable("x", ENOSPC).code == .diskFull)
    #expect(HiveFile.notWritable("x", EDQUOT).code == .diskFull)
    #expect(HiveFile.notWritable("x", EROFS).code == .readOnlyTarget)
    #expect(HiveFile.notWritable("x", EIO).code == .notWritable)
    try Samples.withTemporaryFolder { folder in
      // A folder cannot be replaced by a file.
      let target = folder.appending(path: "folder")
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      try Data([1]).write(to: target.appending(path: "kept"))
      #expect(code(target.path) == .notWritable)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["folder"])
    }
  }
}
