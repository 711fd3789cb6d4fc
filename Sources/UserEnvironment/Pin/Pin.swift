/// One pin of the Start menu or the taskbar.
public struct Pin: Hashable, Sendable, Codable {
  public let target: PinTarget
  /// Columns and rows of a Windows 10 tile; nil where pins have no size.
  public let size: TileSize?
  /// Where the tile stands in its group, or in its folder; nil where pins only have an order.
  public let place: TilePlace?
  /// The folder that the pin lies in. Pins of one folder follow one another and have equal folders.
  public let folder: PinFolder?

  public init(
    target: PinTarget, size: TileSize? = nil, place: TilePlace? = nil, folder: PinFolder? = nil
  ) {
    self.target = target
    self.size = size
    self.place = place
    self.folder = folder
  }
}

/// The size of a Windows 10 tile in cells: 1x1, 2x2, 4x2 or 4x4.
public struct TileSize: Hashable, Sendable, Codable {
  public let columns: Int
  public let rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// What Start gives to a tile that was just pinned.
  public static let medium = TileSize(columns: 2, rows: 2)
}

/// A tile's upper left cell, counted from 0.
public struct TilePlace: Hashable, Sendable, Codable, Comparable {
  public let column: Int
  public let row: Int

  public init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }

  /// In the order of reading: row by row.
  public static func < (left: TilePlace, right: TilePlace) -> Bool {
    (left.row, left.column) < (right.row, right.column)
  }
}

/// A folder among the tiles of a group.
public struct PinFolder: Hashable, Sendable, Codable {
  /// Empty for a folder without a name.
  public let name: String
  /// Where it stands in its group; it tells folders of one name apart.
  public let place: TilePlace?
  public let size: TileSize?

  public init(name: String, place: TilePlace? = nil, size: TileSize? = nil) {
    self.name = name
    self.place = place
    self.size = size
  }
}

/// A group of pins under a title. Windows 11 has a single group without one.
public struct PinGroup: Hashable, Sendable, Codable {
  public let name: String
  public let pins: [Pin]

  public init(name: String, pins: [Pin]) {
    self.name = name
    self.pins = pins
  }
}

/// The components `startPins` and `taskbarPins`.
public struct PinsComponent: Codable, Hashable, Sendable {
  /// The groups, and in them the pins, in the order in which a person reads them.
  public let groups: [PinGroup]
  /// How many cells wide each group of a Windows 10 Start menu is; nil where there are no cells.
  public let groupWidth: Int?

  public init(groups: [PinGroup], groupWidth: Int? = nil) {
    self.groups = groups
    self.groupWidth = groupWidth
  }

  /// Pins in one group without a name, as Windows 11 and the taskbar have them.
  public init(pins: [Pin]) {
    self.init(groups: pins.isEmpty ? [] : [PinGroup(name: "", pins: pins)])
  }

  public var pins: [Pin] { groups.flatMap(\.pins) }

  /// The pins for which the answer is yes, in the groups that then have any.
  public func keeping(_ isKept: (Pin) -> Bool) -> PinsComponent {
    PinsComponent(
      groups: groups.map { PinGroup(name: $0.name, pins: $0.pins.filter(isKept)) }
        .filter { !$0.pins.isEmpty },
      groupWidth: groupWidth)
  }
}
