import Testing
import UserEnvironment

@Suite("Tiles on a grid")
struct TileGridTests {
  private func pin(
    _ id: String, _ columns: Int, _ rows: Int, at place: TilePlace? = nil,
    in folder: PinFolder? = nil
  ) -> Pin {
    Pin(
      target: .desktop(appID: id), size: TileSize(columns: columns, rows: rows), place: place,
      folder: folder)
  }

  @Test("stand where they are said to stand")
  func said() {
    let grid = TileGrid([
      pin("a", 2, 2, at: TilePlace(column: 4, row: 0)),
      pin("b", 4, 2, at: TilePlace(column: 0, row: 2)),
    ])
    #expect(
      grid.tiles.map(\.place) == [TilePlace(column: 4, row: 0), TilePlace(column: 0, row: 2)])
    #expect(grid.height == 4)
  }

  @Test(
    "flow one after the other where a place is missing, taken, or beyond the edge",
    arguments: [
      nil, TilePlace(column: 1, row: 1), TilePlace(column: 5, row: 4),
      TilePlace(column: .max, row: .max), TilePlace(column: -1, row: 0),
    ])
  func flowing(place: TilePlace?) {
    let grid = TileGrid([
      pin("a", 2, 2, at: TilePlace(column: 0, row: 0)), pin("b", 4, 2, at: place),
      pin("c", 1, 1, at: TilePlace(column: 0, row: 6)),
    ])
    #expect(
      grid.tiles.map(\.place) == [
        TilePlace(column: 0, row: 0), TilePlace(column: 2, row: 0), TilePlace(column: 0, row: 2),
      ])
  }

  @Test("a folder is one tile with its pins in it")
  func folder() {
    let folder = PinFolder(name: "F", place: TilePlace(column: 2, row: 0), size: .medium)
    let grid = TileGrid([
      pin("a", 2, 2, at: TilePlace(column: 0, row: 0)), pin("b", 2, 2, in: folder),
      pin("c", 2, 2, in: folder), pin("d", 2, 2, at: TilePlace(column: 4, row: 0)),
    ])
    #expect(grid.tiles.map(\.pins.count) == [1, 2, 1])
    #expect(grid.tiles.map(\.folder?.name) == [nil, "F", nil])
    #expect(grid.tiles[1].place == TilePlace(column: 2, row: 0))
  }

  @Test("sizes that no tile has count as medium, from wherever the snapshot comes")
  func hostileSizes() {
    for (columns, rows) in [(Int.max, Int.max), (0, 0), (-1, 2), (9, 1)] {
      let grid = TileGrid(
        [pin("a", columns, rows, at: TilePlace(column: 0, row: 0))], width: .max)
      #expect(grid.tiles.map(\.size) == [.medium])
    }
  }
}
