import Foundation

/// How often and how fast an installation is tried again after an error that passes.
///
/// Each wait is twice as long as the one before, up to a longest. A random part of it is left out, so
/// that a whole department whose network comes back does not ask the same servers at one moment.
public struct RetryPace: Sendable {
  /// How often an app is begun in one visit.
  let attemptsInVisit: Int
  /// How often an app is begun over all visits until it counts as failed.
  let attemptsInAll: Int
  let firstDelay: Duration
  let longestDelay: Duration
  /// A random number from 0 to 1.
  let random: @Sendable () -> Double

  public init(
    attemptsInVisit: Int = 6, attemptsInAll: Int = 30, firstDelay: Duration = .seconds(10),
    longestDelay: Duration = .seconds(300),
    random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
  ) {
    self.attemptsInVisit = attemptsInVisit
    self.attemptsInAll = attemptsInAll
    self.firstDelay = firstDelay
    self.longestDelay = longestDelay
    self.random = random
  }

  /// The wait after the attempt of this number, from 1 on: between half and the whole of the doubled
  /// delay.
  func delay(after attempt: Int) -> Duration {
    let doublings = min(max(attempt - 1, 0), 30)
    let whole = min(firstDelay * (1 << doublings), longestDelay)
    return whole / 2 + whole / 2 * random()
  }
}

/// The time as the agent sees it, so that nothing waits in tests.
public protocol AgentClock: Sendable {
  var now: Date { get }

  /// - Throws: `CancellationError`.
  func sleep(for duration: Duration) async throws
}

/// The PC's own clock.
public struct SystemClock: AgentClock {
  public init() {}

  public var now: Date { Date() }

  public func sleep(for duration: Duration) async throws {
    try await Task.sleep(for: duration)
  }
}
