import Foundation
import RestoreRules
import ServiceAPI
import UserEnvironment

/// The people and what they do, so many at once.
struct Fleet: Sendable {
  let client: ServiceClient
  let people: Int
  let concurrency: Int
  let seed: UInt64

  /// Everyone does everything once.
  ///
  /// - Throws: the first `ServiceError`; a load test that is refused measures nothing.
  func run() async throws -> FleetReport {
    _ = try await client.health()
    let clock = ContinuousClock()
    let start = clock.now
    var measurements = Measurements()
    try await withThrowingTaskGroup(of: Measurements.self) { group in
      var next = 0
      while next < min(concurrency, people) {
        group.addTask { [next] in try await day(of: next) }
        next += 1
      }
      while let done = try await group.next() {
        measurements.merge(done)
        guard next < people else { continue }
        group.addTask { [next] in try await day(of: next) }
        next += 1
      }
    }
    return FleetReport(
      people: people, concurrency: concurrency, seed: seed, duration: clock.now - start,
      measurements: measurements)
  }

  private func day(of number: Int) async throws -> Measurements {
    let person = FleetPerson(number: number, seed: seed)
    var measurements = Measurements()

    let submission = try person.submission(sending: [])
    let answer = try await measurements.time(.announce) {
      try await client.submit(submission, for: person.user)
    }
    if let lacking = answer.lacking {
      let contents = try person.submission(sending: lacking)
      _ = try await measurements.time(.send) {
        try await client.submit(contents, for: person.user)
      }
    }
    _ = try await measurements.time(.unchanged) {
      try await client.submit(submission, for: person.user)
    }
    _ = try await measurements.time(.signIn) {
      try await client.signIn(person.statement, for: person.user)
    }
    return measurements
  }
}
