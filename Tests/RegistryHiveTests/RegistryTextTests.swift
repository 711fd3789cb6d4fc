import Testing

@testable import RegistryHive

@Suite("Registry text")
struct RegistryTextTests {
  private static let heading = "Windows Registry Editor Version 5.00\r\n"

  private func parse(_ text: String) throws -> [RegistryText.Entry] {
    try RegistryText(parsing: Array((Self.heading + "\r\n" + text).utf8)).entries
  }

  private func units(_ text: String) -> [UInt16] { Array(text.utf16) }

  /// The text of one value, without heading and key.
  private func written(
    _ type: RegistryValueType, _ bytes: [UInt8], name: String = "v"
  ) -> String {
    let text = RegistryText(entries: [
      .setValue(path: units("K"), name: units(name), type: type, bytes: bytes)
    ])
    let frame = Self.heading + "\r\n[K]\r\n"
    let line = text.utf8().dropFirst(frame.utf8.count).dropLast(2)
    return String(decoding: line, as: UTF8.self)
  }

  // MARK: Writing

  @Test("values are written as regedit writes them")
  func writtenForms() {
    #expect(written(.string, Samples.string("a\"b\\c")) == #""v"="a\"b\\c""#)
    #expect(written(.string, Samples.string(""), name: "") == #"@="""#)
    #expect(written(.dword, [0x78, 0x56, 0x34, 0xF2]) == #""v"=dword:f2345678"#)
    #expect(written(.binary, [1, 0xAB]) == #""v"=hex:01,ab"#)
    #expect(written(.none, []) == #""v"=hex(0):"#)
    #expect(written(.qword, [1, 2, 3, 4, 5, 6, 7, 8]) == #""v"=hex(b):01,02,03,04,05,06,07,08"#)
    #expect(written(.expandString, [0x25, 0, 0, 0]) == #""v"=hex(2):25,00,00,00"#)
    #expect(written(.multiString, [0x61, 0, 0, 0, 0, 0]) == #""v"=hex(7):61,00,00,00,00,00"#)
    #expect(written(.dword, [1]) == #""v"=hex(4):01"#)
    #expect(written(RegistryValueType(rawValue: 0x5F5_E10B), [9]) == #""v"=hex(5f5e10b):09"#)
  }

