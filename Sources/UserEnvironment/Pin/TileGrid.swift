/// A group of pins as tiles on a grid: every tile and folder with its cell and size.
///
/// Where the group says all places and they fit, they are kept. Otherwise the tiles are set one
/// after the other, row by row, as Start does with tiles that were just pinned.
public struct TileGrid: Hashable, Sendable {
  public let width: Int
  /// In the order of reading.
  public let tiles: [Tile]

  /// A pin, or a folder of pins, on the grid.
  public struct Tile: Hashable, Sendable {
    public let place: TilePlace
    public let size: TileSize
    /// The folder that this tile is; nil for a pin.
    public let folder: PinFolder?
    /// The pin, or the folder's pins.
    public let pins: [Pin]
  }

  /// How wide a group of Windows 10 is where nothing else is said.
  public static let standardWidth = 6

  public init(_ pins: [Pin], width: Int = TileGrid.standardWidth) {
    let items = Self.items(pins)
    let widest = items.map { Self.size($0).columns }.max() ?? 1
    self.width = max(min(width, Self.largestWidth), widest)
    tiles = Self.asSaid(items, width: self.width) ?? Self.flowing(items, width: self.width)
  }

  /// How many rows the tiles take.
  public var height: Int { tiles.map { $0.place.row + $0.size.rows }.max() ?? 0 }

  private typealias Item = (folder: PinFolder?, pins: [Pin])

  private static func items(_ pins: [Pin]) -> [Item] {
    var items: [Item] = []
    for pin in pins {
      if let folder = pin.folder, let last = items.last, last.folder == folder {
        items[items.count - 1].pins.append(pin)
      } else {
        items.append((pin.folder, [pin]))
      }
    }
    return items
  }

  /// The size of an item; a size that no tile has counts as none. Snapshots come from elsewhere.
  private static func size(_ item: Item) -> TileSize {
    let said = item.folder == nil ? item.pins.first?.size : item.folder?.size
    guard let said, (1...largestTile).contains(said.columns), (1...largestTile).contains(said.rows)
    else { return .medium }
    return said
  }

  private static let largestTile = 8
  private static let largestWidth = 16
  private static let largestRow = 9999

  private static func asSaid(_ items: [Item], width: Int) -> [Tile]? {
    var tiles: [Tile] = []
    var taken: Set<TilePlace> = []
    for item in items {
      let size = size(item)
      let said = item.folder == nil ? item.pins.first?.place : item.folder?.place
      guard let place = said, place.column >= 0, place.column <= width - size.columns,
        (0...largestRow).contains(place.row)
      else { return nil }
      for column in place.column..<place.column + size.columns {
        for row in place.row..<place.row + size.rows {
          guard taken.insert(TilePlace(column: column, row: row)).inserted else { return nil }
        }
      }
      tiles.append(Tile(place: place, size: size, folder: item.folder, pins: item.pins))
    }
    return tiles
  }

  private static func flowing(_ items: [Item], width: Int) -> [Tile] {
    var tiles: [Tile] = []
    var column = 0
    var row = 0
    var rowHeight = 0
    for item in items {
      let size = size(item)
      if column + size.columns > width {
        (column, row, rowHeight) = (0, row + rowHeight, 0)
      }
      tiles.append(
        Tile(
          place: TilePlace(column: column, row: row), size: size, folder: item.folder,
          pins: item.pins))
      column += size.columns
      rowHeight = max(rowHeight, size.rows)
    }
    return tiles
  }
}
