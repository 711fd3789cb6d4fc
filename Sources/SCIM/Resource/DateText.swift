import Foundation

/// Dates as SCIM writes them: `xsd:dateTime` (RFC 7643, section 2.3.5), here always with an offset.
enum DateText {
  static func read(_ text: String) -> Date? {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
    guard text.utf8.count <= 40, let date = try? style.parse(text) else { return nil }
    return date
  }

  static func write(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