  @Test(
    "a string that quotes cannot carry is written as bytes",
    arguments: [
      [], [0x61], [0x61, 0], [0x61, 0, 0], [0x61, 0, 0, 0, 0], [0x0D, 0, 0, 0], [0x0A, 0, 0, 0],
      [0x61, 0, 0, 0, 0x62, 0, 0, 0], [0x3E, 0xD8, 0, 0], [0xF3, 0xDD, 0, 0],
    ] as [[UInt8]])
  func unquotableStrings(bytes: [UInt8]) throws {
    let text = written(.string, bytes)
    #expect(text.hasPrefix(#""v"=hex(1):"#))
    #expect(
      try parse("[K]\r\n" + text)
        == [
          .createKey(path: units("K")),
          .setValue(path: units("K"), name: units("v"), type: .string, bytes: bytes),
        ])
  }

  @Test("long data is broken into lines that end in a backslash")
  func longLines() throws {
    let bytes = Samples.bytes(500)
    let text = written(.binary, bytes, name: "long \\ name")
    let lines = text.split(separator: "\r\n")
    #expect(lines.count > 20)
    #expect(lines.allSatisfy { $0.utf16.count <= 80 })
    #expect(lines.dropLast().allSatisfy { $0.hasSuffix(",\\") })
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  ") })
    #expect(
      try parse("[K]\r\n" + text).last
        == .setValue(path: units("K"), name: units("long \\ name"), type: .binary, bytes: bytes))
  }

  @Test("text begins with the heading, UTF-16 with a byte order mark, and ends lines with CRLF")
  func frame() {
    let text = RegistryText(entries: [.createKey(path: units("K"))])
    let plain = "Windows Registry Editor Version 5.00\r\n\r\n[K]\r\n"
    #expect(text.utf8() == Array(plain.utf8))
    #expect(
      text.utf16() == [0xFF, 0xFE] + plain.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
  }

  // MARK: Reading

  @Test("keys, values, deletions, defaults and comments are read")
  func reading() throws {
    let entries = try parse(
      """
      ; a comment
      [HKEY_CURRENT_USER\\Software\\A]  ; another
      @="def"
        "n" = dword:0000001F
      "s;]"="semi;colon"
      "gone"=-
      @=-

      [-HKEY_CURRENT_USER\\Software\\B]
      [HKEY_CURRENT_USER\\C [x] y]
      "b"=hex(0x
      """.replacing("\n\"b\"=hex(0x", with: "\n\"b\"=HEX:0A,1,\\ ; why\n    ff,\\\n  00\n"))
    let path = units("HKEY_CURRENT_USER\\Software\\A")
    #expect(
      entries == [
        .createKey(path: path),
        .setValue(path: path, name: [], type: .string, bytes: Samples.string("def")),
        .setValue(path: path, name: units("n"), type: .dword, bytes: [0x1F, 0, 0, 0]),
        .setValue(
          path: path, name: units("s;]"), type: .string, bytes: Samples.string("semi;colon")),
        .deleteValue(path: path, name: units("gone")),
        .deleteValue(path: path, name: []),
        .deleteKey(path: units("HKEY_CURRENT_USER\\Software\\B")),
        .createKey(path: units("HKEY_CURRENT_USER\\C [x] y")),
        .setValue(
          path: units("HKEY_CURRENT_USER\\C [x] y"), name: units("b"), type: .binary,
          bytes: [0x0A, 1, 0xFF, 0]),
      ])
  }

  @Test("escapes are read: quotes, backslashes, and Wine's line breaks")
  func escapes() throws {
    let entries = try parse("[K]\r\n\"a\\\\b\\\"c\"=\"x\\ny\\rz\\0\\\\\\q\"\r\n")
    #expect(
      entries.last
        == .setValue(
          path: units("K"), name: units("a\\b\"c"), type: .string,
          bytes: Samples.string("x\ny\rz\u{0}\\\\q")))
  }

  @Test("UTF-16LE and UTF-8, with and without a byte order mark, are read alike")
  func encodings() throws {
    let text = Self.heading + "\r\n[K\\Größe 🧳]\r\n\"日本\"=\"語\"\r\n"
    let utf8 = Array(text.utf8)
    let utf16: [UInt8] = [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let expected = try RegistryText(parsing: utf8)
    #expect(expected.entries.count == 2)
    #expect(try RegistryText(parsing: [0xEF, 0xBB, 0xBF] + utf8) == expected)
    #expect(try RegistryText(parsing: utf16) == expected)
  }

  @Test(
    "what cannot be read is an error with its line",
    arguments: [
      ("\"v\"=\"x\"", 3), ("[K", 3), ("[K]\r\nnonsense", 4), ("[K]\r\n\"v\"", 4),
      ("[K]\r\n\"v\"=", 4), ("[K]\r\n\"v\"=\"open", 4), ("[K]\r\n\"v\"=dword:", 4),
      ("[K]\r\n\"v\"=dword:123456789", 4), ("[K]\r\n\"v\"=hex(:00", 4),
      ("[K]\r\n\"v\"=hex:00,\\ 11", 4), ("[K]\r\n\r\n\"v\"=hex:zz", 5),
      ("[K] x", 3), ("[-K]\r\n\"v\"=\"x\"", 4),
    ])
  func failures(text: String, line: Int) throws {
    #expect {
      try parse(text)
    } throws: { error in
      (error as? RegistryTextError)?.line == line
    }
  }

  @Test("text of another kind is refused")
  func foreignText() {
    for bytes in [[], Array("REGEDIT4\r\n".utf8), [0xFF, 0xFE, 0x57], [0xC3, 0x28]] as [[UInt8]] {
      #expect(throws: RegistryTextError.self) { try RegistryText(parsing: bytes) }
    }
  }

  @Test("text that is cut off anywhere gives an error or a value")
  func truncation() throws {
    let bytes = try RegistryText.exporting(
      Samples.editor(largest: 8).hive().root, prefix: "HKEY_CURRENT_USER")
    for text in [bytes.utf8(), bytes.utf16()] {
      for length in stride(from: 0, to: text.count, by: 7) {
        _ = try? RegistryText(parsing: Array(text[..<length]))
      }
    }
  }

  // MARK: With hives

  @Test("a hive that is exported and imported has the same content")
  func roundTrip() throws {
    var editor = try Samples.editor()
    let odd: [[UInt16]] = [
      [0xD83E], [0xDDF3, 0x41], units("cr\r\nlf"), units("nul\u{0}x"), units("]["), units("\"q\""),
      units("e\u{301}"), [0xFFFF],
    ]
    for (index, name) in odd.enumerated() {
      try editor.setValue(
        name, type: .string, bytes: [UInt8(index), 0xD8], at: [units("Odd"), name],
        lastWritten: Samples.time)
    }
    let hive = try editor.hive()
    let text = try RegistryText.exporting(hive.root, prefix: "HKEY_CURRENT_USER")
    var copy = HiveEditor(emptyHiveNamed: "Sample")
    try copy.apply(
      RegistryText(parsing: text.utf16()), removingPrefix: "hkey_current_user",
      lastWritten: Samples.time)
    #expect(try HiveDifference(from: hive, to: copy.hive()).isEmpty)
  }

  @Test(
    "real hives that are exported and imported have the same content",
    .enabled(if: RealHives.areHere, "real hives are not here"))
  func realRoundTrip() throws {
    for path in RealHives.all {
      let hive = try Hive(contentsOf: path)
      let text = try RegistryText.exporting(hive.root, prefix: "HKEY_CURRENT_USER")
      #expect(try RegistryText(parsing: text.utf16()) == text)
      var copy = HiveEditor(emptyHiveNamed: "Copy", version: .regf13)
      try copy.apply(text, removingPrefix: "HKEY_CURRENT_USER", lastWritten: Samples.time)
      #expect(try HiveContent(of: copy.hive()).dataOnly == HiveContent(of: hive).dataOnly)
    }
  }

  @Test("a key outside the prefix is an error and changes nothing")
  func foreignPrefix() throws {
    var editor = try Samples.editor()
    let before = try editor.serialized()
    let text = RegistryText(entries: [
      .createKey(path: units("HKEY_CURRENT_USER\\New")),
      .createKey(path: units("HKEY_LOCAL_MACHINE\\Other")),
    ])
    #expect {
      try editor.apply(
        text, removingPrefix: "HKEY_CURRENT_USER", lastWritten: Samples.later)
    } throws: {
      ($0 as? HiveError)?.code == .invalidName
    }
    #expect(try editor.serialized() == before)
  }

  @Test("deletions in text delete keys and values")
  func deletions() throws {
    var editor = try Samples.editor()
    try editor.apply(
      RegistryText(
        parsing: Array(
          (Self.heading + "[-HKCU\\Many]\r\n[HKCU\\Software\\Valise]\r\n@=-\r\n").utf8)),
      removingPrefix: "HKCU", lastWritten: Samples.later)
    let hive = try editor.hive()
    #expect(try hive.key(at: "Many") == nil)
    #expect(try hive.key(at: "Software\\Valise")?.value(named: "") == nil)
    #expect(hive.root.lastWritten == Samples.later)
  }
}
