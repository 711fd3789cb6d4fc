import Foundation
import UserEnvironment

/// What the commands print on standard output.
enum Output {
  static func line(_ text: String = "") {
    write(Data((text + "\n").utf8))
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
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }

  static func json(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    line(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// JSON on one line, for a stream of events.
  static func jsonLine(_ value: some Encodable) throws {
    line(String(decoding: try CanonicalJSON.encode(value), as: UTF8.self))
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
  /// The text without what would move the cursor: names on a disk are not to be trusted with the
  /// terminal.
  var onOneLine: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
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
