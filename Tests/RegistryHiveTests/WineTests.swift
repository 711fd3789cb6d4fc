import Foundation
import RegistryHive
import Testing

/// Registry text against Wine's `reg.exe`, which writes and reads `.reg` files by itself.
@Suite(
  "Wine's reg.exe", .serialized,
  .enabled(if: Tool.isHere("wine"), "wine is not installed"))
struct WineTests {
  private static let key = "HKEY_CURRENT_USER\\Software\\Valise Test"

  /// A Wine prefix that is made once and removed at the end.
  private final class Prefix: Sendable {
    let folder: URL
    let isReady: Bool

    init() {
      folder = Self.folder
      try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let result = Tool.run("wine", ["wineboot", "-i"], environment: Self.environment(folder))
      isReady = result.status == 0
      atexit {
        _ = Tool.run("wineserver", ["-k"], environment: Prefix.environment(Prefix.folder))
        _ = Tool.run("wineserver", ["-w"], environment: Prefix.environment(Prefix.folder))
        try? FileManager.default.removeItem(at: Prefix.folder)
      }
    }

    private static var folder: URL {
      FileManager.default.temporaryDirectory
        .appending(path: "valise-wine-\(ProcessInfo.processInfo.processIdentifier)")
    }

    static func environment(_ folder: URL) -> [String: String] {
      ["WINEPREFIX": folder.appending(path: "prefix").path, "WINEDEBUG": "-all", "DISPLAY": ""]
    }

    func reg(_ arguments: [String]) -> Tool.Result {
      Tool.run("wine", ["reg"] + arguments, environment: Self.environment(folder))
    }
  }

  private static let prefix = Prefix()

  private func units(_ text: String) -> [UInt16] { Array(text.utf16) }

  /// Values of all types, with strings that need escapes and some that need bytes.
  private var entries: [RegistryText.Entry] {
    let key = units(Self.key)
    let inner = units(Self.key + "\\Größe 日本")
    var entries: [RegistryText.Entry] = [.createKey(path: key)]
    func add(_ name: String, _ type: UInt32, _ bytes: [UInt8], _ path: [UInt16]) {
      entries.append(
        .setValue(
          path: path, name: units(name), type: RegistryValueType(rawValue: type), bytes: bytes))
    }
    add("", 1, Samples.string("default"), key)
    add("escaped \\ \"name\"", 1, Samples.string("C:\\Users\\\"x\" ; = ] ["), key)
    add("empty", 1, Samples.string(""), key)
    add("line break", 1, Samples.string("a\r\nb"), key)
    add("expand", 2, Samples.string("%USERPROFILE%\\x"), key)
    add("link", 6, [0x61, 0], key)
    add("none", 0, [], key)
    add("dword", 4, [0x78, 0x56, 0x34, 0xF2], key)
    add("big-endian", 5, [1, 2, 3, 4], key)
    entries.append(.createKey(path: inner))
    add("multi", 7, Samples.string("a\u{0}ü\u{0}"), inner)
    add("qword", 11, [1, 2, 3, 4, 5, 6, 7, 8], inner)
    add("unknown", 0x5F5_E10B, [1, 2, 3], inner)
    add("日本語 🧳", 3, Samples.bytes(700), inner)
    return entries
  }

  private func exported() throws -> RegistryText {
    let file = Self.prefix.folder.appending(path: "exported.reg")
    let result = Self.prefix.reg(["export", Self.key, "Z:" + file.path, "/y"])
    try #require(result.status == 0, "\(result.errors)")
    let bytes = try #require(FileManager.default.contents(atPath: file.path))
    return try RegistryText(parsing: Array(bytes))
  }

  @Test("exported text is imported by reg.exe, and what it exports then says the same")
  func importAndExport() throws {
    try #require(Self.prefix.isReady, "Wine could not make its prefix")
    let file = Self.prefix.folder.appending(path: "import.reg")
    try Data(RegistryText(entries: entries).utf16()).write(to: file)
    let result = Self.prefix.reg(["import", "Z:" + file.path])
    #expect(result.status == 0, "\(result.errors)")
    let theirs = Set(try exported().entries)
    #expect(theirs.subtracting(entries) == [])
    #expect(Set(entries).subtracting(theirs) == [])
  }

