/// What is measured.
enum Operation: String, Sendable, CaseIterable, Codable {
  /// The first backup's manifest, before its contents.
  case announce
  /// The first backup's contents.
  case send
  /// A backup in which nothing changed.
  case unchanged
  /// A sign-in with its decision.
  case signIn
}

/// How long each request took.
struct Measurements: Sendable {
  private(set) var durations: [Operation: [Duration]] = [:]

  /// Runs an operation and notes how long it took, when it succeeds.
  mutating func time<Value>(
    _ operation: Operation, _ work: () async throws -> Value
  ) async throws -> Value {
    let clock = ContinuousClock()
    let start = clock.now
    let value = try await work()
    durations[operation, default: []].append(clock.now - start)
    return value
  }

  mutating func merge(_ other: Measurements) {
    durations.merge(other.durations) { $0 + $1 }
  }
}
