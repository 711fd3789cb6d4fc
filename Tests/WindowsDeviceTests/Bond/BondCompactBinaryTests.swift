import Testing

@testable import WindowsDevice

@Suite("Bond Compact Binary")
struct BondCompactBinaryTests {
  /// An empty Start grid as Windows 10 1803 writes it: `{0: {0: {}, 20: 6, 50: {}, 300: true}}`.
  static let emptyGrid: [UInt8] = [
    0x43, 0x42, 0x01, 0x00, 0x0A, 0x0A, 0x00, 0xD0, 0x14, 0x0C, 0xCA, 0x32, 0x00, 0xE2, 0x2C, 0x01,
    0x01, 0x00, 0x00,
  ]

  /// Every type, numbers at their ends, ids of each header form, a base structure.
  static let everything = BondStructure(
    [
      BondField(0, .bool(true)),
      BondField(5, .uint8(.max)),
      BondField(6, .uint16(.max)),
      BondField(255, .uint32(.max)),
      BondField(256, .uint64(.max)),
      BondField(257, .int8(.min)),
      BondField(258, .int16(.min)),
      BondField(259, .int32(.min)),
      BondField(260, .int64(.min)),
      BondField(261, .int64(.max)),
      BondField(262, .float(-1.5)),
      BondField(263, .double(.pi)),
      BondField(264, .string("Grüße")),
      BondField(265, .wideString("Ordner 📁")),
      BondField(266, .list(.int16, [.int16(-1), .int16(1)])),
      BondField(267, .set(.wideString, [.wideString("a"), .wideString("")])),
      BondField(
        268,
        .map(
          .string, .structure,
          [
            BondEntry(
              key: .string("k"), value: .structure(BondStructure([BondField(1, .bool(false))])))
          ])
      ),
      BondField(.max, .list(.structure, [])),
    ],
    bases: [[BondField(3, .uint8(7))], []])

  @Test("the empty grid that Windows writes is read")
  func readsEmptyGrid() throws {
    let grid = try BondCompactBinary.read(Self.emptyGrid)
    let container = try #require(grid[0]?.structure)
    #expect(container[20] == .int32(6))
    #expect(container[50]?.structure?.fields == [])
    #expect(container[300] == .bool(true))
    #expect(try BondCompactBinary.write(grid) == Self.emptyGrid)
  }

  @Test("what is written is read back the same, for every type")
  func roundTrip() throws {
    let bytes = try BondCompactBinary.write(Self.everything)
    #expect(try BondCompactBinary.read(bytes) == Self.everything)
  }

  @Test("numbers are written as the specification says")
  func numbers() throws {
    func bytes(_ value: BondValue) throws -> [UInt8] {
      Array(try BondCompactBinary.write(BondStructure([BondField(1, value)])).dropFirst(4))
    }
    #expect(try bytes(.uint16(300)) == [0x24, 0xAC, 0x02, 0x00])
    #expect(try bytes(.int32(-1)) == [0x30, 0x01, 0x00])
    #expect(try bytes(.int32(-3)) == [0x30, 0x05, 0x00])
    #expect(try bytes(.int32(6)) == [0x30, 0x0C, 0x00])
    #expect(try bytes(.float(1)) == [0x27, 0x00, 0x00, 0x80, 0x3F, 0x00])
    #expect(try bytes(.wideString("é")) == [0x32, 0x01, 0xE9, 0x00, 0x00])
    #expect(try bytes(.list(.uint8, [.uint8(9)])) == [0x2B, 0x03, 0x01, 0x09, 0x00])
  }

  @Test("every prefix of a record is refused as truncated or incomplete")
  func truncation() throws {
    let bytes = try BondCompactBinary.write(Self.everything)
    for length in 0..<bytes.count {
      #expect(throws: BondError.self) { try BondCompactBinary.read(bytes.prefix(length)) }
    }
  }

  @Test("a record with any one byte changed is read or refused, never more")
  func changedBytes() throws {
    let bytes = try BondCompactBinary.write(Self.everything)
    for index in bytes.indices {
      for value in [0x00, 0x01, 0x0B, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] = value
        _ = try? BondCompactBinary.read(changed)
      }
    }
  }

  @Test(
    "damage has a code of its own",
    arguments: [
      ([0x43, 0x42, 0x02, 0x00, 0x00], BondError.Code.notCompactBinary, 0),
      ([0x43, 0x42, 0x01, 0x00], .truncated, 4),
      ([0x43, 0x42, 0x01, 0x00, 0x13], .unknownType, 4),
      ([0x43, 0x42, 0x01, 0x00, 0x0B, 0x00, 0x00], .unknownType, 5),
      ([0x43, 0x42, 0x01, 0x00, 0x04, 0x80, 0x80, 0x04, 0x00], .numberTooLarge, 5),
      ([0x43, 0x42, 0x01, 0x00, 0x0B, 0x02, 0x05, 0x00], .lengthTooLarge, 6),
      ([0x43, 0x42, 0x01, 0x00, 0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], .lengthTooLarge, 5),
      ([0x43, 0x42, 0x01, 0x00, 0x09, 0x01, 0xFF, 0x00], .notText, 5),
      ([0x43, 0x42, 0x01, 0x00, 0x12, 0x01, 0x00, 0xD8, 0x00], .notText, 5),
      ([0x43, 0x42, 0x01, 0x00, 0x00, 0x00], .trailingBytes, 5),
    ] as [([UInt8], BondError.Code, Int)])
  func damage(bytes: [UInt8], code: BondError.Code, offset: Int) {
    let error = #expect(throws: BondError.self) { try BondCompactBinary.read(bytes) }
    #expect(error?.code == code)
    #expect(error?.offset == offset)
  }

  @Test("a number of ten full groups is refused instead of overflowing")
  func endlessNumber() {
    let bytes = BondCompactBinary.magic + [0x06] + Array(repeating: 0xFF, count: 32)
    let error = #expect(throws: BondError.self) { try BondCompactBinary.read(bytes) }
    #expect(error?.code == .numberTooLarge)
  }

  @Test("nesting beyond the limit is refused, in structures and in lists")
  func nesting() {
    let structures = BondCompactBinary.magic + Array(repeating: 0x0A, count: 100_000)
    var lists = BondCompactBinary.magic + [0x0B]
    for _ in 0..<50_000 { lists += [0x0B, 0x01] }
    for bytes in [structures, lists] {
      let error = #expect(throws: BondError.self) { try BondCompactBinary.read(bytes) }
      #expect(error?.code == .tooDeep)
    }
  }

  @Test("a container with a foreign element is not written")
  func mixedTypes() {
    let structure = BondStructure([BondField(0, .list(.bool, [.uint8(1)]))])
    let error = #expect(throws: BondError.self) { try BondCompactBinary.write(structure) }
    #expect(error?.code == .mixedTypes)
  }
}
