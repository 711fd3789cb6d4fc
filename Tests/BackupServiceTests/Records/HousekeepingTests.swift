import Foundation
import Identity
import Store
import Testing

@testable import BackupService

@Suite("The service's housekeeping")
struct HousekeepingTests {
  @Test("removes what expired, however much it is, and leaves the rest")
  func expired() async throws {
    let service = try TestService()
    let caller = Caller(tenant: "first", subject: .named("helen"), roles: [.helpDesk])
    for index in 0..<600 {
      try await service.services.consoleSessions.start(caller, secret: "old \(index)")
    }
    service.moveClock(by: ConsoleSessions.timeLimit)
    try await service.services.consoleSessions.start(caller, secret: "new")
    service.moveClock(by: 1)
    let housekeeping = service.services.housekeeping
    #expect(try await housekeeping.removeExpired() == 600)
    #expect(try await housekeeping.removeExpired() == 0)
    #expect(try await service.services.consoleSessions.caller("new") == caller)
  }
}
