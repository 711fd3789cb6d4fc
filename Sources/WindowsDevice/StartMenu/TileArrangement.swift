import UserEnvironment

/// Puts the tiles and folders of a Start menu's records into the order in which a person reads them.
struct TileArrangement {
  private typealias Field = TileCollection.Field

  private var groups: [String: BondStructure]
  private var tiles: [String: BondStructure]
  /// Ids of tiles whose meaning is not known, in the same order.
  private(set) var unknownTileIDs: [String] = []

  /// - Parameters: the records by their ids in lower case; folders are among the groups.
  init(groups: [String: BondStructure], tiles: [String: BondStructure]) {
    self.groups = groups
    self.tiles = tiles
  }

  /// The groups that have pins. What no group names comes last, in a group without a name.
  mutating func arrange() -> [PinGroup] {
    let folderIDs = Set(groups.values.flatMap { Self.ids($0, Field.folderSet) })
    // Ids break ties, so that the order never depends on a dictionary's.
    let inOrder = groups.filter { !folderIDs.contains($0.key) }.sorted {
      (Self.groupPlace($0.value), $0.key) < (Self.groupPlace($1.value), $1.key)
    }
    var arranged: [PinGroup] = []
    for (_, group) in inOrder {
      arranged.append(
        PinGroup(name: group[Field.groupName]?.text ?? "", pins: pins(of: group)))
    }
    let rest = pins(tiles.sorted { $0.key < $1.key }.map(\.value), in: nil)
    arranged.append(PinGroup(name: "", pins: rest))
    return arranged.filter { !$0.pins.isEmpty }
  }

  /// A group's tiles and folders by their places. A folder of which no place is known comes last.
  private mutating func pins(of group: BondStructure) -> [Pin] {
    var items: [(place: TilePlace?, pins: [Pin])] = []
    for tile in members(of: group) {
      items.append((Self.place(tile), pins([tile], in: nil)))
    }
    for id in Self.ids(group, Field.folderSet) {
      guard let record = groups.removeValue(forKey: id) else { continue }
      let folder = Self.folder(record)
      items.append((folder.place, pins(members(of: record), in: folder)))
    }
    return items.enumerated().sorted { left, right in
      switch (left.element.place, right.element.place) {
      case (let first?, let second?): (first, left.offset) < (second, right.offset)
      case (_?, nil): true
      case (nil, _?): false
      case (nil, nil): left.offset < right.offset
      }
    }.flatMap(\.element.pins)
  }

  /// The tiles that a group or folder names, each given out once.
  private mutating func members(of group: BondStructure) -> [BondStructure] {
    var members: [BondStructure] = []
    for id in Self.ids(group, Field.memberList) + Self.ids(group, Field.memberSet) {
      if let tile = tiles.removeValue(forKey: id) { members.append(tile) }
    }
    return members
  }

  private mutating func pins(_ tiles: [BondStructure], in folder: PinFolder?) -> [Pin] {
    var pins: [Pin] = []
    for tile in tiles.sorted(by: Self.isReadBefore) {
      guard let tileID = tile[Field.tileID]?.text else { continue }
      guard let target = PinTarget(tileID: tileID) else {
        unknownTileIDs.append(tileID)
        continue
      }
      pins.append(
        Pin(target: target, size: Self.size(tile), place: Self.place(tile), folder: folder))
    }
    return pins
  }

  private static func folder(_ record: BondStructure) -> PinFolder {
    // Only a record that has a tile's place has a tile's size, too.
    let isPlaced = record[Field.tilePlace]?.structure != nil
    return PinFolder(
      name: record[Field.groupName]?.text ?? "", place: isPlaced ? place(record) : nil,
      size: isPlaced ? size(record) : nil)
  }

  private static func isReadBefore(_ left: BondStructure, _ right: BondStructure) -> Bool {
    let origin = TilePlace(column: 0, row: 0)
    return (place(left) ?? origin) < (place(right) ?? origin)
  }

  /// A tile's cell; nil for one that no screen has.
  private static func place(_ tile: BondStructure) -> TilePlace? {
    let place = tile[Field.tilePlace]?.structure
    let column = place?[0]?.integer ?? 0
    let row = place?[1]?.integer ?? 0
    guard (0...Self.largestCell).contains(column), (0...Self.largestCell).contains(row) else {
      return nil
    }
    return TilePlace(column: column, row: row)
  }

  private static let largestCell = 9999

  private static func groupPlace(_ group: BondStructure) -> TilePlace {
    let place = group[Field.groupPlace]?.structure
    // Groups are read column by column, so the two change places.
    return TilePlace(column: place?[1]?.integer ?? 0, row: place?[0]?.integer ?? 0)
  }

  private static func size(_ tile: BondStructure) -> TileSize? {
    guard let size = tile[Field.tileSize]?.structure, let columns = size[0]?.integer,
      let rows = size[1]?.integer, (1...8).contains(columns), (1...8).contains(rows)
    else { return nil }
    return TileSize(columns: columns, rows: rows)
  }

  /// The ids in a list or set: plain texts, or, in the older generation, each in a structure.
  private static func ids(_ group: BondStructure, _ field: UInt16) -> [String] {
    (group[field]?.elements ?? []).compactMap {
      ($0.text ?? $0.structure?[0]?.text)?.lowercased()
    }
  }
}
