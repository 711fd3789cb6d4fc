import UserEnvironment

/// The tiles of Windows 10's Start menu, in groups, in the order in which a person reads them: group
/// columns from left to right, groups from top to bottom, tiles row by row, and in a folder's place
/// its tiles.
///
/// Windows 10 1803 and later keep them in one record, earlier versions in one for each tile and
/// group: docs/formats/start-pins.md.
public struct TileCollection: Hashable, Sendable {
  public let groups: [PinGroup]
  /// How many cells wide a group is: 6, or 8 where the person has asked for more tiles; nil where
  /// the record does not say.
  public let groupWidth: Int?
  /// Ids of tiles whose meaning is not known, in the same order.
  public let unknownTileIDs: [String]

  public init(groups: [PinGroup], groupWidth: Int? = nil) {
    self.groups = groups
    self.groupWidth = groupWidth
    unknownTileIDs = []
  }

  /// The tiles as a component of a backup.
  public var pins: PinsComponent { PinsComponent(groups: groups, groupWidth: groupWidth) }

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
      groups: Self.structures(content[Field.groups]), tiles: Self.structures(content[Field.tiles]),
      width: Self.width(content[Field.container]?.structure))
  }

  /// Reads the records of Windows 10 before 1803, with their prefixes. Deleted records are left out.
  ///
  /// - Parameters:
  ///   - groupRecords: the groups' records by their ids.
  ///   - tileRecords: the tiles' records by their ids.
  ///   - rootRecord: the grid's own record.
  /// - Throws: ``StartMenuError`` `tiles.malformed`.
  public init(
    groupRecords: [String: [UInt8]], tileRecords: [String: [UInt8]], rootRecord: [UInt8]? = nil
  ) throws(StartMenuError) {
    var groups: [String: BondStructure] = [:]
    for (id, record) in groupRecords {
      groups[id.lowercased()] = try CloudStoreRecord(tiles: record).content
    }
    var tiles: [String: BondStructure] = [:]
    for (id, record) in tileRecords {
      tiles[id.lowercased()] = try CloudStoreRecord(tiles: record).content
    }
    let root = try rootRecord.map { (bytes) throws(StartMenuError) in
      try CloudStoreRecord(tiles: bytes).content
    }
    self.init(groups: groups, tiles: tiles, width: Self.width(root ?? nil))
  }

  /// The width of the groups that a container says; nil for one that no screen has.
  private static func width(_ container: BondStructure?) -> Int? {
    container?[Field.cellWidth]?.integer.flatMap { (1...16).contains($0) ? $0 : nil }
  }

  private init(
    groups: [String: BondStructure], tiles: [String: BondStructure], width: Int?
  ) {
    var arrangement = TileArrangement(groups: groups, tiles: tiles)
    self.groups = arrangement.arrange()
    unknownTileIDs = arrangement.unknownTileIDs
    groupWidth = width
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
    static let folderSet: UInt16 = 71
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
