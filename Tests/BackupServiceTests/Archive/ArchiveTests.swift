import Foundation
import HTTPTypes
import Identity
import RestoreRules
import ServiceAPI
import Store
import Synchronization
import Testing
import UserEnvironment

@testable import BackupService

@Suite("All of a person as an archive")
struct ArchiveTests {
  /// Alice with two profiles, several versions, an offer that ended and a sign-in.
  private func prepare(_ client: TestClient) async throws {
    for index in 0..<3 {
      try await client.backUp(.sample(hideExtensions: UInt32(index)), device: "d-1")
    }
    try await client.backUp(.sample(source: "LAPTOP", apps: 5), device: "d-2")
    let offer = try #require(try await client.signIn(.sample()).offer)
    _ = try await client.post(
      OutcomeReport(outcome: .skipped), to: .outcome, [.user: "alice", .offer: offer.id])
  }

  private func export(_ client: TestClient, of user: String = "alice") async throws -> Data {
    let answer = try await client.post(
      ExportRequest(reason: nil), to: .exportPerson, [.user: user])
    #expect(answer.status == 200)
    return answer.body
  }

  private func importing(
    _ archive: Data, for user: String, _ client: TestClient,
    token: String = TestService.otherToken
  ) async throws -> TestClient.Answer {
    try await client.post(
      archive, to: Route.importPerson.path([.user: user]), token: token,
      contentType: "application/jsonl")
  }

  /// Every version of a person with every content, by the PC's name, and the outcomes of the offers.
  private func content(
    of user: String, _ client: TestClient, token: String
  ) async throws -> [String] {
    var found: [String] = []
    let list = try await client.get(.profiles, [.user: user], token: token)
      .decode(ProfileList.self)
    for profile in list.profiles {
      let versions = try await client.get(
        .profile, [.user: user, .profile: profile.id], token: token
      ).decode(ProfileVersions.self)
      for version in versions.versions {
        for component in version.manifest.components {
          let answer = try await client.get(
            .component,
            [
              .user: user, .profile: profile.id, .version: String(version.version),
              .kind: component.kind.rawValue,
            ], token: token)
          #expect(answer.status == 200)
          found.append(
            "\(profile.source.name) \(version.version) \(component.kind) \(Digest(of: answer.body))"
          )
        }
      }
    }
    let offers = try await client.get(.offers, [.user: user], token: token)
      .decode(OfferHistory.self)
    found += offers.offers.map { "\($0.id) \($0.outcome?.rawValue ?? "open")" }
    return found.sorted()
  }

