import UserEnvironment

/// The tiles of Windows 10's Start menu, in groups, in the order in which a person reads them: group
/// columns from left to right, groups from top to bottom, tiles row by row.
///
/// Windows 10 1803 and later keep them in one record, earlier versions in one for each tile and
/// group: docs/formats/start-pins.md.
public struct TileCollection: Hashable, Sendable {
  public let groups: [PinGroup]
  /// Ids of tiles whose meaning is not known, in the same order.
  public let unknownTileIDs: [String]

  public init(groups: [PinGroup]) {
    self.groups = groups
    unknownTileIDs = []
  }

  /// Reads the record of Windows 10 1803 and later, with its prefix.
  ///
  /// - Throws: ``StartMenuError`` `tiles.malformed`.
  public init(record: [UInt8]) throws(StartMenuError) {
    try self.init(record: CloudStoreRecord(tiles: record))
  }

  init(record: CloudStoreRecord) throws(StartMenuError) {
    guard let content = record.content else {
      self.init(groups: [])
      return
    }
    try self.init(
      groups: Self.structures(content[Field.groups]), tiles: Self.structures(content[Field.tiles]))
  }

  /// Reads the records of Windows 10 before 1803, with their prefixes. Deleted records are left out.
  ///
  /// - Parameters:
  ///   - groupRecords: the groups' records by their ids.
  ///   - tileRecords: the tiles' records by their ids.
  /// - Throws: ``StartMenuError`` `tiles.malformed`.
  public init(
    groupRecords: [String: [UInt8]], tileRecords: [String: [UInt8]]
  ) throws(StartMenuError) {
    var groups: [String: BondStructure] = [:]
    for (id, record) in groupRecords {
      groups[id.lowercased()] = try CloudStoreRecord(tiles: record).content
    }
    var tiles: [String: BondStructure] = [:]
    for (id, record) in tileRecords {
      tiles[id.lowercased()] = try CloudStoreRecord(tiles: record).content
    }
    self.init(groups: groups, tiles: tiles)
  }

  private init(groups: [String: BondStructure], tiles: [String: BondStructure]) {
    var remaining = tiles
    var unknown: [String] = []
    var ordered: [PinGroup] = []

    func pins(_ tiles: [BondStructure]) -> [Pin] {
      tiles.sorted { Self.tilePlace($0) < Self.tilePlace($1) }.compactMap { tile in
        guard let tileID = tile[Field.tileID]?.text else { return nil }
        guard let target = PinTarget(tileID: tileID) else {
          unknown.append(tileID)
          return nil
        }
        return Pin(target: target, size: Self.size(tile))
      }
    }

    // Ids break ties, so that the order never depends on a dictionary's.
    let inOrder = groups.sorted {
      (Self.groupPlace($0.value), $0.key) < (Self.groupPlace($1.value), $1.key)
    }
    for (_, group) in inOrder {
      let members = Self.memberIDs(group).compactMap { remaining.removeValue(forKey: $0) }
      ordered.append(PinGroup(name: group[Field.groupName]?.text ?? "", pins: pins(members)))
    }
    // Tiles that no group names, as those inside folders.
    let rest = pins(remaining.sorted { $0.key < $1.key }.map(\.value))
    if !rest.isEmpty { ordered.append(PinGroup(name: "", pins: rest)) }
    self.groups = ordered.filter { !$0.pins.isEmpty }
    unknownTileIDs = unknown
  }

  /// The fields' numbers in the structures `tilecollection`, `group` and `tile`.
  enum Field {
    static let container: UInt16 = 0
    static let tiles: UInt16 = 10
    static let groups: UInt16 = 20
    static let cellWidth: UInt16 = 20
    static let groupSet: UInt16 = 141
    static let isInitialized: UInt16 = 300

    static let guid: UInt16 = 0
    static let tileID: UInt16 = 10
    static let groupName: UInt16 = 10
    static let tilePlace: UInt16 = 20
    static let tileSize: UInt16 = 30
    static let groupPlace: UInt16 = 30
    static let memberList: UInt16 = 60
    static let memberSet: UInt16 = 61
  }

  /// A place in a grid, ordered as it is read.
  private struct Place: Comparable {
    let first: Int
    let second: Int

    static func < (left: Place, right: Place) -> Bool {
      (left.first, left.second) < (right.first, right.second)
    }
  }

  private static func tilePlace(_ tile: BondStructure) -> Place {
    let place = tile[Field.tilePlace]?.structure
    return Place(first: place?[1]?.integer ?? 0, second: place?[0]?.integer ?? 0)
  }

  private static func groupPlace(_ group: BondStructure) -> Place {
    let place = group[Field.groupPlace]?.structure
    return Place(first: place?[0]?.integer ?? 0, second: place?[1]?.integer ?? 0)
  }

  private static func size(_ tile: BondStructure) -> TileSize? {
    guard let size = tile[Field.tileSize]?.structure, let columns = size[0]?.integer,
      let rows = size[1]?.integer, (1...8).contains(columns), (1...8).contains(rows)
    else { return nil }
    return TileSize(columns: columns, rows: rows)
  }

  /// The ids of a group's tiles: plain texts, or, in the older generation, each in a structure.
  private static func memberIDs(_ group: BondStructure) -> [String] {
    [Field.memberList, Field.memberSet].flatMap { group[$0]?.elements ?? [] }.compactMap {
      ($0.text ?? $0.structure?[0]?.text)?.lowercased()
    }
  }

  private static func structures(
    _ map: BondValue?
  ) throws(StartMenuError) -> [String: BondStructure] {
    guard let map else { return [:] }
    guard let entries = map.entries else {
      throw StartMenuError(.tilesMalformed, "The record's tiles and groups are not in a map.")
    }
    var structures: [String: BondStructure] = [:]
    for entry in entries {
      guard let id = entry.key.text, let structure = entry.value.structure else {
        throw StartMenuError(.tilesMalformed, "A tile or a group of the record has no id.")
      }
      structures[id.lowercased()] = structure
    }
    return structures
  }
}
