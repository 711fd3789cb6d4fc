import Logging

/// Work that is done again and again beside the requests. A round that fails is logged, and the next
/// one makes up for it.
public struct Rounds: Sendable {
  /// As the log calls it.
  let name: String
  /// Until the first round: a service that is started again and again is not kept busy by it.
  let pause: Duration
  /// From the end of a round to the next.
  let interval: Duration
  let work: @Sendable () async throws -> Void

  public init(
    _ name: String, after pause: Duration = .zero, every interval: Duration,
    work: @escaping @Sendable () async throws -> Void
  ) {
    self.name = name
    self.pause = pause
    self.interval = interval
    self.work = work
  }

  /// Does rounds until the task is cancelled.
  ///
  /// - Parameter clock: what waits; a test has one of its own.
  public func run(clock: some Clock<Duration> = ContinuousClock(), logger: Logger) async {
    do {
      if pause > .zero { try await clock.sleep(for: pause) }
      while !Task.isCancelled {
        await round(logger: logger)
        try await clock.sleep(for: interval)
      }
    } catch {
      // Cancelled while it waited.
    }
  }

  private func round(logger: Logger) async {
    do {
      try await work()
    } catch {
      let problem = ServiceProblem(error)
      logger.error(
        "a round of \(name) failed; the next one makes up for it",
        metadata: ["problem": "\(problem.kind.code)", "cause": "\(problem.cause?.code ?? "")"])
    }
  }
}
