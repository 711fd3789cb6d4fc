import Foundation

/// Dates as clients write them: RFC 3339, with or without a fraction of a second, in the years
/// 1970 to 9999.
enum WireDate {
  static func read(_ text: String) -> Date? {
    // Foundation's own style takes the 30th of February for a day in March, ignores what follows,
    // and knows only the offsets that are in use.
    guard let match = text.wholeMatch(of: shape()),
      let date = try? Date.ISO8601FormatStyle(includingFractionalSeconds: match.output.2 != nil)
        .parse(match.output.1.uppercased() + "Z"),
      date.formatted(.iso8601.year().month().day()) == match.output.1.prefix(10),
      let offset = offset(match.output.3)
    else { return nil }
    let moment = date - offset
    return range.contains(moment) ? moment : nil
  }

  private static func shape() -> Regex<(Substring, Substring, Substring?, Substring)> {
    /([0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?)([Zz]|[+\-][0-9]{2}:[0-9]{2})/
  }

  /// The seconds by which an offset such as `+05:30` is ahead of UTC.
  private static func offset(_ zone: Substring) -> TimeInterval? {
    guard zone.count == 6 else { return 0 }
    guard let hours = Int(zone.dropFirst().prefix(2)), let minutes = Int(zone.suffix(2)),
      hours < 24, minutes < 60
    else { return nil }
    return TimeInterval((zone.hasPrefix("-") ? -1 : 1) * (hours * 3600 + minutes * 60))
  }

  /// 1970-01-01T00:00:00Z to 9999-12-31T23:59:59Z: what every store and every JSON date can carry.
  private static let range =
    Date(timeIntervalSince1970: 0)...Date(timeIntervalSince1970: 253_402_300_799)
}
