import Foundation
import ServiceAPI
import Testing
import UserEnvironment

@testable import BackupService

/// Not a test but a measurement, for docs and decisions: `VALISE_MEASURE=1 swift test --filter LookRate`.
@Suite("How much a record of every look costs", .serialized)
struct LookRateTests {
  private static var isWanted: Bool {
    ProcessInfo.processInfo.environment["VALISE_MEASURE"] != nil
  }

  @Test(
    "looks in a second, by a person at their own and by staff", .enabled(if: isWanted),
    arguments: [1, 32, 128])
  func rate(_ concurrency: Int) async throws {
    let service = try TestService()
    try await service.withServer { client, _ in
      try await client.backUp(.sample())
      let own = try service.issuers.first.token(for: "alice")
      let staff = try service.issuers.first.token(for: "helen", roles: [.helpDesk])
      for (name, token) in [("own, not recorded", own), ("staff, recorded", staff)] {
        let count = 3000
        let start = ContinuousClock.now
        try await withThrowingTaskGroup { group in
          for _ in 0..<concurrency {
            group.addTask {
              for _ in 0..<(count / concurrency) {
                let answer = try await client.get(.profiles, [.user: "alice"], token: token)
                #expect(answer.status == 200)
              }
            }
          }
          try await group.waitForAll()
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print("\(concurrency) at once, \(name): \(Int(Double(count) / seconds)) looks/s")
      }
    }
  }
}
