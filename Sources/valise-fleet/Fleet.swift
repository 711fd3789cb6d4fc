import DeviceProof
import Foundation
import RestoreRules
import ServiceAPI
import UserEnvironment

/// The people and what they do, so many at once.
struct Fleet: Sendable {
  /// A client of the service, which proves a device's key when it gets one.
  let client: @Sendable (DeviceKey?) throws -> ServiceClient
  let people: Int
  let concurrency: Int
  var seed: UInt64
  /// Whether every PC is enrolled first, which is not measured, and then proves its requests.
  var provesDevices = false

  /// Everyone does everything once.
  ///
  /// - Throws: the first `ServiceError`; a load test that is refused measures nothing.
  func run() async throws -> FleetReport {
    _ = try await client(nil).health()
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
    let oldPC = try await client(on: person.oldDevice)
    let newPC = try await client(on: person.newDevice)

    let submission = try person.submission(sending: [])
    let answer = try await measurements.time(.announce) {
      try await oldPC.submit(submission, for: person.user)
    }
    if let lacking = answer.lacking {
      let contents = try person.submission(sending: lacking)
      _ = try await measurements.time(.send) {
        try await oldPC.submit(contents, for: person.user)
      }
    }
    _ = try await measurements.time(.unchanged) {
      try await oldPC.submit(submission, for: person.user)
    }
    _ = try await measurements.time(.signIn) {
      try await newPC.signIn(person.statement, for: person.user)
    }
    return measurements
  }

  /// The client of a PC, enrolled where that is wanted.
  private func client(on device: String) async throws -> ServiceClient {
    guard provesDevices else { return try client(nil) }
    let client = try client(DeviceKey())
    _ = try await client.enroll(
      DeviceEnrollment(device: device, enrollment: "e-" + device, name: "FLEET"))
    return client
  }
}
