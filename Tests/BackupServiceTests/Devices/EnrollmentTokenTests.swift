import Foundation
import Identity
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("Enrollment tokens")
struct EnrollmentTokenTests {
  private func make(
    uses: Int = 3, for seconds: TimeInterval = 86_400, _ service: TestService,
    _ client: TestClient
  ) async throws -> NewEnrollmentToken {
    try await client.post(
      EnrollmentTokenRequest(
        name: "Berlin", uses: uses, expiresAt: service.services.now() + seconds),
      to: .createEnrollmentToken, [:],
      token: service.issuers.first.token(for: "it", roles: [.administrator])
    ).decode()
  }

  @Test("a token enrolls as many devices as it was made for, and IT sees how many")
  func count() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let made = try await make(uses: 2, service, client)
      for (number, status) in [(1, 200), (2, 200), (3, 403)] {
        let answer = try await TestDevice("d-\(number)").enroll(token: made.token, client)
        #expect(answer.status == status)
        if status == 403 { #expect(answer.problem?.code == "enrollmentToken.spent") }
      }
      let auditor = try service.issuers.first.token(for: "a", roles: [.auditor])
      let list = try await client.get(.enrollmentTokens, token: auditor)
        .decode(EnrollmentTokenList.self)
      #expect(list.tokens.map(\.used) == [2])
      let device = try await client.get(.device, [.device: "d-1"], token: auditor)
        .decode(DeviceRecord.self)
      #expect(device.enrollments.first?.enrollmentToken == made.record.id)
      #expect(device.enrollments.first?.person == nil)
    }
  }

  @Test("of many devices at once, exactly as many are enrolled as the token was made for")
  func concurrently() async throws {
    let service = try TestService()
    try await service.withTwoProcesses { one, other in
      let made = try await make(uses: 5, service, one)
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<12 {
          group.addTask {
            try await TestDevice("d-\(number)").enroll(
              token: made.token, number.isMultiple(of: 2) ? one : other
            ).status
          }
        }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses.count { $0 == 200 } == 5)
      #expect(statuses.count { $0 == 403 } == 7)
    }
  }

  @Test("a device whose first answer was lost uses the token once")
  func again() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let made = try await make(uses: 2, service, client)
      let device = TestDevice()
      for _ in 0..<2 { #expect(try await device.enroll(token: made.token, client).status == 200) }
      let token = try service.issuers.first.token(for: "it", roles: [.administrator])
      let list = try await client.get(.enrollmentTokens, token: token)
        .decode(EnrollmentTokenList.self)
      #expect(list.tokens.map(\.used) == [1])
    }
  }

  @Test("a token ends with its time, and when IT revokes it; what it enrolled stays")
  func ends() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let short = try await make(for: 100, service, client)
      let revoked = try await make(service, client)
      let device = TestDevice()
      try await device.enroll(token: revoked.token, client)
      let administrator = try service.issuers.first.token(for: "it", roles: [.administrator])
      for _ in 0..<2 {
        let answer = try await client.post(
          Revocation(reason: "Leaked"), to: .revokeEnrollmentToken,
          [.token: revoked.record.id], token: administrator)
        #expect(try answer.decode(EnrollmentTokenRecord.self).revokedAt == TestService.start)
      }
      #expect(
        try await TestDevice("d-2").enroll(token: revoked.token, client).problem?.code
          == "enrollmentToken.spent")
      #expect(
        try await device.standing(token: service.issuers.first.token(), client) == "let in")
      service.moveClock(by: 101)
      #expect(
        try await TestDevice("d-3").enroll(token: short.token, client).problem?.code
          == "enrollmentToken.spent")
    }
  }

  @Test("it enrolls, and opens nothing else")
  func onlyEnrolls() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let made = try await make(service, client)
      let device = TestDevice()
      try await device.enroll(token: made.token, client)
      let path = Route.profiles.path([.user: "alice"])
      #expect(
        try await device.send(.get, path, token: made.token, client).problem?.code
          == "access.denied")
      #expect(
        try await client.get(.caller, token: made.token).decode(CallerDescription.self)
          == CallerDescription(
            tenant: "first", user: nil, roles: ["enroller"], groupsKnown: true))
      // The subject of such a caller is no person, whatever they are called.
      let named = Route.profiles.path([.user: made.record.id])
      #expect(
        try await device.send(.get, named, token: made.token, client).problem?.code
          == "access.denied")
    }
  }

  @Test("what was never made gets the words of every wrong token")
  func forged() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let made = try await make(service, client)
      let parts = made.token.split(separator: ".").map(String.init)
      let wrong = try await client.get(.caller, token: "some-token-that-nobody-has")
      for token in [
        EnrollmentToken.make(tenant: "first", id: made.record.id).text,
        EnrollmentToken.make(tenant: "other", id: made.record.id).text,
        EnrollmentToken.make(tenant: "nobody", id: made.record.id).text,
        EnrollmentToken.make(tenant: "first", id: "et-x").text,
        parts.dropLast().joined(separator: "."), made.token + ".x",
        ([parts[0], "b3RoZXI"] + parts.dropFirst(2)).joined(separator: "."),
      ] {
        let answer = try await client.get(.caller, token: token)
        #expect(answer.status == 401)
        #expect(answer.body == wrong.body)
      }
    }
  }

  @Test("the token itself is stored nowhere, and told once")
  func secret() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let made = try await make(service, client)
      let owner = RecordOwner.tenant(TenantID(rawValue: "first"))
      let kind = RecordKind(rawValue: "enrollmentToken")
      let stored = try await service.services.store.records(
        kind, of: owner, labelled: nil, after: nil, limit: 10)
      #expect(stored.count == 1)
      let secret = try #require(made.token.split(separator: ".").last)
      for record in stored {
        #expect(!String(decoding: record.content, as: UTF8.self).contains(secret))
      }
      let administrator = try service.issuers.first.token(for: "it", roles: [.administrator])
      let list = try await client.get(.enrollmentTokens, token: administrator)
      #expect(!String(decoding: list.body, as: UTF8.self).contains(secret))
    }
  }

  @Test(
    "what cannot be is refused",
    arguments: [
      ("", 1, 60), ("x", 0, 60), ("x", -1, 60), ("x", 100_001, 60), ("x", 1, 0), ("x", 1, -60),
      ("x", 1, 367 * 86_400),
    ] as [(String, Int, TimeInterval)])
  func invalid(name: String, uses: Int, seconds: TimeInterval) async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let answer = try await client.post(
        EnrollmentTokenRequest(
          name: name, uses: uses, expiresAt: TestService.start + seconds),
        to: .createEnrollmentToken, [:],
        token: service.issuers.first.token(for: "it", roles: [.administrator]))
      #expect(answer.problem?.code == "request.invalidField")
    }
  }
}
