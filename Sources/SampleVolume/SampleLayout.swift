import UserEnvironment
import WindowsDevice

/// What a person has pinned, as `layout.json` describes it.
struct SampleLayout: Decodable {
  /// The groups of a Windows 10 Start menu.
  let startGroups: [Group]?
  /// Shortcuts on the taskbar, in their order.
  let taskbarLinks: [Link]

  struct Group: Decodable {
    let name: String
    let tiles: [Tile]
  }

  struct Tile: Decodable {
    /// The tile id: `P~` an app, `W~` a classic program.
    let tile: String
    /// Columns and rows: `2x2`.
    let size: String
  }

  struct Link: Decodable {
    let name: String
    /// The program, with environment variables.
    let target: String
  }

  /// The groups as Valise understands them.
  func pinGroups() throws(SampleVolumeError) -> [PinGroup] {
    var groups: [PinGroup] = []
    for group in startGroups ?? [] {
      var pins: [Pin] = []
      for tile in group.tiles { pins.append(try Self.pin(tile)) }
      groups.append(PinGroup(name: group.name, pins: pins))
    }
    return groups
  }

  private static func pin(_ tile: Tile) throws(SampleVolumeError) -> Pin {
    let sides = tile.size.split(separator: "x").compactMap { Int($0) }
    guard sides.count == 2, let target = PinTarget(tileID: tile.tile) else {
      throw SampleVolumeError(.badResource, "\(tile.tile) in \(tile.size) is not a tile.")
    }
    return Pin(target: target, size: TileSize(columns: sides[0], rows: sides[1]))
  }
}
