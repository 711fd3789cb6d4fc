import Testing

@testable import RegistryHive

@Suite("Reading")
struct ReadingTests {
  private func units(_ text: String) -> [UInt16] { Array(text.utf16) }

  // MARK: Names and lookup

  @Test("names keep lone surrogates, NUL, CR and LF, and are found by them")
  func exactNames() throws {
    let names: [[UInt16]] = [
      [0xD83E], [0xDDF3], [0xD83E, 0x41], units("a\r\nb"), units("a\u{0}b"), units("é"),
      units("日本"), units("🧳"), [0xFFFF], units("ÿ"),
    ]
    var editor = HiveEditor(emptyHiveNamed: "Names")
    for (index, name) in names.enumerated() {
      try editor.setValue(
        name, type: .dword, bytes: [UInt8(index), 0, 0, 0], at: [units("K"), name],
        lastWritten: Samples.time)
    }
    let key = try #require(try editor.hive().key(at: "K"))
    #expect(Set(try key.subkeys().map(\.nameUnits)) == Set(names))
    for (index, name) in names.enumerated() {
      let subkey = try #require(try key.subkey(nameUnits: name))
      #expect(subkey.nameUnits == name)
      #expect(subkey.name == String(decoding: name, as: UTF16.self))
      let value = try #require(try subkey.value(nameUnits: name))
      #expect(value.nameUnits == name)
      #expect(value.name == String(decoding: name, as: UTF16.self))
      #expect(value.dword == UInt32(index))
      #expect(subkey.flags.contains(.compressedName) == name.allSatisfy { $0 < 0x100 })
    }
  }

  @Test("keys and values are found without regard to case, by any form of a path")
  func lookup() throws {
    let hive = try Samples.hive(subkeys: 600)
    #expect(try hive.key(at: "")?.isRoot == true)
    #expect(try hive.key(at: "\\software\\VALISE")?.path == "Software\\Valise")
    #expect(try hive.key(at: "Software\\übung\\日本語")?.name == "日本語")
    #expect(try hive.key(at: "Software\\Nothing\\Below") == nil)
    #expect(try hive.key(at: "Software\\Valise")?.value(named: "")?.string == "default")
    #expect(try hive.key(at: "software\\ÜBUNG\\日本語")?.value(named: "GRÖSSE") == nil)
    #expect(try hive.key(at: "software\\ÜBUNG\\日本語")?.value(named: "GRÖßE")?.dword == 0x403_0201)
    for index in 0..<600 {
      #expect(try hive.key(at: "many\\KEY \(index)")?.name == "Key \(index)")
      #expect(try hive.key(at: "many\\KEY \(index)x") == nil)
    }
  }

