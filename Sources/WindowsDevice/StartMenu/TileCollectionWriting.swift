import Crypto
import UserEnvironment

extension TileCollection {
  /// Makes the record of Windows 10 1803 and later. Groups stand two in a column, tiles as
  /// ``TileGrid`` says. Shortcut files have no tile and are left out.
  ///
  /// - Parameter time: when the record is said to have been written, FILETIME.
  public func record(time: UInt64) throws(BondError) -> [UInt8] {
    let width = groupWidth ?? TileGrid.standardWidth
    var entries = RecordEntries()
    var groupIDs: [BondValue] = []
    var row = 0
    for (index, group) in groups.enumerated() {
      if index.isMultiple(of: 2) { row = 0 }
      let grid = TileGrid(group.pins.filter { $0.target.tileID != nil }, width: width)
      groupIDs.append(
        entries.add(group, as: grid, place: Self.pair(index / 2, row), index: index))
      row += grid.height + 1
    }
    let container = BondStructure([
      BondField(0, .structure(BondStructure())),
      BondField(Field.cellWidth, .int32(Int32(truncatingIfNeeded: width))),
      BondField(50, .structure(BondStructure())),
      BondField(Field.groupSet, .set(.wideString, groupIDs)),
      BondField(Field.isInitialized, .bool(true)),
    ])
    let content = BondStructure([
      BondField(Field.container, .structure(container)),
      BondField(Field.tiles, .map(.wideString, .structure, entries.tiles)),
      BondField(Field.groups, .map(.wideString, .structure, entries.groups)),
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

/// The tiles, folders and groups of a record in the making.
private struct RecordEntries {
  private(set) var tiles: [BondEntry] = []
  /// Groups, and folders, which are groups that a group names.
  private(set) var groups: [BondEntry] = []

  private typealias Field = TileCollection.Field

  /// - Returns: the group's id.
  mutating func add(
    _ group: PinGroup, as grid: TileGrid, place: BondValue, index: Int
  ) -> BondValue {
    let id = TileGUID(name: "group \(index) \(group.name)")
    var members: [BondValue] = []
    var folders: [BondValue] = []
    for (position, tile) in grid.tiles.enumerated() {
      let name = "\(index) \(position)"
      if let folder = tile.folder {
        folders.append(add(folder, tile, width: grid.width, name: name))
      } else if let member = add(tile, name: name) {
        members.append(member)
      }
    }
    var fields = [
      BondField(Field.guid, id.value),
      BondField(Field.groupName, .wideString(group.name)),
      BondField(Field.groupPlace, place),
      BondField(Field.memberSet, .set(.wideString, members)),
    ]
    if !folders.isEmpty { fields.append(BondField(Field.folderSet, .set(.wideString, folders))) }
    groups.append(BondEntry(key: .wideString(id.text), value: .structure(BondStructure(fields))))
    return .wideString(id.text)
  }

  private mutating func add(
    _ folder: PinFolder, _ tile: TileGrid.Tile, width: Int, name: String
  ) -> BondValue {
    let id = TileGUID(name: "folder \(name) \(folder.name)")
    let content = tile.pins.map { Pin(target: $0.target, size: $0.size, place: $0.place) }
    let members = TileGrid(content, width: width).tiles.enumerated().compactMap { position, tile in
      add(tile, name: "\(name) \(position)")
    }
    groups.append(
      BondEntry(
        key: .wideString(id.text),
        value: .structure(
          BondStructure([
            BondField(Field.guid, id.value),
            BondField(Field.groupName, .wideString(folder.name)),
            BondField(
              Field.tilePlace, TileCollection.pair(tile.place.column, tile.place.row)),
            BondField(Field.tileSize, TileCollection.pair(tile.size.columns, tile.size.rows)),
            BondField(Field.memberSet, .set(.wideString, members)),
          ]))))
    return .wideString(id.text)
  }

  private mutating func add(_ tile: TileGrid.Tile, name: String) -> BondValue? {
    guard let tileID = tile.pins.first?.target.tileID else { return nil }
    let id = TileGUID(name: "tile \(name) \(tileID)")
    tiles.append(
      BondEntry(
        key: .wideString(id.text),
        value: .structure(
          BondStructure([
            BondField(Field.guid, id.value),
            BondField(Field.tileID, .wideString(tileID)),
            BondField(
              Field.tilePlace, TileCollection.pair(tile.place.column, tile.place.row)),
            BondField(Field.tileSize, TileCollection.pair(tile.size.columns, tile.size.rows)),
            BondField(50, .bool(true)),
            BondField(100, .bool(true)),
          ]))))
    return .wideString(id.text)
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
