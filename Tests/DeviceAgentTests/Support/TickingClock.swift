import Synchronization

/// A clock that never waits: whoever sleeps gets what they waited for at once, and the world around
/// moves on by one step.
final class TickingClock: Clock {
  struct Instant: InstantProtocol {
    var offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private let time = Mutex(Instant(offset: .zero))
  private let step: @Sendable () async throws -> Void

  /// - Parameter step: what happens in the world while somebody sleeps.
  init(step: @escaping @Sendable () async throws -> Void = {}) {
    self.step = step
  }

  var now: Instant { time.withLock { $0 } }
  var minimumResolution: Duration { .nanoseconds(1) }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    time.withLock { $0 = max($0, deadline) }
    try await step()
  }
}