  @Test("lists of every kind are read: plain, hints, hashes, and roots over them")
  func lists() throws {
    for version in [HiveVersion.regf13, .regf15] {
      var hive = DamagedHive(try Samples.hive(version: version, subkeys: 1200))
      let list = try hive.subkeyList("Many")
      #expect(hive.bytes.halfWord(at: hive.place(of: list)) == Signature.indexRoot)
      let leaf = hive.place(of: hive.bytes.word(at: hive.place(of: list) + ListField.elements))
      #expect(
        hive.bytes.halfWord(at: leaf)
          == (version == .regf13 ? Signature.fastLeaf : Signature.hashLeaf))
      #expect(hive.strictCode == nil)

      // The same subkeys in a plain leaf: the elements lose their marks.
      let small = hive.place(of: try hive.subkeyList("Software"))
      let count = Int(hive.bytes.halfWord(at: small + ListField.count))
      for index in 0..<count {
        let cell = hive.bytes.word(at: small + ListField.elements + 8 * index)
        hive.bytes.store(cell, at: small + ListField.elements + 4 * index)
      }
      hive.bytes.store(Signature.indexLeaf, at: small)
      let opened = try Hive(bytes: hive.bytes)
      #expect(try opened.root.counts() == hive.original.root.counts())
      #expect(try opened.key(at: "SOFTWARE\\VALISE\\SIZES") != nil)
      #expect(try opened.key(at: "SOFTWARE\\NOTHING") == nil)

      // A plain leaf is edited as one.
      var editor = try HiveEditor(opened)
      for name in ["Aa", "Zz", "Middle"] {
        try editor.createKey(at: "Software\\\(name)", lastWritten: Samples.time)
      }
      try editor.deleteKey(at: "Software\\Valise", lastWritten: Samples.time)
      let names = try #require(try editor.hive().key(at: "Software")).subkeys().map(\.name)
      #expect(names == ["Aa", "Middle", "Zz", "Übung", "🧳"])
    }
  }

  // MARK: Data

  @Test(
    "data of every size and unknown types are kept byte for byte", arguments: [3, 5] as [UInt32])
  func data(version: UInt32) throws {
    let hive = try Samples.hive(version: HiveVersion(rawValue: version) ?? .regf15)
    let values = try #require(try hive.key(at: "Software\\Valise\\Sizes")).values()
    #expect(values.map(\.size) == [0, 1, 2, 3, 4, 5, 8, 1000, 16344, 16345, 40000])
    for (index, value) in values.enumerated() {
      #expect(value.bytes == Samples.bytes(value.size, seed: UInt64(index + 1)))
      #expect(value.type.rawValue == UInt32(index))
      var pieces = 0
      value.withSegments { _ in pieces += 1 }
      #expect(pieces == (version > 3 && value.size > 16344 ? (value.size + 16343) / 16344 : 1))
    }
  }

  @Test("typed views give text, lists and numbers of both byte orders")
  func typedViews() throws {
    var editor = HiveEditor(emptyHiveNamed: "Views")
    let values: [(String, RegistryValueType, [UInt8])] = [
      ("sz", .string, Samples.string("a 🧳")), ("unterminated", .expandString, [0x61, 0, 0x62, 0]),
      ("odd", .string, [0x61, 0, 0x62]), ("cut", .string, Samples.string("a\u{0}b")),
      ("multi", .multiString, Samples.string("a\u{0}bb\u{0}ccc\u{0}")),
      ("empty list", .multiString, [0, 0]), ("no list", .multiString, []),
      ("open list", .multiString, [0x61, 0]), ("dword", .dword, [1, 2, 3, 4]),
      ("big", .dwordBigEndian, [1, 2, 3, 4]), ("qword", .qword, [1, 2, 3, 4, 5, 6, 7, 8]),
      ("lone", .string, [0x3E, 0xD8, 0, 0]), ("binary", .binary, [1, 2, 3, 4]),
    ]
    for (name, type, bytes) in values {
      try editor.setValue(name, type: type, bytes: bytes, at: "", lastWritten: Samples.time)
    }
    let root = try editor.hive().root
    func value(_ name: String) throws -> HiveValue { try #require(try root.value(named: name)) }
    #expect(try value("sz").string == "a 🧳")
    #expect(try value("unterminated").string == "ab")
    #expect(try value("odd").string == "a")
    #expect(try value("cut").string == "a")
    #expect(try value("lone").string == "\u{FFFD}")
    #expect(try value("multi").strings == ["a", "bb", "ccc"])
    #expect(try value("empty list").strings == [])
    #expect(try value("no list").strings == [])
    #expect(try value("open list").strings == ["a"])
    #expect(try value("dword").dword == 0x0403_0201)
    #expect(try value("big").dword == 0x0102_0304)
    #expect(try value("qword").qword == 0x0807_0605_0403_0201)
    #expect(try value("binary").dword == nil && value("binary").string == nil)
    #expect(try value("sz").dword == nil && value("sz").strings == nil)
    #expect(try root.values().map(\.name) == values.map(\.0))
  }

  // MARK: Parts of keys

  @Test("class names, flags, access bits and descriptors are read")
  func partsOfKeys() throws {
    var hive = try DamagedHive()
    // The name "Sample" of a value's data becomes the class of a key: any cell of bytes can be one.
    let data = try hive.value("size 1000", "Software\\Valise\\Sizes").record
    let class16 = units("Sample")
    hive.bytes.replace(class16.littleEndianBytes, at: data.dataStart)
    let cell = UInt32(data.dataStart - 4 - BaseBlock.size)
    let key = try hive.key("Many\\Key 1")
    hive.bytes.store(cell, at: key.start + KeyField.className)
    hive.bytes.store(UInt16(12), at: key.start + KeyField.classNameSize)
    hive.bytes.store(UInt16(0x38), at: key.start + KeyField.flags)
    hive.bytes[key.start + KeyField.accessBits] = 2
    hive.bytes.store(UInt32(0xA5_0000), at: key.start + KeyField.largestSubkeyName)
    hive.bytes.store(UInt32(7), at: key.start + KeyField.volatileSubkeyCount)
    // The value that had the cell goes, so that it has one owner.
    let sizes = try hive.key("Software\\Valise\\Sizes")
    let list = hive.place(of: hive.bytes.word(at: sizes.start + KeyField.valueList))
    hive.bytes.store(hive.bytes.word(at: list + 40), at: list + 28)
    hive.bytes.store(UInt32(10), at: sizes.start + KeyField.valueCount)

    let opened = try Hive(bytes: hive.bytes)
    let changed = try #require(try opened.key(at: "Many\\Key 1"))
    #expect(try changed.className == "Sample")
    #expect(try changed.classNameUnits == class16)
    #expect(changed.flags == [.noDelete, .symbolicLink, .compressedName])
    #expect(changed.accessBits == 2)
    #expect(changed.userFlags == 0xA)
    #expect(changed.virtualizationFlags == 5)
    #expect(changed.volatileSubkeyCount == 7)
    #expect(changed.lastWritten == Samples.time)
    #expect(try changed.securityDescriptor == opened.root.securityDescriptor)
    #expect(try opened.root.securityDescriptor?.count == 128)
    #expect(try opened.key(at: "Many\\Key 2")?.className == nil)

    // All of it survives an edit elsewhere, and goes with the key.
    var editor = try HiveEditor(opened)
    try editor.setValue("x", type: .dword, bytes: [0], at: "Many", lastWritten: Samples.later)
    let edited = try #require(try editor.hive().key(at: "many\\key 1"))
    #expect(try edited.className == "Sample")
    #expect(edited.flags == changed.flags && edited.userFlags == 0xA && edited.accessBits == 2)
    try editor.deleteKey(at: "Many\\Key 1", lastWritten: Samples.later)
    #expect(try editor.hive().root.counts().keys == opened.root.counts().keys - 1)
  }

  @Test("a predefined handle has no values, whatever its count says, and gets none")
  func predefinedHandles() throws {
    var hive = try DamagedHive()
    let key = try hive.key("Many\\Key 1")
    hive.bytes.store(UInt16(0x60), at: key.start + KeyField.flags)
    hive.bytes.store(UInt32(0x8000_0001), at: key.start + KeyField.valueCount)
    let opened = try Hive(bytes: hive.bytes)
    #expect(try opened.key(at: "Many\\Key 1")?.values().isEmpty == true)
    #expect(try opened.root.counts() == hive.original.root.counts())
    var editor = try HiveEditor(opened)
    #expect(throws: HiveError.self) {
      try editor.setValue(
        "v", type: .dword, bytes: [1, 0, 0, 0], at: "Many\\Key 1", lastWritten: Samples.time)
    }
  }

  @Test("marks of a differencing hive are no live keys and values, and survive edits")
  func layers() throws {
    var hive = try DamagedHive()
    hive.bytes.store(UInt32(6), at: BaseBlock.Field.minorVersion)
    hive.sealBaseBlock()
    for (index, layering) in [1, 2, 3, 0x80].enumerated() {
      let key = try hive.key("Many\\Key \(index + 1)")
      hive.bytes[key.start + KeyField.layering] = UInt8(layering)
    }
    let value = try hive.value("size 5", "Software\\Valise\\Sizes")
    hive.bytes.store(
      ValueField.compressedName | ValueField.tombstone, at: value.record.start + ValueField.flags)

    let opened = try Hive(bytes: hive.bytes)
    #expect(opened.information.minorVersion == 6)
    let many = try #require(try opened.key(at: "Many"))
    #expect(try many.subkeys().count == 9)
    #expect(many.subkeyCount == 12)
    #expect(try many.subkey(named: "Key 1") == nil)
    #expect(try many.subkey(named: "Key 4")?.inheritsClassName == true)
    let sizes = try #require(try opened.key(at: "Software\\Valise\\Sizes"))
    #expect(try sizes.values().count == 10)
    #expect(try sizes.value(named: "size 5") == nil)
    let original = try hive.original.root.counts()
    let counts = try opened.root.counts()
    #expect(counts.keys == original.keys - 3)
    #expect(counts.values == original.values - 1)
    #expect(
      try Hive(bytes: hive.bytes, options: .init(strictness: .lenient)).root.counts() == counts)

    var editor = try HiveEditor(opened)
    #expect(try !editor.deleteKey(at: "Many\\Key 2", lastWritten: Samples.later))
    try editor.createKey(at: "Many\\Key 1\\New", lastWritten: Samples.later)
    try editor.setValue(
      "size 5", type: .binary, bytes: [1], at: "Software\\Valise\\Sizes",
      lastWritten: Samples.later)
    let edited = try editor.hive()
    #expect(try edited.key(at: "Many\\Key 1\\New") != nil)
    #expect(try edited.key(at: "Many")?.subkeys().count == 10)
    #expect(try edited.key(at: "Software\\Valise\\Sizes")?.values().count == 11)
  }

  // MARK: Whole files

  @Test("what is no hive of a known version is refused with a reason")
  func refusals() throws {
    func code(_ bytes: [UInt8]) -> HiveError.Code? {
      do throws(HiveError) {
        _ = try Hive(bytes: bytes)
        return nil
      } catch {
        return error.code
      }
    }
    let bytes = try Samples.hive().image.bytes
    #expect(code([]) == .notAHive)
    #expect(code(Array("MZ\u{90}".utf8) + [UInt8](repeating: 0, count: 9000)) == .notAHive)
    for (field, value, expected): (Int, UInt32, HiveError.Code) in [
      (BaseBlock.Field.majorVersion, 2, .unsupportedVersion),
      (BaseBlock.Field.minorVersion, 2, .unsupportedVersion),
      (BaseBlock.Field.minorVersion, 7, .unsupportedVersion),
      (BaseBlock.Field.fileType, 1, .notAHive), (BaseBlock.Field.fileType, 6, .notAHive),
      (BaseBlock.Field.binsSize, 0x7FFF_F000, .truncated),
    ] {
      var changed = bytes
      changed.store(value, at: field)
      changed.store(BaseBlock.checksum(of: changed), at: BaseBlock.Field.checksum)
      #expect(code(changed) == expected)
    }
    #expect(code(Array(bytes[..<4000])) == .truncated)
    #expect {
      try Hive(contentsOf: "/nonexistent/NTUSER.DAT")
    } throws: {
      ($0 as? HiveError)?.code == .notFound
    }
    #expect {
      try Hive(contentsOf: "/")
    } throws: {
      ($0 as? HiveError)?.code == .unreadable
    }
  }

  @Test("the real bins count where the base block says there are fewer, and garbage does not")
  func effectiveSize() throws {
    let hive = try Samples.hive()
    var bytes = hive.image.bytes
    bytes.store(UInt32(4096), at: BaseBlock.Field.binsSize)
    bytes.store(BaseBlock.checksum(of: bytes), at: BaseBlock.Field.checksum)
    bytes += Samples.bytes(5001)
    let opened = try Hive(bytes: bytes)
    #expect(try opened.root.counts() == hive.root.counts())
    #expect(opened.information.binsSize == hive.information.binsSize)
    let rewritten = try HiveEditor(opened).serialized()
    #expect(rewritten.count == hive.image.buffer.count)
    #expect(try Hive(bytes: rewritten).root.counts() == hive.root.counts())
  }

  @Test("a wrong checksum alone is read with warnings")
  func wrongChecksum() throws {
    var bytes = try Samples.hive().image.bytes
    bytes[BaseBlock.Field.checksum] ^= 1
    let hive = try Hive(bytes: bytes)
    #expect(hive.information.isDirty)
    #expect(hive.information.warnings.map(\.kind) == [.damagedBaseBlock, .recentChangesMissing])
    #expect(try hive.root.counts() == Samples.hive().root.counts())
  }

  @Test("a large hive is read the same with and without reading ahead")
  func largeHives() throws {
    var editor = HiveEditor(emptyHiveNamed: "Large")
    for index in 0..<300 {
      try editor.setValue(
        "v", type: .binary, bytes: Samples.bytes(16000, seed: UInt64(index + 1)),
        at: "K\(index % 40)\\\(index)", lastWritten: Samples.time)
    }
    let hive = try editor.hive()
    #expect(hive.image.buffer.count > ReadAhead.smallestHive)
    #expect(try hive.root.counts().valueBytes == 300 * 16000)
    #expect(try HiveContent(of: hive).keys.count == 341)
  }
}
