import Foundation
import UserEnvironment

/// A custom dictionary of Windows' spelling: lines of UTF-16 with a byte order mark.
///
/// Source: "User dictionaries" of the spell checking API (Microsoft's Win32 documentation).
public struct WordList: Hashable, Sendable {
  /// In the order of the file.
  public let lines: [String]

  /// Nil for bytes that are no such list.
  public init?(_ bytes: Data) {
    guard bytes.starts(with: Self.mark), let units = bytes.dropFirst(2).littleEndianUnits(),
      let text = String(validating: units, as: UTF16.self)
    else { return nil }
    let lines = text.unicodeScalars.split(whereSeparator: { $0 == "\r" || $0 == "\n" })
      .map { String(String.UnicodeScalarView($0)) }
    guard lines.allSatisfy(Self.isLine) else { return nil }
    self.lines = lines
  }

  private init(lines: [String]) {
    self.lines = lines
  }

  private static let mark: [UInt8] = [0xFF, 0xFE]

  /// Windows takes words of up to 128 units; a line of corrections holds two.
  private static let longestLine = 512

  private static func isLine(_ line: String) -> Bool {
    line.utf16.count <= longestLine
      && !line.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\t" }
  }

  /// This list, and behind it the lines of the other that it lacks.
  public func adding(_ other: WordList) -> WordList {
    var known = Set(lines)
    return WordList(lines: lines + other.lines.filter { known.insert($0).inserted })
  }

  public var bytes: Data {
    Data(
      Self.mark
        + lines.flatMap { ($0 + "\r\n").utf16 }.littleEndianBytes())
  }
}
