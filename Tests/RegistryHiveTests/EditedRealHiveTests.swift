import Foundation
import RegistryHive
import Testing

@Suite("Editing real hives", .enabled(if: RealHives.areHere, "real hives are not here"))
struct EditedRealHiveTests {
  private static let pathOfNew = "Software\\Valise Test\\Ünder\\日本"

  /// Makes changes of every kind in a hive.
  private func edit(_ hive: Hive) throws -> HiveEditor {
    var editor = try HiveEditor(hive)
    let original = try hive.root.subkeys()
    for size in [0, 1, 4, 5, 300, 16344, 16345, 100_000] {
      try editor.setValue(
        "Größe \(size)", type: .binary, bytes: Samples.bytes(size), at: Self.pathOfNew,
        lastWritten: Samples.time)
    }
    for index in 0..<1500 {
      try editor.createKey(
        at: "Software\\Valise Test\\Many\\\(index * 7919 % 1500)", lastWritten: Samples.time)
    }
    for index in stride(from: 0, to: 1500, by: 3) {
      #expect(
        try editor.deleteKey(
          at: "software\\VALISE test\\many\\\(index)", lastWritten: Samples.later))
    }
    // The largest subtree goes, and a value of every key that has values changes or goes.
    let sizes = try original.map { try $0.counts().keys }
    if let largest = original.indices.max(by: { sizes[$0] < sizes[$1] }), original.count > 2 {
      let victim = original[largest == 0 ? 1 : 0]
      try editor.deleteKey(at: [victim.nameUnits], lastWritten: Samples.later)
    }
    for key in original.dropFirst(2) {
      for subkey in try key.subkeys() {
        let values = try subkey.values()
        if let first = values.first {
          try editor.setValue(
            first.nameUnits, type: .string, bytes: Samples.string("changed"),
            at: [key.nameUnits, subkey.nameUnits], lastWritten: Samples.later)
        }
        if values.count > 1, let last = values.last {
          try editor.deleteValue(
            last.nameUnits, at: [key.nameUnits, subkey.nameUnits], lastWritten: Samples.later)
        }
      }
    }
    return editor
  }

  @Test("an edited hive is read to the same content by hivexregedit, hivexml and reglookup")
  func independentReadersAgree() throws {
    try #require(RealHives.all.count > 0)
    try Samples.withTemporaryFolder { folder in
      for path in RealHives.all {
        let edited = try edit(Hive(contentsOf: path))
        let file = folder.appending(path: "edited").path
        try edited.write(to: file)
        let written = try Hive(contentsOf: file)
        #expect(!written.information.isDirty)
        let content = try HiveContent(of: written)
        let counts = try written.root.counts()
        #expect(counts.keys == content.keys.count)
        #expect(try written.key(at: Self.pathOfNew)?.values().count == 8)
        if let others = try HiveContent(readByHivexregedit: file) {
          #expect(content.dataOnly == others.dataOnly, "hivexregedit reads \(path) otherwise")
        }
        let expected = OracleCounts(keys: counts.keys, values: counts.values)
        if let hivexml = OracleCounts(readByHivexml: file) { #expect(hivexml == expected) }
        if let reglookup = OracleCounts(readByReglookup: file) { #expect(reglookup == expected) }
      }
    }
  }

  @Test("what an edit does not concern keeps timestamps, classes, security, flags, access bits")
  func unchangedKeysAreUnchanged() throws {
    for path in RealHives.all {
      let hive = try Hive(contentsOf: path)
      var editor = try HiveEditor(hive)
      let before = try HiveContent(of: hive)
      try editor.setValue(
        "v", type: .dword, bytes: [1, 0, 0, 0], at: "Valise Test\\Sub", lastWritten: Samples.later)
      var after = try HiveContent(of: editor.hive())
      let new = Array("Valise Test".utf16)
      after.keys[[new]] = nil
      after.keys[[new, Array("Sub".utf16)]] = nil
      #expect(after.keys[[]]?.lastWritten == Samples.later)
      after.keys[[]]?.lastWritten = hive.root.lastWritten
      #expect(after == before)
    }
  }

  @Test("a recovered hive that is written back is read as recovered by hivexml")
  func recoveredHiveIsWritten() throws {
    guard let path = RealHives.path("UsrClass.dat") else { return }
    try Samples.withTemporaryFolder { folder in
      let file = folder.appending(path: "UsrClass.dat").path
      try HiveEditor(Hive(contentsOf: path)).write(to: file)
      if let counts = OracleCounts(readByHivexml: file) {
        #expect(counts == OracleCounts(keys: 6238, values: 12531))
      }
      #expect(!(try Hive(contentsOf: file).information.isDirty))
    }
  }

  @Test("deleting all that was added leaves the content as it was")
  func additionsCanBeTakenBack() throws {
    for path in RealHives.all {
      let hive = try Hive(contentsOf: path)
      var editor = try HiveEditor(hive)
      try editor.setValue(
        "v", type: .binary, bytes: Samples.bytes(50000), at: "Valise\\A\\B",
        lastWritten: Samples.time)
      try editor.deleteKey(at: "Valise", lastWritten: Samples.time)
      #expect(try HiveContent(of: editor.hive()).dataOnly == HiveContent(of: hive).dataOnly)
    }
  }
}
