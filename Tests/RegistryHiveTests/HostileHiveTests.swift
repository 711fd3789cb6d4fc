import Testing

@testable import RegistryHive

@Suite("Hostile hives")
struct HostileHiveTests {
  /// Expects a typed error of strict reading, and of lenient reading the rest with a warning.
  private func expect(
    _ code: HiveError.Code, losing keys: Int, values: Int? = nil, in hive: DamagedHive,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(hive.strictCode == code, sourceLocation: sourceLocation)
    let lenient = try hive.lenient()
    #expect(!lenient.information.warnings.isEmpty, sourceLocation: sourceLocation)
    #expect(
      lenient.information.warnings.contains { $0.cause?.code == code },
      sourceLocation: sourceLocation)
    let all = try hive.original.root.counts()
    let left = try lenient.root.counts()
    #expect(left.keys == all.keys - keys, sourceLocation: sourceLocation)
    if let values {
      #expect(left.values == all.values - values, sourceLocation: sourceLocation)
    }
    // The accessors must leave out the same as the walk does, and end.
    let content = try HiveContent(of: lenient)
    #expect(content.keys.count == left.keys, sourceLocation: sourceLocation)
    // What is left can be written, and is then undamaged.
    let rebuilt = try HiveEditor(lenient).hive()
    #expect(try rebuilt.root.counts() == left, sourceLocation: sourceLocation)
    #expect(rebuilt.information.warnings.isEmpty, sourceLocation: sourceLocation)
  }

  // MARK: Keys

  @Test("a key that is listed below itself ends in an error, not a loop")
  func cycle() throws {
    var hive = try DamagedHive()
    let software = try hive.key("Software")
    let list = try hive.subkeyList("Software\\Valise")
    hive.bytes.store(software.offset, at: hive.place(of: list) + ListField.elements)
    try expect(.overlappingCells, losing: 1, in: hive)
  }

  @Test("a key below itself whose parent field agrees ends in an error as well")
  func cycleWithMatchingParent() throws {
    var hive = try DamagedHive()
    let root = hive.original.root
    let list = try hive.subkeyList("Software\\Valise")
    let valise = try hive.key("Software\\Valise")
    hive.bytes.store(root.offset, at: hive.place(of: list) + ListField.elements)
    hive.bytes.store(valise.offset, at: root.start + KeyField.parent)
    try expect(.overlappingCells, losing: 1, in: hive)
    let opened = try Hive(bytes: hive.bytes)
    #expect(throws: HiveError.self) { try opened.key(at: "Software\\Valise")?.subkeys() }
  }

  @Test("a key listed under a foreign parent is an error, and leniently read where it is listed")
  func wrongParent() throws {
    var hive = try DamagedHive()
    try hive.set("Software\\Valise", KeyField.parent, hive.original.root.offset)
    try expect(.wrongParent, losing: 0, in: hive)
    let key = try #require(try hive.lenient().key(at: "Software\\Valise\\Sizes"))
    #expect(key.path == "Software\\Valise\\Sizes")
  }

  @Test("a key that is listed twice is an error, and leniently read once")
  func duplicateKey() throws {
    var hive = try DamagedHive()
    let list = hive.place(of: try hive.subkeyList("Many"))
    let first = hive.bytes.word(at: list + ListField.elements)
    hive.bytes.store(first, at: list + ListField.elements + 8)
    try expect(.overlappingCells, losing: 1, in: hive)
    let key = try #require(try Hive(bytes: hive.bytes).key(at: "Many"))
    #expect(throws: HiveError.self) { try key.subkeys() }
  }

  @Test("subkeys out of order are an error, and leniently all read and found")
  func unsortedKeys() throws {
    var hive = try DamagedHive()
    let list = hive.place(of: try hive.subkeyList("Many"))
    for field in [0, 4] {
      let first = hive.bytes.word(at: list + ListField.elements + field)
      let second = hive.bytes.word(at: list + ListField.elements + 8 + field)
      hive.bytes.store(second, at: list + ListField.elements + field)
      hive.bytes.store(first, at: list + ListField.elements + 8 + field)
    }
    try expect(.wrongOrder, losing: 0, in: hive)
    for opened in [try hive.lenient(), try Hive(bytes: hive.bytes)] {
      for index in 0..<12 { #expect(try opened.key(at: "many\\key \(index)") != nil) }
    }
  }

  @Test("wrong hashes do not hide a subkey from a lookup")
  func wrongHashes() throws {
    var hive = try DamagedHive()
    let list = hive.place(of: try hive.subkeyList("Many"))
    for index in 0..<12 {
      hive.bytes.store(UInt32(index), at: list + ListField.elements + 8 * index + 4)
    }
    let opened = try Hive(bytes: hive.bytes)
    #expect(try opened.key(at: "Many\\KEY 7")?.name == "Key 7")
    #expect(try opened.key(at: "Many\\KEY 77") == nil)
  }

  @Test(
    "a subkey count that the list does not have is an error",
    arguments: [0, 1, 13, 0x7FFF_FFFF, 0xFFFF_FFFF] as [UInt32])
  func wrongSubkeyCount(count: UInt32) throws {
    var hive = try DamagedHive()
    try hive.set("Many", KeyField.subkeyCount, count)
    if count == 0 {
      // Nothing says that there should be subkeys.
      #expect(try hive.lenient().root.counts().keys == hive.original.root.counts().keys - 12)
    } else {
      try expect(.badSubkeyList, losing: 0, in: hive)
    }
  }

  @Test(
    "a list, value list or key that leads outside the hive is an error",
    arguments: [1, 4, 8, 0x1000, 0x7FFF_FFF8, 0xFFFF_FFF8, 0xFFFF_FFFF] as [UInt32])
  func cellsOutside(offset: UInt32) throws {
    var lists = try DamagedHive()
    try lists.set("Many", KeyField.subkeyList, offset)
    #expect(lists.strictCode != nil)
    #expect(try lists.lenient().root.counts().keys == lists.original.root.counts().keys - 12)

    var values = try DamagedHive()
    try values.set("Software\\Valise\\Sizes", KeyField.valueList, offset)
    #expect(values.strictCode != nil)
    #expect(
      try values.lenient().root.counts().values == values.original.root.counts().values - 11)

    var element = try DamagedHive()
    let list = element.place(of: try element.subkeyList("Many"))
    element.bytes.store(offset, at: list + ListField.elements + 8)
    #expect(element.strictCode != nil)
    #expect(try element.lenient().root.counts().keys == element.original.root.counts().keys - 1)

    var root = try DamagedHive()
    root.bytes.store(offset, at: BaseBlock.Field.rootCell)
    root.sealBaseBlock()
    #expect(root.strictCode != nil)
    #expect(throws: HiveError.self) { try root.lenient() }
  }

  @Test(
    "a cell of an impossible size is an error",
    arguments: [0, 1, 8, -1, -4, -7, -12, Int32.min, Int32.max, -0x10_0000])
  func wrongCellSizes(size: Int32) throws {
    var hive = try DamagedHive()
    let key = try hive.key("Many\\Key 3")
    hive.bytes.store(UInt32(bitPattern: size), at: key.start - 4)
    try expect(.badCell, losing: 1, in: hive)
  }

  @Test("a name that is longer than its cell is an error")
  func longNames() throws {
    var key = try DamagedHive()
    key.bytes.store(UInt16.max, at: try key.key("Many\\Key 3").start + KeyField.nameSize)
    try expect(.badKey, losing: 1, in: key)

    var value = try DamagedHive()
    let start = try value.value("size 5", "Software\\Valise\\Sizes").record.start
    value.bytes.store(UInt16.max, at: start + ValueField.nameSize)
    try expect(.badValue, losing: 0, values: 1, in: value)

    var odd = try DamagedHive()
    let wide = try odd.key("Software\\Übung\\日本語")
    odd.bytes.store(UInt16(5), at: wide.start + KeyField.nameSize)
    try expect(.badKey, losing: 1, in: odd)
  }

  @Test(
    "keys nested deeper than Windows allows are an error, as deep as it allows are not",
    arguments: [512, 513, 700])
  func deepNesting(depth: Int) throws {
    // A flat hive whose keys are then hung below each other, each by a list of one element; the
    // lists are put where a deleted value was.
    var editor = HiveEditor(emptyHiveNamed: "Deep", version: .regf13)
    for index in 0..<depth { try editor.createKey(at: "K\(index)", lastWritten: Samples.time) }
    try editor.setValue(
      "room", type: .binary, bytes: Samples.bytes(20000), at: "", lastWritten: Samples.time)
    var hive = DamagedHive(try editor.hive())
    let room = UInt32(try hive.value("room", "").record.dataStart - 4 - BaseBlock.size)
    let root = hive.original.root
    try hive.set("", KeyField.valueCount, 0)
    var parent = root
    for (index, key) in try root.subkeys().enumerated() {
      let list = room + UInt32(16 * index)
      hive.bytes.store(UInt32(bitPattern: -16), at: hive.place(of: list) - 4)
      hive.bytes.store(Signature.indexLeaf, at: hive.place(of: list))
      hive.bytes.store(UInt16(1), at: hive.place(of: list) + ListField.count)
      hive.bytes.store(key.offset, at: hive.place(of: list) + ListField.elements)
      hive.bytes.store(UInt32(1), at: parent.start + KeyField.subkeyCount)
      hive.bytes.store(list, at: parent.start + KeyField.subkeyList)
      hive.bytes.store(parent.offset, at: key.start + KeyField.parent)
      parent = key
    }
    #expect(hive.strictCode == (depth > 512 ? .tooDeep : nil))
    #expect(try hive.lenient().root.counts().keys == 513)
    #expect(try HiveContent(of: hive.lenient()).keys.count == 513)
  }

  // MARK: Values

  @Test("a value list that is too short for its key is an error")
  func shortValueList() throws {
    var hive = try DamagedHive()
    try hive.set("Software\\Valise\\Sizes", KeyField.valueCount, 0xFFFF_FFFF)
    try expect(.badValueList, losing: 0, values: 11, in: hive)
  }

  @Test("two values that share their data, and keys that share a list, are an error")
  func sharedCells() throws {
    var data = try DamagedHive()
    let path = "Software\\Valise\\Sizes"
    let (one, two) = (try data.value("size 8", path), try data.value("size 5", path))
    data.bytes.store(
      data.bytes.word(at: one.record.start + ValueField.data),
      at: two.record.start + ValueField.data)
    try expect(.overlappingCells, losing: 0, values: 1, in: data)

    var list = try DamagedHive()
    let sizes = try list.key(path)
    try list.set("Many\\Key 1", KeyField.valueCount, 11)
    try list.set(
      "Many\\Key 1", KeyField.valueList, list.bytes.word(at: sizes.start + KeyField.valueList))
    // The key that comes first gets the list; its own key, which comes later, has none left.
    try expect(.overlappingCells, losing: 0, values: 0, in: list)
    #expect(try list.lenient().key(at: path)?.values().isEmpty == true)
  }

  @Test("a value inside the data of another is an error")
  func overlappingCells() throws {
    var hive = try DamagedHive()
    let path = "Software\\Valise\\Sizes"
    let large = try hive.value("size 1000", path)
    let data = hive.bytes.word(at: large.record.start + ValueField.data)
    let inner = data + 16
    // A whole value, placed where the data of another value is.
    let place = BaseBlock.size + Int(inner)
    hive.bytes.store(UInt32(bitPattern: -32), at: place)
    hive.bytes.store(Signature.value, at: place + 4)
    for field in 2..<28 { hive.bytes[place + 4 + field] = 0 }
    let list = hive.place(of: hive.bytes.word(at: try hive.key(path).start + KeyField.valueList))
    let last = list + 4 * 10
    hive.bytes.store(inner, at: last)
    try expect(.overlappingCells, losing: 0, values: 1, in: hive)
  }

  @Test(
    "data that does not fit its cell is an error",
    arguments: [9, 1000, 20000, 0x7FFF_FFFF, 0x8000_0005, 0xFFFF_FFFF] as [UInt32])
  func wrongDataSize(size: UInt32) throws {
    var hive = try DamagedHive()
    let value = try hive.value("size 5", "Software\\Valise\\Sizes")
    hive.bytes.store(size == 9 ? 13 : size, at: value.record.start + ValueField.dataSize)
    try expect(.badValue, losing: 0, values: 1, in: hive)
  }

  @Test("segments that do not make up the size of large data are an error")
  func wrongSegments() throws {
    let path = "Software\\Valise\\Sizes"
    var count = try DamagedHive()
    let value = try count.value("size 40000", path)
    let record = count.place(of: count.bytes.word(at: value.record.start + ValueField.data))
    count.bytes.store(UInt16(2), at: record + BigDataField.segmentCount)
    try expect(.badBigData, losing: 0, values: 1, in: count)

    var size = try DamagedHive()
    size.bytes.store(UInt32(40000 - 16344), at: value.record.start + ValueField.dataSize)
    try expect(.badBigData, losing: 0, values: 1, in: size)

    var shared = try DamagedHive()
    let list = shared.place(of: shared.bytes.word(at: record + BigDataField.segmentList))
    shared.bytes.store(shared.bytes.word(at: list), at: list + 4)
    try expect(.overlappingCells, losing: 0, values: 1, in: shared)
  }

  @Test("large data of more bytes than the hive has is an error, however few segments it has")
  func inventedData() throws {
    var hive = try DamagedHive()
    let value = try hive.value("size 40000", "Software\\Valise\\Sizes")
    let size = UInt32(hive.bytes.count + 1)
    hive.bytes.store(size, at: value.record.start + ValueField.dataSize)
    try expect(.badValue, losing: 0, values: 1, in: hive)
  }

  @Test("a list with a hundred thousand references to one value gives that value once")
  func repeatedValue() throws {
    var editor = HiveEditor(emptyHiveNamed: "Repeated", version: .regf13)
    try editor.setValue(
      "one", type: .dword, bytes: [1, 0, 0, 0], at: "K", lastWritten: Samples.time)
    try editor.setValue(
      "list", type: .binary, bytes: Samples.bytes(400_000), at: "", lastWritten: Samples.time)
    for index in 0..<2000 {
      // Room for as many values, so that the number alone proves nothing.
      try editor.setValue(
        "v\(index)", type: .binary, bytes: Samples.bytes(1000), at: "R", lastWritten: Samples.time)
    }
    var hive = DamagedHive(try editor.hive())
    let list = try hive.value("list", "").record.dataStart
    let one = try hive.value("one", "K").record.offset
    for index in 0..<100_000 { hive.bytes.store(one, at: list + 4 * index) }
    try hive.set("K", KeyField.valueCount, 100_000)
    try hive.set("K", KeyField.valueList, UInt32(list - 4 - BaseBlock.size))
    try hive.set("", KeyField.valueCount, 0)
    #expect(hive.strictCode == .overlappingCells)
    let lenient = try hive.lenient()
    #expect(try lenient.key(at: "K")?.values().count == 1)
    #expect(try lenient.root.counts().values == 2001)
    #expect(lenient.information.warnings.last?.kind == .more)
    #expect(lenient.information.warnings.count == 1001)
  }

  @Test("large data in segments is refused where the version does not have it")
  func segmentsInOldVersion() throws {
    var hive = try DamagedHive()
    hive.bytes.store(UInt32(3), at: BaseBlock.Field.minorVersion)
    hive.sealBaseBlock()
    try expect(.badValue, losing: 0, values: 2, in: hive)
  }

  @Test("typed views of any bytes and lengths do not trap")
  func typedViews() throws {
    var editor = HiveEditor(emptyHiveNamed: "Views")
    for type in 0...12 {
      for size in 0...17 {
        try editor.setValue(
          "\(type) \(size)", type: RegistryValueType(rawValue: UInt32(type)),
          bytes: Samples.bytes(size, seed: UInt64(type * 20 + size)), at: "V",
          lastWritten: Samples.time)
      }
    }
    let values = try #require(try editor.hive().key(at: "V")).values()
    #expect(values.count == 13 * 18)
    for value in values {
      #expect((value.dword != nil) == (value.size == 4 && [4, 5].contains(value.type.rawValue)))
      #expect((value.qword != nil) == (value.size == 8 && value.type == .qword))
      #expect((value.string != nil) == [1, 2, 6].contains(value.type.rawValue))
      #expect((value.strings != nil) == (value.type == .multiString))
    }
  }
}