  @Test("strings that are none are imported as far as Wine can hold them")
  func unusualStrings() throws {
    try #require(Self.prefix.isReady, "Wine could not make its prefix")
    _ = Self.prefix.reg(["delete", Self.key, "/f"])
    let key = units(Self.key)
    let cases: [(type: UInt32, ours: [UInt8], wines: [UInt8])] = [
      (1, Samples.string("a\u{0}"), Samples.string("a")), (1, [0x61, 0], Samples.string("a")),
      (1, [0x61, 0, 0x62], Samples.string("a")), (4, [1], [1, 0, 0, 0]),
    ]
    var entries: [RegistryText.Entry] = [.createKey(path: key)]
    var expected = entries
    for (index, item) in cases.enumerated() {
      let type = RegistryValueType(rawValue: item.type)
      let name = units("v\(index)")
      entries.append(.setValue(path: key, name: name, type: type, bytes: item.ours))
      expected.append(.setValue(path: key, name: name, type: type, bytes: item.wines))
    }
    let file = Self.prefix.folder.appending(path: "unusual.reg")
    try Data(RegistryText(entries: entries).utf16()).write(to: file)
    #expect(Self.prefix.reg(["import", "Z:" + file.path]).status == 0)
    #expect(Set(try exported().entries) == Set(expected))
  }

  @Test("a hive's text goes through Wine without loss")
  func hiveThroughWine() throws {
    try #require(Self.prefix.isReady, "Wine could not make its prefix")
    _ = Self.prefix.reg(["delete", Self.key, "/f"])
    var sample = try Samples.editor()
    // Wine 8 puts a terminator behind a string that has none, and crashes at a string of one byte.
    for value in try #require(try sample.hive().key(at: "Software\\Valise\\Sizes")).values()
    where [.string, .expandString, .multiString].contains(value.type) {
      try sample.deleteValue(
        value.name, at: "Software\\Valise\\Sizes", lastWritten: Samples.time)
    }
    let hive = try sample.hive()
    let file = Self.prefix.folder.appending(path: "hive.reg")
    try Data(RegistryText.exporting(hive.root, prefix: Self.key).utf16()).write(to: file)
    #expect(Self.prefix.reg(["import", "Z:" + file.path]).status == 0)
    var copy = HiveEditor(emptyHiveNamed: "Copy")
    try copy.apply(exported(), removingPrefix: Self.key, lastWritten: Samples.time)
    #expect(
      try HiveContent(of: copy.hive()).dataOnly == HiveContent(of: hive).dataOnly)
  }

  @Test("values that reg.exe was told are read from its export")
  func valuesOfRegAdd() throws {
    try #require(Self.prefix.isReady, "Wine could not make its prefix")
    _ = Self.prefix.reg(["delete", Self.key, "/f"])
    for arguments in [
      ["/v", "text", "/t", "REG_SZ", "/d", "a\\b \"c\""],
      ["/v", "number", "/t", "REG_DWORD", "/d", "0x10"],
      ["/v", "list", "/t", "REG_MULTI_SZ", "/d", "one\\0two"],
      ["/v", "bytes", "/t", "REG_BINARY", "/d", "00ff10"],
      ["/ve", "/d", "default"],
    ] {
      let result = Self.prefix.reg(["add", Self.key] + arguments + ["/f"])
      #expect(result.status == 0, "\(result.errors)")
    }
    var editor = HiveEditor(emptyHiveNamed: "Copy")
    try editor.apply(exported(), removingPrefix: Self.key, lastWritten: Samples.time)
    let root = try editor.hive().root
    #expect(try root.value(named: "TEXT")?.string == "a\\b \"c\"")
    #expect(try root.value(named: "number")?.dword == 16)
    #expect(try root.value(named: "list")?.strings == ["one", "two"])
    #expect(try root.value(named: "bytes")?.bytes == [0, 0xFF, 0x10])
    #expect(try root.value(named: "")?.string == "default")
  }

  @Test("deletions in text are made by reg.exe")
  func deletionsInWine() throws {
    try #require(Self.prefix.isReady, "Wine could not make its prefix")
    let file = Self.prefix.folder.appending(path: "delete.reg")
    try Data(RegistryText(entries: entries).utf16()).write(to: file)
    #expect(Self.prefix.reg(["import", "Z:" + file.path]).status == 0)
    let key = units(Self.key)
    let deletions = RegistryText(entries: [
      .deleteKey(path: units(Self.key + "\\Größe 日本")), .createKey(path: key),
      .deleteValue(path: key, name: []), .deleteValue(path: key, name: units("dword")),
    ])
    try Data(deletions.utf16()).write(to: file)
    #expect(Self.prefix.reg(["import", "Z:" + file.path]).status == 0)
    let left = try exported().entries
    #expect(!left.contains(.createKey(path: units(Self.key + "\\Größe 日本"))))
    #expect(
      !left.contains { entry in
        if case .setValue(_, let name, _, _) = entry {
          return name.isEmpty || name == units("dword")
        }
        return false
      })
    #expect(left.count > 8)
  }
}
