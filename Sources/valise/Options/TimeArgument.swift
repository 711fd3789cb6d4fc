import ArgumentParser
import Foundation

/// A time in a command line: RFC 3339, or a day of UTC, which begins and ends.
struct TimeArgument {
  /// As it was given.
  let text: String
  let beginning: Date
  /// The same as the beginning but for a day: then the first moment after it.
  let end: Date
  /// The same as the beginning but for a day: then its last second.
  let last: Date

  private static let dayLength: TimeInterval = 86_400

  static func read(_ argument: String) throws -> TimeArgument {
    let isDay = argument.utf8.count == 10
    let styles = [
      Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true),
    ]
    let whole = isDay ? argument + "T00:00:00Z" : argument
    guard let date = styles.lazy.compactMap({ try? $0.parse(whole) }).first else {
      throw ValidationError(
        "Write a time as 2026-11-22T08:00:00Z, or a day as 2026-11-22.")
    }
    return TimeArgument(
      text: argument, beginning: date, end: isDay ? date + dayLength : date,
      last: isDay ? date + (dayLength - 1) : date)
  }
}
