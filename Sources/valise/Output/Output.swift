import Foundation
import UserEnvironment

/// What the commands print on standard output. Names and reasons come from disks, directories and
/// services: nothing of what is printed as text steers the terminal.
enum Output {
  static func line(_ text: String = "") {
    write(Data((text.withoutTerminalControls + "\n").utf8))
  }

  /// Writes to standard output. When it cannot be written there is nothing left to do; that nobody
  /// reads it any more (`valise ... | head`) needs no words.
  static func write(_ bytes: Data) {
    do {
      try FileHandle.standardOutput.write(contentsOf: bytes)
    } catch {
      if errno != EPIPE { remark("valise: The output cannot be written. [output.notWritable]") }
      exit(ExitStatus.failed.rawValue)
    }
  }

  /// A remark that does not belong to the result, on standard error.
  static func remark(_ text: String) {
    try? FileHandle.standardError.write(
      contentsOf: Data((text.withoutTerminalControls + "\n").utf8))
  }

  static func json(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    json(text: String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// JSON on one line, for a stream of events.
  static func jsonLine(_ value: some Encodable) throws {
    json(text: String(decoding: try CanonicalJSON.encode(value), as: UTF8.self))
  }

  /// JSON that was written already. What would steer the terminal is escaped, so that it says the same.
  static func json(text: String) {
    line(text.replacingTerminalControls { "\\u" + $0.hexadecimal })
  }

  /// Columns of text, each as wide as its widest cell. The last column is not padded and has room
  /// for all of its text; in the others a long text loses its middle.
  static func table(_ header: [String], _ rows: [[String]]) {
    let rows = rows.map { row in
      let row = row.map(\.onOneLine)
      return row.dropLast().map { $0.shortened(to: widestCell) } + row.suffix(1)
    }
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    for row in [header] + rows {
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      line(cells.joined(separator: "  ").trimmingSuffix(while: \.isWhitespace))
    }
  }

  private static let widestCell = 72

  /// `1 setting`, `2 settings`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)" + (number == 1 ? "" : "s")
  }

  /// A size as people read it: `812 bytes`, `41.5 KB`.
  static func size(_ bytes: Int) -> String {
    bytes < 1024
      ? count(bytes, "byte") : "\((Double(bytes) / 102.4).rounded() / 10) KB"
  }

  /// `3 days ago`, from the two times.
  static func age(of time: Date, at now: Date) -> String {
    let seconds = max(0, now.timeIntervalSince(time))
    let units: [(String, Double)] = [("day", 86400), ("hour", 3600), ("minute", 60)]
    for (unit, length) in units where seconds >= length {
      return count(Int(seconds / length), unit) + " ago"
    }
    return "just now"
  }
}

extension String {
  /// The text without what would move the cursor or turn the order of what is read: names on a disk
  /// or in a directory are not to be trusted with the terminal.
  var onOneLine: String {
    replacingScalars {
      $0.steersTerminal || $0.breaksLine
    } with: { _ in
      "\u{FFFD}"
    }
  }

  /// The same for text of several lines: its line breaks and tabs stay.
  fileprivate var withoutTerminalControls: String {
    replacingTerminalControls { _ in "\u{FFFD}" }
  }

  fileprivate func replacingTerminalControls(
    _ replacement: (Unicode.Scalar) -> String
  ) -> String {
    replacingScalars(where: \.steersTerminal, with: replacement)
  }

  private func replacingScalars(
    where isReplaced: (Unicode.Scalar) -> Bool, with replacement: (Unicode.Scalar) -> String
  ) -> String {
    guard unicodeScalars.contains(where: isReplaced) else { return self }
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if isReplaced(scalar) {
        text += replacement(scalar).unicodeScalars
      } else {
        text.append(scalar)
      }
    }
    return String(text)
  }

  /// The text with its middle left out when it is longer: paths differ at their ends.
  fileprivate func shortened(to length: Int) -> String {
    guard count > length else { return self }
    let end = (length - 1) / 2
    return prefix(length - 1 - end) + "…" + suffix(end)
  }

  fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
    var end = endIndex
    while end > startIndex, isTrimmed(self[index(before: end)]) { end = index(before: end) }
    return String(self[..<end])
  }
}

extension Unicode.Scalar {
  /// Line breaks and tabs, which are ours in text of several lines and nobody's in a name.
  fileprivate var breaksLine: Bool {
    self == "\n" || self == "\t" || self == "\u{2028}" || self == "\u{2029}"
  }

  /// Whether a terminal obeys it, or lets it turn the order of the letters around it.
  fileprivate var steersTerminal: Bool {
    self != "\n" && self != "\t"
      && (properties.generalCategory == .control || properties.isBidiControl)
  }

  /// Four digits, for those of the basic plane.
  fileprivate var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
