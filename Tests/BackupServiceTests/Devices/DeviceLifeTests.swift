import DeviceProof
import Foundation
import Identity
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("The life of a device")
struct DeviceLifeTests {
  private static let desk = "desk"

  private func revoke(
    _ id: String, _ service: TestService, _ client: TestClient, key: String? = nil
  ) async throws -> TestClient.Answer {
    try await client.post(
      DeviceRevocation(key: key, reason: "Lost on a train"), to: .revokeDevice, [.device: id],
      token: service.issuers.first.token(for: Self.desk, roles: [.helpDesk]))
  }

  private func approve(
    _ device: TestDevice, _ service: TestService, _ client: TestClient
  ) async throws -> TestClient.Answer {
    try await client.post(
      DeviceApproval(key: device.thumbprint), to: .approveDevice, [.device: device.id],
      token: service.issuers.first.token(for: Self.desk, roles: [.administrator]))
  }

  private func log(_ service: TestService) async throws -> [AuditEvent] {
    try await service.services.store.logEntries(
      of: .tenant(TenantID(rawValue: "first")), after: 0, limit: 1000
    ).map { try CanonicalJSON.decode(AuditRecord.self, from: $0.content).event }
  }

  @Test("a lost device is refused from its next request on, by every process")
  func revoked() async throws {
    let service = try TestService()
    try await service.withTwoProcesses { one, other in
      let token = try service.issuers.first.token()
      let device = TestDevice()
      try await device.enroll(token: token, one)
      for client in [one, other] {
        #expect(try await device.standing(token: token, client) == "let in")
      }
      let record = try await revoke(device.id, service, one).decode(DeviceRecord.self)
      #expect(record.state == .revoked)
      #expect(record.enrollments.first?.reason == "Lost on a train")
      for client in [one, other] {
        #expect(try await device.standing(token: token, client) == "device.revoked")
      }
      // Neither may it enroll with that key again, nor let itself in with another.
      #expect(
        try await device.enroll(token: token, one).problem?.code == "device.revoked")
      let again = TestDevice(device.id, enrollment: "e-2")
      #expect(
        try await again.enroll(token: token, one).decode(DeviceRecord.self).awaitsApproval)
      #expect(try await again.standing(token: token, other) == "device.pending")
      #expect(
        try await approve(again, service, other).decode(DeviceRecord.self).state == .active)
      #expect(try await again.standing(token: token, one) == "let in")
      #expect(try await device.standing(token: token, one) == "device.revoked")
    }
    let events = try await log(service)
    #expect(
      events.map(\.action.rawValue) == [
        "device.enrolled", "device.revoked", "device.enrolled", "device.approved",
      ])
    #expect(events[1].reason == "Lost on a train")
    #expect(events[1].actor.id == Self.desk)
    #expect(events.allSatisfy { $0.device == "d-old" })
  }

  @Test("after a reset the same person enrolls the same hardware again, and its history is kept")
  func reset() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      let before = TestDevice(enrollment: "e-1")
      let after = TestDevice(enrollment: "e-2")
      try await before.enroll(token: token, client)
      service.moveClock(by: 60)
      let record = try await after.enroll(token: token, client, at: service.services.now())
        .decode(DeviceRecord.self)
      #expect(record.state == .active)
      #expect(record.enrollments.map(\.id) == ["e-2", "e-1"])
      #expect(record.enrollments.map(\.state) == [.active, .replaced])
      #expect(record.enrollments[1].endedAt == TestService.start + 60)
      #expect(try await after.standing(token: token, client) == "let in")
      #expect(try await before.standing(token: token, client) == "device.replaced")
      // Whoever has the old key does not get back.
      #expect(try await before.enroll(token: token, client).problem?.code == "device.keyTaken")
    }
  }

  @Test("hardware that somebody else enrolls waits for IT, and the old key counts until then")
  func somebodyElse() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let alice = try service.issuers.first.token()
      let mallory = try service.issuers.first.token(for: "mallory")
      let device = TestDevice()
      let thief = TestDevice(enrollment: "e-2")
      try await device.enroll(token: alice, client)
      let record = try await thief.enroll(token: mallory, client).decode(DeviceRecord.self)
      #expect(record.state == .active)
      #expect(record.awaitsApproval)
      #expect(try await thief.standing(token: alice, client) == "device.pending")
      #expect(try await device.standing(token: alice, client) == "let in")
      let own = try await thief.get(.provenDevice, token: mallory, client)
      #expect(try own.decode(DeviceRecord.self) == record)

      let waiting = try await client.get(
        Route.devices.path() + "?state=pending",
        token: service.issuers.first.token(for: Self.desk, roles: [.helpDesk]))
      #expect(try waiting.decode(DeviceList.self).devices == [record])
      // IT turns it down, and nothing else.
      let after = try await revoke(device.id, service, client, key: thief.thumbprint)
        .decode(DeviceRecord.self)
      #expect(after.state == .active)
      #expect(!after.awaitsApproval)
      #expect(try await thief.standing(token: alice, client) == "device.revoked")
      #expect(try await device.standing(token: alice, client) == "let in")
      #expect(try await approve(thief, service, client).problem?.code == "device.notPending")
    }
  }

  @Test("where the tenant says approve, everything but the first enrollment waits")
  func approval() async throws {
    let service = try TestService(
      devices: DevicePolicy(proof: .required, reenrollment: .approve))
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      let before = TestDevice(enrollment: "e-1")
      try await before.enroll(token: token, client)
      #expect(try await before.standing(token: token, client) == "let in")
      let after = TestDevice(enrollment: "e-2")
      try await after.enroll(token: token, client)
      #expect(try await after.standing(token: token, client) == "device.pending")
      // Nobody approves another key than the one they saw.
      #expect(try await approve(before, service, client).problem?.code == "device.notPending")
      #expect(try await approve(after, service, client).status == 200)
      #expect(try await after.standing(token: token, client) == "let in")
      #expect(try await before.standing(token: token, client) == "device.replaced")
    }
  }

  @Test("an enrollment whose answer was lost may be sent again, and counts once")
  func again() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      let device = TestDevice()
      let first = try await device.enroll(token: token, client)
      let second = try await device.enroll(token: token, client)
      #expect(first.body == second.body)
      #expect(try second.decode(DeviceRecord.self).enrollments.count == 1)
      let other = TestDevice("d-2", key: device.key)
      #expect(try await other.enroll(token: token, client).problem?.code == "device.keyTaken")
    }
    #expect(try await log(service).count == 1)
  }

  @Test("enrolling needs a proof, and a name that can be kept")
  func incomplete() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      let request = DeviceEnrollment(device: "d-1", enrollment: "e-1", name: "PC")
      let bare = try await client.post(request, to: .enrollDevice, [:], token: token)
      #expect(bare.problem?.code == "identity.missingProof")
      for (device, enrollment, name) in [
        ("", "e", "n"), ("d", "", "n"), ("d", "e", ""), ("d\n", "e", "n"),
        (String(repeating: "d", count: 256), "e", "n"),
      ] {
        let answer = try await TestDevice().post(
          DeviceEnrollment(device: device, enrollment: enrollment, name: name),
          to: .enrollDevice, token: token, client)
        #expect(answer.problem?.code == "request.invalidField")
      }
    }
  }

  @Test("a key is changed by the old one, for the device that it proves, to one that is there")
  func rotation() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      let device = TestDevice()
      try await device.enroll(token: token, client)
      let next = DeviceKey()
      let path = Route.rotateDeviceKey.path([.device: device.id])

      func rotate(
        by sender: TestDevice = device, at path: String = path, newProof: String
      ) async throws -> TestClient.Answer {
        try await sender.send(
          .post, path, token: token, client,
          body: CanonicalJSON.encode(KeyRotation(newProof: newProof)))
      }
      func newProof(
        _ path: String = path, token: String = token, by key: DeviceKey = next
      ) throws -> String {
        try device.proof(.post, path, token: token, nonce: device.lastNonce, by: key)
      }

      let stranger = TestDevice("d-2")
      #expect(
        try await rotate(by: stranger, newProof: newProof()).problem?.code == "device.unknown")
      try await stranger.enroll(token: token, client)
      #expect(
        try await rotate(by: stranger, newProof: newProof()).problem?.code == "device.mismatch")
      for wrong in [
        "x", try newProof("/v1/devices/d-2/key"), try newProof(token: "another token"),
        try device.proof(.get, path, token: token, nonce: device.lastNonce, by: next),
      ] {
        #expect(try await rotate(newProof: wrong).problem?.code == "identity.wrongProof")
      }
      #expect(
        try await rotate(newProof: newProof(by: stranger.key)).problem?.code == "device.keyTaken")
      #expect(
        try await rotate(newProof: newProof(by: device.key)).problem?.code == "device.keyTaken")

      let answer = try await rotate(newProof: newProof())
      #expect(answer.status == 200)
      let record = try answer.decode(DeviceRecord.self)
      #expect(record.enrollments.map(\.key) == [next.publicKey.thumbprint])
      #expect(record.enrollments.first?.rotatedAt == TestService.start)
      #expect(try await device.standing(token: token, client) == "device.replaced")
      let renewed = TestDevice(key: next)
      #expect(try await renewed.standing(token: token, client) == "let in")
      #expect(try await rotate(newProof: newProof()).problem?.code == "device.replaced")
    }
    #expect(try await log(service).last?.action.rawValue == "device.keyRotated")
  }

  @Test("a person sees and ends what they enrolled, and nothing else")
  func own() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let alice = try service.issuers.first.token()
      let bob = try service.issuers.first.token(for: "bob")
      try await TestDevice("d-a").enroll(token: alice, client)
      try await TestDevice("d-b").enroll(token: bob, client)
      let mine = try await client.get(.personsDevices, [.user: "alice"], token: alice)
      #expect(try mine.decode(DeviceList.self).devices.map(\.id) == ["d-a"])
      func end(_ device: String) async throws -> TestClient.Answer {
        try await client.post(
          DeviceRevocation(), to: .revokePersonsDevice, [.user: "alice", .device: device],
          token: alice)
      }
      let foreign = try await end("d-b")
      #expect(foreign.problem?.code == "device.notFound")
      #expect(try await end("nothing").body == foreign.body)
      #expect(try await end("d-a").decode(DeviceRecord.self).state == .revoked)
    }
  }

  @Test("two tenants with devices of the same id and key have nothing to do with each other")
  func tenants() async throws {
    let service = try TestService(devices: DevicePolicy())
    try await service.withRoutes { client in
      let first = try service.issuers.first.token()
      let other = try service.issuers.other.token()
      let device = TestDevice()
      try await device.enroll(token: first, client)
      #expect(try await device.standing(token: first, client) == "let in")
      #expect(try await device.standing(token: other, client) == "device.unknown")
      let staff = try service.issuers.other.token(for: Self.desk, roles: [.administrator])
      #expect(
        try await client.get(.devices, token: staff).decode(DeviceList.self).devices.isEmpty)
      for route in [Route.device, .revokeDevice, .approveDevice] {
        func answer(_ id: String) async throws -> TestClient.Answer {
          switch route.method {
          case .get: try await client.get(route, [.device: id], token: staff)
          default:
            try await client.post(
              Data(#"{"key":"k"}"#.utf8), to: route.path([.device: id]), token: staff)
          }
        }
        let there = try await answer(device.id)
        #expect(there.problem?.code == "device.notFound")
        #expect(try await answer("nothing").body == there.body)
      }
      try await device.enroll(token: other, client)
      #expect(try await device.standing(token: other, client) == "let in")
      _ = try await revoke(device.id, service, client)
      #expect(try await device.standing(token: first, client) == "device.revoked")
      #expect(try await device.standing(token: other, client) == "let in")
    }
  }

  @Test("the list of devices comes in pages")
  func pages() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      for number in 0..<5 { try await TestDevice("d-\(number)").enroll(token: token, client) }
      let staff = try service.issuers.first.token(for: Self.desk, roles: [.auditor])
      var seen: [String] = []
      var after = ""
      while true {
        let page = try await client.get("/v1/devices?limit=2" + after, token: staff)
          .decode(DeviceList.self)
        seen += page.devices.map(\.id)
        guard let next = page.next else { break }
        after = "&after=" + next
      }
      #expect(seen == (0..<5).map { "d-\($0)" })
      #expect(
        try await client.get("/v1/devices?state=lost", token: staff).problem?.code
          == "request.invalidParameter")
    }
  }

  @Test("a device's history is bounded, and its active enrollment is never forgotten")
  func history() {
    var device = EnrolledDevice(name: "PC")
    for number in 1...200 {
      _ = device.add(
        EnrolledDevice.Enrollment(
          number: number, id: "e-\(number)", state: number == 1 ? .active : .pending,
          key: "k-\(number)", enrolledAt: TestService.start, person: "alice",
          enrollmentToken: nil), at: TestService.start)
    }
    #expect(device.enrollments.count == EnrolledDevice.longestHistory)
    #expect(device.active?.number == 1)
    #expect(device.pending?.number == 200)
  }
}
