import RegistryHive
import Testing

@Suite("Differences of hives")
struct HiveDifferenceTests {
  @Test("a hive does not differ from itself, whatever its timestamps")
  func sameHives() throws {
    let hive = try Samples.hive()
    var touched = try HiveEditor(hive)
    try touched.setValue(
      "extra", type: .dword, bytes: [0, 0, 0, 0], at: "Software", lastWritten: Samples.later)
    try touched.deleteValue("extra", at: "Software", lastWritten: Samples.later)
    #expect(try HiveDifference(from: hive, to: hive).isEmpty)
    #expect(try HiveDifference(from: hive, to: touched.hive()).isEmpty)
  }

  @Test("keys and values only here, only there and changed are told apart")
  func kindsOfChanges() throws {
    var first = HiveEditor(emptyHiveNamed: "A")
    var second = HiveEditor(emptyHiveNamed: "B")
    for (name, path) in [("same", "K"), ("gone", "K"), ("v", "Only\\First")] {
      try first.setValue(
        name, type: .binary, bytes: [1], at: path, lastWritten: Samples.time)
    }
    for (name, path) in [("SAME", "k"), ("new", "K"), ("v", "Only\\Second")] {
      try second.setValue(
        name, type: .binary, bytes: [1], at: path, lastWritten: Samples.time)
    }
    let difference = try HiveDifference(from: first.hive(), to: second.hive())
    let summary = difference.changes.map { change in
      switch change {
      case .keyOnlyInFirst: "- \(change.pathText)"
      case .keyOnlyInSecond: "+ \(change.pathText)"
      case .keyChanged(_, let parts): "~ \(change.pathText) \(parts.map(\.rawValue))"
      case .valueOnlyInFirst(_, let value): "- \(change.pathText):\(value.name)"
      case .valueOnlyInSecond(_, let value): "+ \(change.pathText):\(value.name)"
      case .valueChanged(_, let old, let new): "~ \(change.pathText):\(old.name)>\(new.name)"
      }
    }
    #expect(
      summary == [
        "~ K [\"spelling\"]", "~ K:same>SAME", "- K:gone", "+ K:new",
        "- Only\\First", "- Only\\First:v", "+ Only\\Second", "+ Only\\Second:v",
      ])
  }

  @Test("the text of a difference makes the second hive's content of the first")
  func differenceAsText() throws {
    let first = try Samples.hive()
    var editor = try HiveEditor(first)
    try editor.deleteKey(at: "Many", lastWritten: Samples.later)
    try editor.deleteValue("size 5", at: "Software\\Valise\\Sizes", lastWritten: Samples.later)
    try editor.setValue(
      "size 8", type: .qword, bytes: Samples.bytes(8, seed: 99), at: "Software\\Valise\\Sizes",
      lastWritten: Samples.later)
    try editor.setValue(
      "", type: .string, bytes: Samples.string("x"), at: "New\\Key", lastWritten: Samples.later)
    let second = try editor.hive()

    let text = try HiveDifference(from: first, to: second).registryText(prefix: "HKEY_USERS\\x")
    var patched = try HiveEditor(first)
    try patched.apply(
      RegistryText(parsing: text.utf16()), removingPrefix: "HKEY_USERS\\x",
      lastWritten: Samples.time)
    #expect(try HiveDifference(from: patched.hive(), to: second).isEmpty)
  }

  @Test(
    "real hives before and after recovery differ",
    .enabled(if: RealHives.areHere, "real hives are not here"))
  func recoveredHiveDiffers() throws {
    guard let path = RealHives.path("transactions_NTUSER.DAT") else { return }
    let stale = try Hive(contentsOf: path, options: .init(recovery: .off))
    let recovered = try Hive(contentsOf: path)
    #expect(!(try HiveDifference(from: stale, to: recovered).isEmpty))
    #expect(stale.information.warnings.map(\.kind) == [.recentChangesMissing])
  }
}
