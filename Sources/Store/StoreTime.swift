import Foundation

/// Points in time as stores keep them: whole milliseconds since 1970.
public enum StoreTime {
  /// Rounded to the nearest millisecond; what lies beyond the years 0 to 9999 is taken as their end.
  public static func milliseconds(_ date: Date) -> Int64 {
    let seconds = date.timeIntervalSince1970
    let clamped = seconds.isNaN ? 0 : min(max(seconds, -62_167_219_200), 253_402_300_799)
    return Int64((clamped * 1000).rounded())
  }

  public static func date(milliseconds: Int64) -> Date {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000)
  }
}
