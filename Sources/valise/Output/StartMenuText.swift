import RestoreRules
import UserEnvironment

/// A Start menu as a picture of characters: Windows 10 with its groups and tiles in their sizes,
/// Windows 11 in its columns.
struct StartMenuText {
  private let pins: PinsComponent
  private let source: SourceDevice
  private let label: PinLabel

  init(_ pins: PinsComponent, of environment: Environment) {
    self.pins = pins
    source = environment.source
    label = PinLabel(apps: environment.apps)
  }

  func print() {
    for line in source.product == "windows11" ? list() : groups() { Output.line(line) }
  }

  // MARK: Windows 11

  /// Since this build Start is wider.
  private static let wideStart = WindowsBuild(26100, revision: 7019)
  private static let lineWidth = 80

  private func list() -> [String] {
    let isWide = WindowsBuild(source.build).map { $0 >= Self.wideStart } ?? false
    let columns = isWide ? 8 : 6
    let (width, height) = (Self.lineWidth / columns, 4)
    let pins = pins.pins
    let rows = (pins.count + columns - 1) / columns
    var canvas = TextCanvas(width: width * columns, height: rows * height)
    for (index, pin) in pins.enumerated() {
      canvas.box(
        text(pin.target), x: index % columns * width, y: index / columns * height, width: width,
        height: height)
    }
    return canvas.lines
  }

  // MARK: Windows 10

  /// How many characters a cell of the grid is wide and high.
  private static let cell = (width: 6, height: 2)
  private static let gap = 3

  private func groups() -> [String] {
    let pictures = pins.groups.map { drawn($0) }
    let widest = pictures.flatMap { $0 }.map(\.count).max() ?? 0
    let perRow = widest * 2 + Self.gap <= Self.lineWidth ? 2 : 1
    var lines: [String] = []
    for start in stride(from: 0, to: pictures.count, by: perRow) {
      let row = pictures[start..<min(start + perRow, pictures.count)]
      for line in 0..<(row.map(\.count).max() ?? 0) {
        let cells = row.map { line < $0.count ? $0[line] : "" }
        let padded = cells.dropLast().map {
          $0 + String(repeating: " ", count: widest + Self.gap - $0.count)
        }
        lines.append((padded + cells.suffix(1)).joined())
      }
      lines.append("")
    }
    return lines.dropLast().map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  private func drawn(_ group: PinGroup) -> [String] {
    let grid = TileGrid(group.pins, width: pins.groupWidth ?? TileGrid.standardWidth)
    var canvas = TextCanvas(
      width: grid.width * Self.cell.width,
      height: min(grid.height, Self.tallest) * Self.cell.height)
    var folders: [String] = []
    for tile in grid.tiles {
      var words = tile.pins.first.map { text($0.target) } ?? ""
      if let folder = tile.folder {
        let name = folder.name.isEmpty ? "Folder" : folder.name.onOneLine
        words = "\(name) (\(tile.pins.count))"
        folders.append("  \(name): " + tile.pins.map { text($0.target) }.joined(separator: ", "))
      }
      canvas.box(
        words, x: tile.place.column * Self.cell.width, y: tile.place.row * Self.cell.height,
        width: tile.size.columns * Self.cell.width, height: tile.size.rows * Self.cell.height)
    }
    return [group.name.isEmpty ? "(no name)" : group.name.onOneLine] + canvas.lines + folders
  }

  /// No screen is higher; a snapshot may say anything.
  private static let tallest = 200

  /// The name, without what most names begin with.
  private func text(_ target: PinTarget) -> String {
    let name = label.text(target).onOneLine
    let short = name.hasPrefix("Microsoft ") ? name.dropFirst("Microsoft ".count) : name[...]
    return String(short)
  }
}
