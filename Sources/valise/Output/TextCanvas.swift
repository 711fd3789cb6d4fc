/// A sheet of characters to draw boxes on.
struct TextCanvas {
  private var rows: [[Character]]

  init(width: Int, height: Int) {
    rows = Array(repeating: Array(repeating: " ", count: max(0, width)), count: max(0, height))
  }

  /// The lines, without the blanks at their ends.
  var lines: [String] {
    rows.map { row in
      String(row.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// Draws a box with a label in it, which is broken and shortened as it must be. A box of two lines has
  /// the label in its upper edge.
  mutating func box(_ label: String, x: Int, y: Int, width: Int, height: Int) {
    guard width > 2, height > 1 else { return }
    let edge = String(repeating: "─", count: width - 2)
    write("╭" + edge + "╮", x: x, y: y)
    for line in 1..<(height - 1) {
      write("│" + String(repeating: " ", count: width - 2) + "│", x: x, y: y + line)
    }
    write("╰" + edge + "╯", x: x, y: y + height - 1)
    guard height > 2 else { return write(String(label.prefix(width - 2)), x: x + 1, y: y) }
    for (line, text) in Self.broken(label, width: width - 2, lines: height - 2).enumerated() {
      write(text, x: x + 1, y: y + 1 + line)
    }
  }

  mutating func write(_ text: String, x: Int, y: Int) {
    guard rows.indices.contains(y) else { return }
    for (offset, character) in text.enumerated() where rows[y].indices.contains(x + offset) {
      rows[y][x + offset] = character
    }
  }

  /// The label in lines, broken between words where it can be.
  static func broken(_ label: String, width: Int, lines: Int) -> [String] {
    var result: [String] = []
    var line = ""
    for word in label.split(separator: " ") {
      var rest = Substring(word)
      if !line.isEmpty, line.count + 1 + rest.count > width {
        result.append(line)
        line = ""
      }
      while rest.count > width {
        result.append(String(rest.prefix(width)))
        rest = rest.dropFirst(width)
      }
      line += (line.isEmpty ? "" : " ") + rest
    }
    if !line.isEmpty { result.append(line) }
    guard result.count > lines, let last = result.prefix(lines).last else { return result }
    return result.prefix(lines - 1) + [String(last.prefix(width - 1)) + "…"]
  }
}
