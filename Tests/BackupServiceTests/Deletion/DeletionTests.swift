import Foundation
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("Deleting what was backed up")
struct DeletionTests {
  private func backUp(_ client: TestClient, _ count: Int) async throws -> String {
    var profile = ""
    for index in 0..<count {
      profile = try await client.backUp(.sample(hideExtensions: UInt32(index))).profile
    }
    return profile
  }

  @Test("a deleted version is gone; what other versions need stays and can be restored")
  func version() async throws {
    try await TestService().withRoutes { client in
      let profile = try await backUp(client, 3)
      let values: [Route.Parameter: String] = [
        .user: "alice", .profile: profile, .version: "1", .kind: "apps",
      ]
      let answer = try await client.send(.delete, Route.deleteVersion.path(values))
      // The settings differ in every version; apps and pins are the same in all.
      #expect(try answer.decode(DeletionAnswer.self).versions == 1)
      #expect(try answer.decode(DeletionAnswer.self).components == 1)
      #expect(
        try await client.get(.snapshot, values).problem?.code == "snapshot.notFound")
      for version in ["2", "3", "newest"] {
        var values = values
        values[.version] = version
        #expect(try await client.get(.component, values).status == 200)
      }
    }
  }

  @Test("a backup after the newest version was deleted gets a number that was never given")
  func numbering() async throws {
    try await TestService().withRoutes { client in
      let profile = try await backUp(client, 2)
      let values: [Route.Parameter: String] = [
        .user: "alice", .profile: profile, .version: "2",
      ]
      _ = try await client.send(.delete, Route.deleteVersion.path(values))
      let summary = try await client.get(.profiles, [.user: "alice"]).decode(ProfileList.self)
      #expect(summary.profiles.map(\.newestVersion) == [1])
      // The same content as the deleted one: a version of its own all the same.
      let receipt = try await client.backUp(.sample(hideExtensions: 1))
      #expect(receipt.version == 3)
      #expect(receipt.profile == profile)
      let versions = try await client.get(.profile, values).decode(ProfileVersions.self)
      #expect(versions.versions.map(\.version) == [3, 1])
    }
  }

  @Test("after a profile was deleted, the device's next backup makes a new one")
  func profile() async throws {
    try await TestService().withRoutes { client in
      let profile = try await backUp(client, 2)
      let answer = try await client.send(
        .delete, Route.deleteProfile.path([.user: "alice", .profile: profile]))
      #expect(try answer.decode(DeletionAnswer.self).profiles == 1)
      let receipt = try await client.backUp(.sample())
      #expect(receipt.profile != profile)
      #expect(receipt.version == 1)
    }
  }

  @Test("of a deleted person nothing is left, and nobody else is touched")
  func person() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      _ = try await backUp(client, 2)
      _ = try await client.signIn(.sample())
      try await client.backUp(.sample(), of: "bob")
      try await client.backUp(.sample(), of: "alice", token: TestService.otherToken)
      let answer = try await client.send(.delete, Route.deletePerson.path([.user: "alice"]))
      let deleted = try answer.decode(DeletionAnswer.self)
      #expect(deleted.profiles == 1)
      #expect(deleted.versions == 2)
      #expect(deleted.offers == 1)
      let record = try await service.services.people.record(of: TestService.person("alice"))
      #expect(
        record
          == PersonRecord(
            name: nil, userName: nil, email: nil, isActive: nil,
            profiles: [], offers: [], lastSignIn: nil, transitions: [], decisions: [],
            backupOrders: []))
      let people = try await service.services.people.people(
        of: TenantID(rawValue: "first"), after: nil, limit: 9)
      #expect(people.map(\.subject) == ["bob"])
      let other = try await client.get(
        .profiles, [.user: "alice"], token: TestService.otherToken)
      #expect(try other.decode(ProfileList.self).profiles.count == 1)
      // The static token speaks for everybody: even so, the log says that somebody was deleted.
      let log = try await service.services.audit.entries(
        of: TenantID(rawValue: "first"), matching: .init(), after: 0, limit: 9)
      #expect(log.entries.map(\.action) == ["person.deleted"])
    }
  }

  @Test("newest names no version to delete: it may be another one by then")
  func newest() async throws {
    try await TestService().withRoutes { client in
      let profile = try await backUp(client, 2)
      let answer = try await client.send(
        .delete,
        Route.deleteVersion.path([.user: "alice", .profile: profile, .version: "newest"]))
      #expect(answer.problem?.code == "request.invalidParameter")
    }
  }

  @Test("what is not there is told apart: the profile, or the version")
  func absent() async throws {
    try await TestService().withRoutes { client in
      let profile = try await backUp(client, 2)
      for (profile, code) in [(profile, "snapshot.notFound"), ("p-x", "profile.notFound")] {
        let answer = try await client.send(
          .delete, Route.deleteVersion.path([.user: "alice", .profile: profile, .version: "9"]))
        #expect(answer.problem?.code == code)
      }
    }
  }
}
