/// The bits of Markdown that the catalog's documents need.
enum Markdown {
  /// A table; a bar in a cell does not end it.
  static func table(_ header: [String], _ rows: [[String]]) -> String {
    let lines = [header, header.map { _ in "---" }] + rows
    return lines.map { cells in
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }.joined(separator: "\n")
  }

  /// Text that is shown as it is.
  static func code(_ text: String) -> String { text.isEmpty ? "" : "`\(text)`" }

  /// A category as people read it: `lock-screen` becomes `Lock screen`.
  static func title(_ category: String) -> String {
    let words = category.replacing("-", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  /// 98.4 for 245 of 249.
  static func percent(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "0.0" }
    // Rounded down: a share that is missed by a hair is not shown as reached.
    let tenths = part * 1000 / whole
    return "\(tenths / 10).\(tenths % 10)"
  }
}
