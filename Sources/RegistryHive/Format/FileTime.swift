/// A moment as Windows counts it: 100-nanosecond ticks since 1601-01-01 00:00 UTC (`FILETIME`).
///
/// Specification: last written timestamps, in "Base block" and "Key node".
public struct FileTime: Hashable, Comparable, Sendable {
  /// Ticks of 100 nanoseconds since 1601-01-01 00:00 UTC.
  public var ticks: UInt64

  private static let ticksPerSecond: UInt64 = 10_000_000
  /// Seconds from 1601-01-01 to 1970-01-01.
  private static let secondsBefore1970: Int64 = 11_644_473_600

  /// The moment so many ticks after 1601-01-01 00:00 UTC.
  public init(ticks: UInt64) {
    self.ticks = ticks
  }

  /// The moment so many seconds after 1970-01-01 00:00 UTC; a moment that `FILETIME` cannot hold
  /// becomes the nearest one that it can.
  public init(secondsSince1970: Double) {
    let ticks =
      (secondsSince1970 + Double(Self.secondsBefore1970)) * Double(Self.ticksPerSecond)
    self.ticks = ticks.isNaN || ticks <= 0 ? 0 : UInt64(exactly: ticks.rounded()) ?? .max
  }

  /// Seconds since 1970-01-01 00:00 UTC, negative for earlier moments.
  public var secondsSince1970: Double {
    let seconds = Int64(ticks / Self.ticksPerSecond) - Self.secondsBefore1970
    let fraction = Double(ticks % Self.ticksPerSecond) / Double(Self.ticksPerSecond)
    return Double(seconds) + fraction
  }

  /// Whether a moment is earlier than another.
  public static func < (left: Self, right: Self) -> Bool {
    left.ticks < right.ticks
  }
}
