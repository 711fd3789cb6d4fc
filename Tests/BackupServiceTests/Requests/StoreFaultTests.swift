import Foundation
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("A store that fails")
struct StoreFaultTests {
  private func answer(
    _ fault: @escaping @Sendable (any Store) -> FaultyStore
  ) async throws -> Problem? {
    let service = try TestService { fault($0) }
    let body = CodeBox()
    try await service.withRoutes { client in
      let answer = try await client.post(
        UserEnvironment.Environment.sample().submission(sending: ComponentKind.allCases),
        to: .submitSnapshot, [.user: "alice"])
      body.set(String(decoding: answer.body, as: UTF8.self))
      #expect(answer.problem?.status == answer.status)
      #expect(try await service.sqlite.profiles(of: TestService.person("alice")) == [])
    }
    return try body.value.map { try CanonicalJSON.decode(Problem.self, from: Data($0.utf8)) }
  }

  @Test("A store that is away is 503")
  func unavailable() async throws {
    let problem = try await answer { FaultyStore.unavailable($0) }
    #expect(problem?.code == "store.unavailable")
    #expect(problem?.status == 503)
    #expect(problem?.detail.contains("10.1.2.3") == false)
  }

  @Test("A store without space is 507, and nothing is half-written")
  func full() async throws {
    let problem = try await answer { FaultyStore.full($0) }
    #expect(problem?.code == "store.full")
    #expect(problem?.status == 507)
  }

  @Test("A store that cannot be written is 503")
  func readOnly() async throws {
    #expect(try await answer { FaultyStore.readOnly($0) }?.code == "store.readOnly")
  }

  @Test("A store whose data is broken is 500, without a word of the inside")
  func corrupt() async throws {
    let problem = try await answer { FaultyStore.corrupt($0) }
    #expect(problem?.status == 500)
    #expect(problem?.code == "service.failed")
    #expect(problem?.detail.contains("page") == false)
  }

  @Test("Health says whether the store can be used")
  func health() async throws {
    try await TestService().withRoutes { client in
      let answer = try await client.get("/health", token: nil)
      #expect(try answer.decode(Health.self).status == "ok")
    }
    try await TestService { FaultyStore.unavailable($0) }.withRoutes { client in
      let answer = try await client.get("/health", token: nil)
      #expect(answer.problem?.code == "store.unavailable")
    }
  }

  @Test("Sealed bytes that were changed in the store are not handed out")
  func changedSeal() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let receipt = try await client.backUp(.sample())
      let environment = try UserEnvironment.Environment.sample().encodedComponents()
      let settings = try #require(environment.first).description
      let person = TestService.person("alice")
      let profile = ProfileID(rawValue: receipt.profile)
      let sealed = try #require(
        try await service.sqlite.sealedComponent(settings.digest, of: profile, of: person))
      // The same seal under the name of another person is a moved blob.
      _ = try await service.sqlite.commit(
        SnapshotCommit(
          person: TestService.person("mallory"), profile: profile,
          device: DeviceID(rawValue: "d"), version: 1,
          manifest: SnapshotManifest(
            source: UserEnvironment.Environment.sample().source, takenAt: TestService.start,
            components: [settings]),
          newComponents: [sealed], storedAt: TestService.start))
      let answer = try await client.get(
        .component,
        [.user: "mallory", .profile: receipt.profile, .version: "1", .kind: "settings"])
      #expect(answer.status == 500)
      #expect(answer.problem?.code == "service.failed")
    }
  }
}
