import Foundation

/// Points in time as RFC 3339 writes them, read strictly.
///
/// Foundation's own ISO 8601 style reads `2026-02-30` as the second of March and ignores what
/// follows the `Z`; facts that are typed by hand deserve a refusal instead.
enum Timestamp {
  /// Reads `2026-11-22T08:00:00Z`, with or without a fraction of a second, with `Z` or an offset
  /// (RFC 3339, section 5.6); nil for any other text.
  static func date(_ text: String) -> Date? {
    // 2026-11-22T08:00:00 is 19 bytes; a fraction and the zone follow.
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[4] == hyphen, bytes[7] == hyphen,
      [UInt8(ascii: "T"), UInt8(ascii: "t")].contains(bytes[10]),
      bytes[13] == colon, bytes[16] == colon,
      let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
      let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]),
      let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
      (1...12).contains(month), (1...daysIn(month: month, of: year)).contains(day),
      hour < 24, minute < 60, second <= 60  // 60: a leap second, read as the next one
    else { return nil }
    var rest = bytes[19...]
    guard let fraction = takeFraction(from: &rest), let offset = offset(rest) else { return nil }
    let days = dayNumber(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
    return Date(timeIntervalSince1970: Double(seconds) + fraction)
  }

  /// Writes a date in UTC, to the millisecond: `2026-11-22T08:00:00Z`, `2026-11-22T08:00:00.250Z`.
  static func text(_ date: Date) -> String {
    let time = Components(date)
    let fraction = time.millisecond == 0 ? "" : "." + padded(time.millisecond, 3)
    return "\(time.day)T\(time.clock):\(padded(time.second, 2))\(fraction)Z"
  }

  /// Writes a date for a sentence: `2026-11-22 08:00 UTC`.
  static func inWords(_ date: Date) -> String {
    let time = Components(date)
    return "\(time.day) \(time.clock) UTC"
  }

  /// A date taken apart in the Gregorian calendar, in UTC.
  private struct Components {
    let day: String
    let clock: String
    let second: Int
    let millisecond: Int

    init(_ date: Date) {
      // Clamped to what RFC 3339 can write (the years 0000 to 9999), so that no date can trap.
      let seconds = date.timeIntervalSince1970
      let clamped = seconds.isNaN ? 0 : min(max(seconds, -62_167_219_200), 253_402_300_799)
      let milliseconds = Int((clamped * 1000).rounded())
      let (days, time) = divided(milliseconds, by: 86_400_000)
      let (year, month, dayOfMonth) = calendarDay(days)
      day = "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))"
      clock = "\(padded(time / 3_600_000, 2)):\(padded(time / 60_000 % 60, 2))"
      second = time / 1000 % 60
      millisecond = time % 1000
    }
  }

  private static let hyphen = UInt8(ascii: "-")
  private static let colon = UInt8(ascii: ":")

  /// The number that these digits write; nil where one is no digit.
  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
      guard isDigit(digit) else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Takes `.25` off the front and gives 0.25; 0 where there is no dot, nil where there is nothing
  /// but the dot.
  private static func takeFraction(from rest: inout ArraySlice<UInt8>) -> Double? {
    guard rest.first == UInt8(ascii: ".") else { return 0 }
    let digits = rest.dropFirst().prefix(while: isDigit)
    rest = rest[digits.endIndex...]
    return digits.isEmpty ? nil : Double("0.\(String(decoding: digits, as: UTF8.self))")
  }

  /// The seconds that a zone such as `+05:30` stands before UTC; `Z` is UTC itself.
  private static func offset(_ zone: ArraySlice<UInt8>) -> Int? {
    let bytes = Array(zone)
    if bytes == [UInt8(ascii: "Z")] || bytes == [UInt8(ascii: "z")] { return 0 }
    guard bytes.count == 6, bytes[3] == colon,
      let hours = number(bytes[1..<3]), let minutes = number(bytes[4..<6]),
      hours < 24, minutes < 60
    else { return nil }
    let seconds = hours * 3_600 + minutes * 60
    switch bytes[0] {
    case UInt8(ascii: "+"): return seconds
    case hyphen: return -seconds
    default: return nil
    }
  }

  private static func daysIn(month: Int, of year: Int) -> Int {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  /// The number of days from 1970-01-01 to a day of the Gregorian calendar.
  ///
  /// Years are counted from March, so that the leap day is the last of its year and the days
  /// before a month follow from `(153 * month + 2) / 5`.
  private static func dayNumber(year: Int, month: Int, day: Int) -> Int {
    let marchYear = month > 2 ? year : year - 1
    let marchMonth = (month + 9) % 12
    let leapDays =
      divided(marchYear, by: 4).quotient - divided(marchYear, by: 100).quotient
      + divided(marchYear, by: 400).quotient
    return marchYear * 365 + leapDays + (153 * marchMonth + 2) / 5 + day - 1 - 719_468
  }

  /// The day of the Gregorian calendar that lies so many days after 1970-01-01.
  private static func calendarDay(_ number: Int) -> (year: Int, month: Int, day: Int) {
    // A first guess that is never late and at most a year early, then the month by its first day.
    var year = 1970 + divided(number * 400, by: 146_097).quotient - 1
    while dayNumber(year: year + 1, month: 1, day: 1) <= number { year += 1 }
    var month = 12
    while dayNumber(year: year, month: month, day: 1) > number { month -= 1 }
    return (year, month, number - dayNumber(year: year, month: month, day: 1) + 1)
  }

  /// Division that rounds down, so that the remainder is never negative.
  private static func divided(_ value: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
