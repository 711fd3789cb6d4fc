import Foundation

/// How often something may happen: so many times a minute, and so many at once after a pause.
public struct RateLimit: Sendable, Hashable {
  let perSecond: Double
  let burst: Double

  /// - Parameter perMinute: a sixth of it, but at least 10, may come at once. Nil for 0: no limit.
  public init?(perMinute: Int) {
    guard perMinute > 0 else { return nil }
    perSecond = Double(perMinute) / 60
    burst = max(10, (Double(perMinute) / 6).rounded())
  }
}

/// What is left of a limit for one sender. It fills by itself, and is a value without a clock.
struct TokenBucket: Sendable, Hashable {
  private var level: Double
  private var at: Date

  init(_ limit: RateLimit, at now: Date) {
    level = limit.burst
    at = now
  }

  /// Takes one, if there is one.
  ///
  /// - Returns: nil, or the seconds until there is one again.
  mutating func take(_ limit: RateLimit, at now: Date) -> Double? {
    fill(limit, at: now)
    guard level >= 1 else { return (1 - level) / limit.perSecond }
    level -= 1
    return nil
  }

  /// The seconds until there is one; nil when there is.
  mutating func wait(_ limit: RateLimit, at now: Date) -> Double? {
    fill(limit, at: now)
    return level >= 1 ? nil : (1 - level) / limit.perSecond
  }

  private mutating func fill(_ limit: RateLimit, at now: Date) {
    // A clock that was set back gives nothing, and takes nothing.
    level = min(limit.burst, level + max(0, now.timeIntervalSince(at)) * limit.perSecond)
    at = now
  }
}
