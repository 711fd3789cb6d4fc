import Crypto
import UserEnvironment

extension TileCollection {
  /// Makes the record of Windows 10 1803 and later. Groups stand two in a column; tiles fill rows of
  /// six cells. Pins without a size are medium (2x2); shortcut files have no tile and are left out.
  ///
  /// - Parameter time: when the record is said to have been written, FILETIME.
  public func record(time: UInt64) throws(BondError) -> [UInt8] {
    var tileEntries: [BondEntry] = []
    var groupEntries: [BondEntry] = []
    var row = 0
    for (index, group) in groups.enumerated() {
      if index.isMultiple(of: 2) { row = 0 }
      let placed = PlacedTile.place(group.pins, groupIndex: index)
      let groupID = TileGUID(name: "group \(index) \(group.name)")
      tileEntries += placed.map { BondEntry(key: .wideString($0.id.text), value: $0.value) }
      groupEntries.append(
        BondEntry(
          key: .wideString(groupID.text),
          value: .structure(
            BondStructure([
              BondField(Field.guid, groupID.value),
              BondField(Field.groupName, .wideString(group.name)),
              BondField(Field.groupPlace, Self.pair(index / 2, row)),
              BondField(
                Field.memberSet, .set(.wideString, placed.map { .wideString($0.id.text) })),
            ]))))
      row += (placed.map { $0.row + $0.size.rows }.max() ?? 0) + 1
    }
    let container = BondStructure([
      BondField(0, .structure(BondStructure())),
      BondField(Field.cellWidth, .int32(Int32(PlacedTile.rowWidth))),
      BondField(50, .structure(BondStructure())),
      BondField(Field.groupSet, .set(.wideString, groupEntries.map(\.key))),
      BondField(Field.isInitialized, .bool(true)),
    ])
    let content = BondStructure([
      BondField(Field.container, .structure(container)),
      BondField(Field.tiles, .map(.wideString, .structure, tileEntries)),
      BondField(Field.groups, .map(.wideString, .structure, groupEntries)),
    ])
    return try CloudStoreRecord(time: time, content: content).encoded()
  }

  /// Two numbers in a structure; a zero is left out, as Bond leaves out every default.
  fileprivate static func pair(_ first: Int, _ second: Int) -> BondValue {
    let numbers = [(UInt16(0), first), (UInt16(1), second)]
    return .structure(
      BondStructure(
        numbers.filter { $0.1 != 0 }.map {
          BondField($0.0, .int32(Int32(truncatingIfNeeded: $0.1)))
        }))
  }
}

/// A tile with its place in its group.
private struct PlacedTile {
  static let rowWidth = 6

  let id: TileGUID
  let tileID: String
  let column: Int
  let row: Int
  let size: TileSize

  static func place(_ pins: [Pin], groupIndex: Int) -> [PlacedTile] {
    var tiles: [PlacedTile] = []
    var column = 0
    var row = 0
    var rowHeight = 0
    for (index, pin) in pins.enumerated() {
      guard let tileID = pin.target.tileID else { continue }
      let size = pin.size ?? TileSize(columns: 2, rows: 2)
      if column + size.columns > rowWidth {
        column = 0
        row += rowHeight
        rowHeight = 0
      }
      tiles.append(
        PlacedTile(
          id: TileGUID(name: "tile \(groupIndex) \(index) \(tileID)"), tileID: tileID,
          column: column, row: row, size: size))
      column += size.columns
      rowHeight = max(rowHeight, size.rows)
    }
    return tiles
  }

  var value: BondValue {
    .structure(
      BondStructure([
        BondField(TileCollection.Field.guid, id.value),
        BondField(TileCollection.Field.tileID, .wideString(tileID)),
        BondField(TileCollection.Field.tilePlace, TileCollection.pair(column, row)),
        BondField(TileCollection.Field.tileSize, TileCollection.pair(size.columns, size.rows)),
        BondField(50, .bool(true)),
        BondField(100, .bool(true)),
      ]))
  }
}

/// The id of a tile or a group, made from its name, so that equal collections give equal bytes.
private struct TileGUID {
  private let bytes: [UInt8]

  init(name: String) {
    var bytes = Array(SHA256.hash(data: Array(name.utf8)).prefix(16))
    // The variant and version bits of a random GUID (RFC 9562 section 5.4), in Windows' byte order.
    bytes[7] = bytes[7] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    self.bytes = bytes
  }

  private func number(_ range: Range<Int>) -> UInt64 {
    bytes[range].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// `{2CFCDFF3-E2A1-4D6B-9F32-5E2B6C1A7D90}`
  var text: String {
    "{" + (GUIDText(bytes)?.text.uppercased() ?? "") + "}"
  }

  var value: BondValue {
    .structure(
      BondStructure([
        BondField(0, .uint32(UInt32(truncatingIfNeeded: number(0..<4)))),
        BondField(1, .uint16(UInt16(truncatingIfNeeded: number(4..<6)))),
        BondField(2, .uint16(UInt16(truncatingIfNeeded: number(6..<8)))),
        BondField(3, .uint64(number(8..<16))),
      ]))
  }
}
