import Foundation
import RestoreRules
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("Backing up")
struct BackupTests {
  @Test(
    "The largest files that an agent takes are taken, and not sent again when a setting changes")
  func files() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let half = FilesComponent.largestTotal / 2
      let contents = [UInt8(1), 2].map { FileContent(bytes: Data(repeating: $0, count: half)) }
      let files = FilesComponent(
        profilePath: #"C:\Users\alice"#,
        files: contents.enumerated().map { index, content in
          SettingFile(
            id: "background.picture-file", path: "\(index).jpg", size: half,
            digest: content.digest)
        },
        contents: contents, omitted: [])
      func environment(hideExtensions: UInt32) -> UserEnvironment.Environment {
        let sample = UserEnvironment.Environment.sample(hideExtensions: hideExtensions)
        return UserEnvironment.Environment(
          source: sample.source, settings: sample.settings, files: files)
      }
      let first = environment(hideExtensions: 0)
      #expect(
        try #require(first.encodedComponents().last).bytes.count
          <= ComponentKind.files.largestSize)
      let receipt = try await client.backUp(first)
      #expect(try await client.environment(of: receipt.profile, .newest).files == files)
      let asked = try await client.post(
        environment(hideExtensions: 1).submission(), to: .submitSnapshot, [.user: "alice"]
      ).decode(SnapshotAnswer.self)
      #expect(asked.lacking == [.settings])
    }
  }

  @Test("A first backup is asked for every component, and then stored as version 1")
  func first() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let environment = UserEnvironment.Environment.sample()
      let asked = try await client.post(
        environment.submission(), to: .submitSnapshot, [.user: "alice"]
      ).decode(SnapshotAnswer.self)
      #expect(asked.lacking == [.settings, .apps, .startPins, .taskbarPins])
      #expect(asked.receipt == nil)
      #expect(
        try await client.get(.profiles, [.user: "alice"]).decode(ProfileList.self).profiles == [])

      let receipt = try await client.backUp(environment)
      #expect(receipt.version == 1)
      #expect(receipt.changed)
      #expect(receipt.storedAt == TestService.start)
      #expect(receipt.profile.hasPrefix("p-"))
    }
  }

  @Test("A backup in which nothing changed is one request, makes no version, and is noted")
  func unchanged() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let first = try await client.backUp(.sample())
      service.moveClock(by: 3600)
      let later = TestService.start + 3600
      let again = try await client.post(
        UserEnvironment.Environment.sample().submission(takenAt: later), to: .submitSnapshot,
        [.user: "alice"]
      ).decode(SnapshotAnswer.self)
      #expect(
        again.receipt
          == Receipt(
            profile: first.profile, version: 1, changed: false, storedAt: TestService.start))
      let profile = try await client.get(.profile, [.user: "alice", .profile: first.profile])
        .decode(ProfileVersions.self)
      #expect(profile.versions.count == 1)
      #expect(profile.profile.lastBackupAt == later)
    }
  }

  @Test("Only the component that changed is asked for, and the rest is shared with version 1")
  func changed() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let first = try await client.backUp(.sample())
      let changed = UserEnvironment.Environment.sample(hideExtensions: 1)
      let asked = try await client.post(
        changed.submission(), to: .submitSnapshot, [.user: "alice"]
      ).decode(SnapshotAnswer.self)
      #expect(asked.lacking == [.settings])
      let second = try await client.backUp(changed)
      #expect(second.version == 2)
      #expect(second.profile == first.profile)
      let restored = try await client.environment(of: first.profile, .newest)
      #expect(restored == changed)
      #expect(try await client.environment(of: first.profile, .version(1)) == .sample())
    }
  }

  @Test("Going back to an older state needs no component again")
  func returned() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      try await client.backUp(.sample(hideExtensions: 1))
      let answer = try await client.post(
        UserEnvironment.Environment.sample().submission(), to: .submitSnapshot, [.user: "alice"]
      ).decode(SnapshotAnswer.self)
      #expect(answer.receipt?.version == 3)
    }
  }

  @Test("A PC that was renamed makes a new version, though every component is the same")
  func renamed() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      #expect(try await client.backUp(.sample(source: "DESKTOP-NEW")).version == 2)
    }
  }

  @Test("Each device of a person has a profile of its own, the freshest first")
  func devices() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let old = try await client.backUp(.sample(), device: "d-1")
      service.moveClock(by: 60)
      let new = try await client.backUp(.sample(source: "LAPTOP"), device: "d-2")
      let list = try await client.get(.profiles, [.user: "alice"]).decode(ProfileList.self)
      #expect(list.profiles.map(\.id) == [new.profile, old.profile])
      #expect(list.profiles.first?.source.name == "LAPTOP")
    }
  }

  @Test("Two kinds with the same content are both there, and stored once")
  func sameContent() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let environment = UserEnvironment.Environment(
        source: UserEnvironment.Environment.sample().source,
        startPins: PinsComponent(groups: []), taskbarPins: PinsComponent(groups: []))
      let receipt = try await client.backUp(environment)
      #expect(try await client.environment(of: receipt.profile, .newest) == environment)
    }
  }

  @Test("What is stored is sealed: no word of the environment is in the store")
  func sealed() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let receipt = try await client.backUp(.sample())
      let profile = ProfileID(rawValue: receipt.profile)
      let person = TestService.person("alice")
      for component in try UserEnvironment.Environment.sample().encodedComponents() {
        let sealed = try #require(
          try await service.sqlite.sealedComponent(
            component.description.digest, of: profile, of: person))
        #expect(sealed.sealedBytes.range(of: component.bytes.prefix(12)) == nil)
        #expect(sealed.sealedBytes.count >= component.bytes.count)
      }
    }
  }

  @Test("A component comes back byte for byte, with its digest as the tag")
  func component() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let receipt = try await client.backUp(.sample())
      let path = Route.component.path([
        .user: "alice", .profile: receipt.profile, .version: "newest", .kind: "settings",
      ])
      let settings = try #require(
        try UserEnvironment.Environment.sample().encodedComponents().first)
      let answer = try await client.get(path)
      #expect(answer.body == settings.bytes)
      let tag = try #require(answer.headers[.eTag])
      #expect(tag == "\"\(settings.description.digest)\"")
      let again = try await client.get(path, headers: [.ifNoneMatch: tag])
      #expect(again.status == 304)
      #expect(again.body.isEmpty)
    }
  }

  @Test("A submission that is overtaken is tried again, and stored")
  func overtaken() async throws {
    let service = try TestService { FaultyStore.versionTaken($0, times: 3) }
    try await service.withRoutes { client in
      let receipt = try await client.backUp(.sample())
      #expect(receipt.version == 1)
    }
  }

  @Test("A submission that is overtaken for ever ends in a conflict, with nothing stored")
  func overtakenForEver() async throws {
    let service = try TestService { FaultyStore.versionTaken($0, times: .max) }
    try await service.withRoutes { client in
      let answer = try await client.post(
        UserEnvironment.Environment.sample().submission(sending: ComponentKind.allCases),
        to: .submitSnapshot, [.user: "alice"])
      #expect(answer.problem?.code == "snapshot.contended")
      #expect(answer.status == 409)
      #expect(try await service.sqlite.profiles(of: TestService.person("alice")) == [])
    }
  }

  @Test("Backups of one device that arrive at once all get a receipt, and versions without a gap")
  func atOnce() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let receipts = try await withThrowingTaskGroup(of: Receipt?.self) { group in
        for number in 0..<4 {
          group.addTask {
            try await client.post(
              UserEnvironment.Environment.sample(hideExtensions: UInt32(number))
                .submission(sending: ComponentKind.allCases),
              to: .submitSnapshot, [.user: "alice"]
            ).decode(SnapshotAnswer.self).receipt
          }
        }
        return try await group.reduce(into: [Receipt?]()) { $0.append($1) }
      }
      #expect(receipts.compactMap { $0?.version }.sorted() == [1, 2, 3, 4])
      #expect(Set(receipts.compactMap { $0?.profile }).count == 1)
    }
  }
}

extension TestClient {
  /// What a restore would get.
  func environment(
    of profile: String, _ selector: SnapshotSelector, user: String = "alice"
  ) async throws -> UserEnvironment.Environment {
    let values: [Route.Parameter: String] = [
      .user: user, .profile: profile, .version: selector.description,
    ]
    let snapshot = try await get(.snapshot, values).decode(SnapshotVersion.self)
    var components: [ComponentKind: Data] = [:]
    for component in snapshot.manifest.components {
      let path = values.merging([.kind: component.kind.rawValue]) { first, _ in first }
      components[component.kind] = try await get(.component, path).body
    }
    return try UserEnvironment.Environment(
      source: snapshot.manifest.source, components: components)
  }
}
