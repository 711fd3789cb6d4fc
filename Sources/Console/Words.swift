import Foundation

/// How things are called on a page.
enum Words {
  /// The words for a moment's name.
  static func of(_ moment: String) -> String {
    switch moment {
    case "oobe": "device setup"
    case "firstSignIn": "sign-in"
    case "onDemand": "on demand"
    default: moment
    }
  }
}

/// How old something is, and when it was.
enum Age {
  /// `3 days ago`, by the largest unit that fits.
  static func inWords(from time: Date, to now: Date) -> String {
    let minutes = Int(max(0, now.timeIntervalSince(time)) / 60)
    switch minutes {
    case 0: return "just now"
    case ..<60: return ago(minutes, "minute")
    case ..<(48 * 60): return ago(minutes / 60, "hour")
    case ..<(60 * 24 * 60): return ago(minutes / (24 * 60), "day")
    case ..<(730 * 24 * 60): return ago(minutes / (30 * 24 * 60), "month")
    default: return ago(minutes / (365 * 24 * 60), "year")
    }
  }

  /// `2026-11-22 08:00 UTC`
  static func time(_ time: Date) -> String {
    let style = Date.ISO8601FormatStyle(dateTimeSeparator: .space)
      .year().month().day().time(includingFractionalSeconds: false)
    return String(time.formatted(style).prefix(16)) + " UTC"
  }

  private static func ago(_ count: Int, _ unit: String) -> String {
    "\(count) \(unit)\(count == 1 ? "" : "s") ago"
  }
}

/// Addresses of pages. Names stand in the query, where no browser takes them for steps in a path.
enum Link {
  static func person(_ user: String) -> String { "/console/person?user=" + encoded(user) }
  static func people(after user: String) -> String { "/console/people?after=" + encoded(user) }

  private static func encoded(_ text: String) -> String {
    let unreserved = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }
}
