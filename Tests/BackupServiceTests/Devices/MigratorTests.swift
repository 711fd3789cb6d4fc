import Foundation
import Identity
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("A technician at a bench")
struct MigratorTests {
  private func bench(_ service: TestService, _ client: TestClient) async throws -> TestDevice {
    let bench = TestDevice("m-bench")
    try await bench.enroll(token: token(service), client)
    return bench
  }

  private func token(_ service: TestService) throws -> String {
    try service.issuers.first.token(for: "tech", roles: [.migrator])
  }

  @Test("backs up and restores for a person from an enrolled device, and each act leaves a record")
  func acts() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let bench = try await bench(service, client)
      let token = try token(service)
      let reason = "Ticket 4711: display broken – Gerät getauscht"
      // The PC whose disk lies on the bench is another one than the bench.
      let receipt = try await bench.post(
        Environment.sample().submission(device: "d-old"), to: .submitSnapshot, [.user: "alice"],
        token: token, client, reason: reason)
      #expect(receipt.status == 200)
      let list = try await bench.get(
        .profiles, [.user: "alice"], token: token, client, reason: reason)
      #expect(list.status == 200)
      let signIn = try await bench.post(
        SignInStatement.sample(device: "d-new"), to: .signIn, [.user: "alice"], token: token,
        client, reason: reason)
      #expect(signIn.status == 200)
    }
    let events = try await service.services.store.logEntries(
      of: .tenant(TenantID(rawValue: "first")), after: 0, limit: 100
    ).map { try CanonicalJSON.decode(AuditRecord.self, from: $0.content).event }
    let acts = events.filter { $0.action == .migratorActed }
    #expect(
      acts.map(\.object) == [
        "POST /v1/users/{user}/snapshots", "GET /v1/users/{user}/profiles",
        "POST /v1/users/{user}/sign-ins",
      ])
    for act in acts {
      #expect(act.actor.id == "tech")
      #expect(act.user == "alice")
      #expect(act.device == "m-bench")
      #expect(act.reason == "Ticket 4711: display broken – Gerät getauscht")
    }
  }

  @Test("without a device, a reason or the role nothing is done, and nothing recorded")
  func refused() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let bench = try await bench(service, client)
      let token = try token(service)
      let path = Route.profiles.path([.user: "alice"])
      #expect(try await client.get(path, token: token).problem?.code == "identity.missingProof")
      for reason in [nil, "", "   ", String(repeating: "x", count: 501)] {
        let answer = try await bench.send(.get, path, token: token, client, reason: reason)
        #expect(answer.status == 403)
        #expect(answer.problem?.code == "access.reasonRequired")
      }
      let stranger = TestDevice("m-2")
      #expect(
        try await stranger.send(.get, path, token: token, client, reason: "Ticket").problem?.code
          == "device.unknown")
      let person = try service.issuers.first.token(for: "tech")
      #expect(
        try await bench.send(.get, path, token: person, client, reason: "Ticket").problem?.code
          == "access.denied")
      let other = try service.issuers.other.token(for: "tech", roles: [.migrator])
      #expect(
        try await bench.send(.get, path, token: other, client, reason: "Ticket").problem?.code
          == "device.unknown")
    }
    let events = try await service.services.store.logEntries(
      of: .tenant(TenantID(rawValue: "first")), after: 0, limit: 100)
    #expect(events.count == 1)
  }

  @Test("about themselves they are a person like any other, on their own device")
  func themselves() async throws {
    let service = try TestService(devices: DevicePolicy())
    try await service.withRoutes { client in
      let bench = try await bench(service, client)
      let token = try token(service)
      let path = Route.profiles.path([.user: "tech"])
      #expect(try await bench.send(.get, path, token: token, client).status == 200)
      let foreign = try await bench.post(
        Environment.sample().submission(device: "d-old"), to: .submitSnapshot, [.user: "tech"],
        token: token, client, reason: "Ticket")
      #expect(foreign.problem?.code == "device.mismatch")
    }
  }
}