  @Test("comes back whole in another tenant, under another name, and only once")
  func roundTrip() async throws {
    try await TestService().withRoutes { client in
      try await prepare(client)
      let archive = try await export(client)
      let first = try await importing(archive, for: "alice.a", client)
      #expect(
        try first.decode(ImportAnswer.self)
          == ImportAnswer(profilesImported: 2, versionsImported: 4, offersImported: 1))
      let expected = try await content(of: "alice", client, token: TestService.token)
      #expect(expected.count > 16)
      #expect(
        try await content(of: "alice.a", client, token: TestService.otherToken) == expected)
      let again = try await importing(archive, for: "alice.a", client)
      #expect(
        try again.decode(ImportAnswer.self)
          == ImportAnswer(profilesHeld: 2, versionsHeld: 4))
      #expect(
        try await content(of: "alice.a", client, token: TestService.otherToken) == expected)
    }
  }

  @Test("is nothing new where it was made, and comes back after a deletion")
  func sameTenant() async throws {
    try await TestService().withRoutes { client in
      try await prepare(client)
      let archive = try await export(client)
      let expected = try await content(of: "alice", client, token: TestService.token)
      let held = try await importing(archive, for: "alice", client, token: TestService.token)
      #expect(try held.decode(ImportAnswer.self).profilesImported == 0)
      _ = try await client.send(.delete, Route.deletePerson.path([.user: "alice"]))
      #expect(try await content(of: "alice", client, token: TestService.token).isEmpty)
      _ = try await importing(archive, for: "alice", client, token: TestService.token)
      #expect(try await content(of: "alice", client, token: TestService.token) == expected)
    }
  }

  @Test("goes on where the device goes on: its next backup is the profile's next version")
  func device() async throws {
    try await TestService().withRoutes { client in
      try await prepare(client)
      let archive = try await export(client)
      _ = try await importing(archive, for: "alice", client)
      let next = try await client.backUp(
        .sample(hideExtensions: 2), device: "d-1", token: TestService.otherToken)
      #expect(!next.changed)
      #expect(next.version == 3)
      let changed = try await client.backUp(
        .sample(hideExtensions: 7), device: "d-1", token: TestService.otherToken)
      #expect(changed.version == 4)
      // The archive has nothing that is not there.
      let again = try await importing(archive, for: "alice", client)
      #expect(try again.decode(ImportAnswer.self).versionsImported == 0)
    }
  }

  @Test("stands beside what the person has from the same device already")
  func besides() async throws {
    try await TestService().withRoutes { client in
      try await prepare(client)
      let archive = try await export(client)
      let own = try await client.backUp(
        .sample(source: "REINSTALLED"), device: "d-1", token: TestService.otherToken)
      for _ in 0..<2 { _ = try await importing(archive, for: "alice", client) }
      let profiles = try await client.get(
        .profiles, [.user: "alice"], token: TestService.otherToken
      ).decode(ProfileList.self).profiles
      #expect(profiles.map(\.source.name).sorted() == ["DESKTOP-4F2", "LAPTOP", "REINSTALLED"])
      let next = try await client.backUp(
        .sample(source: "REINSTALLED", apps: 1), device: "d-1", token: TestService.otherToken)
      #expect(next.profile == own.profile)
    }
  }

  @Test("a later archive adds what is new")
  func later() async throws {
    try await TestService().withRoutes { client in
      try await prepare(client)
      _ = try await importing(try await export(client), for: "alice", client)
      try await client.backUp(.sample(hideExtensions: 9), device: "d-1")
      let answer = try await importing(try await export(client), for: "alice", client)
      #expect(try answer.decode(ImportAnswer.self).versionsImported == 1)
      #expect(
        try await content(of: "alice", client, token: TestService.otherToken)
          == content(of: "alice", client, token: TestService.token))
    }
  }

  @Test("that was cut off anywhere is refused, and leaves nothing behind")
  func truncation() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await prepare(client)
      let archive = try await export(client)
      // Every end of a line and its neighbours, and a stride of the rest.
      let lineEnds = archive.indices.filter { archive[$0] == UInt8(ascii: "\n") }
      let near = lineEnds.flatMap { [$0, $0 + 1, $0 - 1] }
      let lengths = Set(near + stride(from: 0, to: archive.count, by: 97))
        .filter { $0 < archive.count && $0 >= 0 }
      for length in lengths.sorted() {
        let answer = try await importing(archive.prefix(length), for: "alice", client)
        #expect(answer.status == 422, "\(length) bytes")
        let profiles = try await service.sqlite.profiles(
          of: TestService.person("alice", tenant: "other"))
        #expect(profiles.isEmpty, "\(length) bytes")
      }
    }
  }

  @Test("of which any prefix, or any byte, is damaged is refused by the reader")
  func damage() async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample(apps: 1))
      let archive = try await export(client)
      for length in stride(from: 0, to: archive.count, by: 3) {
        #expect(throws: ArchiveError.self, "\(length) bytes") {
          var reader = ArchiveReader()
          _ = try reader.take(archive.prefix(length))
          try reader.finish()
        }
      }
      for position in stride(from: 0, to: archive.count, by: 3) {
        var damaged = archive
        damaged[position] ^= 1
        #expect(throws: ArchiveError.self, "byte \(position)") {
          var reader = ArchiveReader()
          _ = try reader.take(damaged)
          try reader.finish()
        }
      }
    }
  }

  @Test("is read the same however its bytes are cut", arguments: [1, 7, 64, 4096])
  func parts(_ size: Int) async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample())
      let archive = try await export(client)
      var whole = ArchiveReader()
      let expected = try whole.take(archive)
      var reader = ArchiveReader()
      var lines: [ArchiveLine] = []
      for start in stride(from: 0, to: archive.count, by: size) {
        lines += try reader.take(archive[start..<min(start + size, archive.count)])
      }
      try reader.finish()
      #expect(lines == expected)
    }
  }

  @Test("with a component that is no component is refused, though its digests fit")
  func forged() async throws {
    try await TestService().withRoutes { client in
      let content = Data("{\"apps\":[{}]}".utf8)
      let manifest = SnapshotManifest(
        source: SourceDevice(
          name: "PC", product: "windows10", build: "19045.6456", edition: "Enterprise"),
        takenAt: TestService.start,
        components: [
          ComponentDescription(
            kind: .apps, digest: Digest(of: content), size: content.count, itemCount: 1)
        ])
      var writer = ArchiveWriter()
      var archive = try writer.line {
        $0.archive = .init(user: "alice", exportedAt: TestService.start)
      }
      archive += try writer.line { line in
        line.profile = .init(
          id: "p-1", device: "d-1", lastBackupAt: TestService.start,
          snapshots: [
            .init(version: 1, manifest: Digest(of: (try? CanonicalJSON.encode(manifest)) ?? Data()))
          ])
      }
      archive += try writer.line {
        $0.component = .init(kind: .apps, digest: Digest(of: content), content: content)
      }
      archive += try writer.line {
        $0.snapshot = .init(version: 1, storedAt: TestService.start, manifest: manifest)
      }
      archive += try writer.end()
      let answer = try await importing(archive, for: "alice", client)
      #expect(answer.problem?.code == "component.malformed")
      let list = try await client.get(.profiles, [.user: "alice"], token: TestService.otherToken)
      #expect(try list.decode(ProfileList.self).profiles.isEmpty)
    }
  }

  @Test("of a newer format, or of none, is told as that")
  func format() async throws {
    try await TestService().withRoutes { client in
      for (text, code) in [
        (
          #"{"archive":{"exportedAt":"2026-11-22T08:00:00Z","format":"valise-person-archive","user":"a","version":2}}"#,
          "archive.newerFormat"
        ),
        (#"{"hello":1}"#, "archive.invalid"), ("PK\u{3}\u{4}", "archive.invalid"),
        ("", "archive.invalid"),
      ] {
        let answer = try await importing(Data((text + "\n").utf8), for: "alice", client)
        #expect(answer.problem?.code == code, "\(text)")
      }
    }
  }

  @Test("leaves only with a reason, or to the person, and always with an entry in the log")
  func reason() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      let administrator = try service.issuers.first.token(for: "ann", roles: [.administrator])
      let refused = try await client.post(
        ExportRequest(reason: nil), to: .exportPerson, [.user: "alice"], token: administrator)
      #expect(refused.problem?.code == "request.invalidField")
      let own = try service.issuers.first.token(for: "alice")
      for (token, reason) in [(administrator, "Request 4711"), (own, nil)] {
        let answer = try await client.post(
          ExportRequest(reason: reason), to: .exportPerson, [.user: "alice"], token: token)
        #expect(answer.status == 200)
      }
      for role in [Role.helpDesk, .auditor, .operator] {
        let token = try service.issuers.first.token(for: "sam", roles: [role])
        let answer = try await client.post(
          ExportRequest(reason: "curious"), to: .exportPerson, [.user: "alice"], token: token)
        #expect(answer.status == 403)
      }
      let log = try await service.services.audit.entries(
        of: TenantID(rawValue: "first"), matching: .init(), after: 0, limit: 9)
      #expect(log.entries.map(\.action) == ["person.exported", "person.exported"])
      #expect(log.entries.map(\.actor.id) == ["ann", "alice"])
      #expect(log.entries.map(\.reason) == ["Request 4711", nil])
    }
  }

  @Test("an import that is interrupted at any write is completed by the next")
  func interruption() async throws {
    let source = try TestService()
    let archive = ArchiveBox()
    try await source.withRoutes { client in
      try await prepare(client)
      archive.set(try await export(client))
    }
    for allowed in 1..<30 {
      let fault = FaultyStore.StopSwitch()
      let service = try TestService(fault: { FaultyStore.stopping($0, fault) })
      try await service.withRoutes { client in
        fault.stop(afterWrites: allowed)
        _ = try await importing(archive.value, for: "alice", client)
        fault.goOn()
        let answer = try await importing(archive.value, for: "alice", client)
        #expect(answer.status == 200, "after \(allowed) writes")
        let person = TestService.person("alice", tenant: "other")
        let profiles = try await service.sqlite.profiles(of: person)
        #expect(profiles.map(\.newestVersion).sorted() == [1, 3], "after \(allowed) writes")
        #expect(Set(profiles.map(\.device.rawValue)) == ["d-1", "d-2"])
        #expect(try await service.sqlite.offers(of: person).count == 1)
      }
    }
  }
}

/// The bytes of an archive, on their way out of a closure.
private final class ArchiveBox: Sendable {
  private let box = Mutex(Data())
  var value: Data { box.withLock { $0 } }
  func set(_ value: Data) { box.withLock { $0 = value } }
}
