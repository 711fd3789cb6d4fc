import Foundation
import GRDB
import Identity
import SQLiteStore
import ServiceAPI
import Store
import Testing
import UserEnvironment
import Vault

@testable import BackupService

@Suite("The check of everything that is stored")
struct StoreInspectionTests {
  private let site: InspectedSite

  init() throws { site = try InspectedSite() }

  @Test("finds nothing in a sound store, and reads all of it")
  func sound() async throws {
    try await site.fill(people: 4)
    let report = try await site.inspect()
    #expect(report.faults == [])
    #expect(report.unchecked == [])
    #expect(report.tenants == 1)
    #expect(report.people == 4)
    #expect(report.snapshots == 8)
    #expect(report.componentsRead == report.components)
    // The order, and what became of the offer.
    #expect(report.records >= 4)
  }

  @Test("finds nothing in an empty store")
  func empty() async throws {
    let report = try await site.inspect()
    #expect(report.isSound)
    #expect(report.people == 0)
  }

  @Test("finds 100 injected faults in one store, each under its code, and none that is not there")
  func hundredFaults() async throws {
    let kinds = InjectedFault.ofPeople
    let people = try await site.fill(people: 112)
    let damaged = people.prefix(100)
    for (index, person) in damaged.enumerated() {
      try site.damage { database in
        // The twelve last are sound, and seals and keys are taken from them.
        try kinds[index % kinds.count].inject(
          into: database, subject: person, other: people[100 + index % 12])
      }
    }
    let report = try await site.inspect()
    let found = Dictionary(grouping: report.faults) { $0.person ?? "" }
    var missed: [String] = []
    for (index, person) in damaged.enumerated() {
      let kind = kinds[index % kinds.count]
      let codes = Set((found[person] ?? []).map(\.code))
      if codes.isDisjoint(with: kind.codes) { missed.append("\(kind): \(codes)") }
    }
    #expect(missed == [])
    #expect(Set(report.touched.map(\.person)) == Set(damaged.map(Optional.some)))
  }

  @Test("finds each kind of fault alone, and names nobody else", arguments: InjectedFault.ofPeople)
  func alone(_ fault: InjectedFault) async throws {
    let people = try await site.fill(people: 2)
    try site.damage { try fault.inject(into: $0, subject: people[0], other: people[1]) }
    let report = try await site.inspect()
    #expect(!Set(report.faults.map(\.code)).isDisjoint(with: fault.codes), "\(report.faults)")
    #expect(report.touched.map(\.person) == [people[0]])
    #expect(report.touched.map(\.tenant) == ["first"])
  }

  @Test(
    "finds what is wrong with a tenant's keys",
    arguments: [
      ("UPDATE wrapped_key SET wrapped_bytes = substr(wrapped_bytes, 1, 30)", "key.doesNotOpen"),
      ("UPDATE wrapped_key SET wrapped_bytes = substr(wrapped_bytes, 1, 3)", "key.doesNotOpen"),
      (
        "UPDATE wrapped_key SET wrapped_bytes = CAST(x'0000000000000000' || substr(wrapped_bytes, 9) AS BLOB)",
        "key.doesNotOpen"
      ),
      ("UPDATE wrapped_key SET tenant = 'other'", "key.doesNotOpen"),
      ("UPDATE wrapped_key SET generation = 2", "key.missing"),
      ("DELETE FROM wrapped_key", "key.tenantKeyMissing"),
      ("UPDATE wrapped_key SET seals_reserved = 0", "key.count"),
    ])
  func tenantKeys(statement: String, code: String) async throws {
    try await site.fill(people: 2)
    try site.damage { try $0.execute(sql: statement) }
    let report = try await site.inspect()
    #expect(report.faults.map(\.code).contains(code), "\(report.faults)")
  }

  @Test("an audit log that was changed is found")
  func auditLog() async throws {
    try await site.fill(people: 1)
    _ = try await site.keys.erase(InspectedSite.person("person-1000"))
    let before = try await site.inspect()
    #expect(before.isSound)
    #expect(before.logEntries > 0)
    try site.damage {
      try $0.execute(
        sql: "UPDATE log_entry SET content = CAST(replace(content, 'person', 'nobody') AS BLOB)")
    }
    let report = try await site.inspect()
    #expect(report.faults.contains { $0.code.hasPrefix("audit.") }, "\(report.faults)")
  }

  @Test("a version that was deleted in order is no fault")
  func deletedVersion() async throws {
    let people = try await site.fill(people: 1)
    try await site.deleteFirstVersion(of: people[0])
    #expect(try await site.inspect().faults == [])
  }

  @Test("without reading contents, finds what the lists and the sizes tell")
  func listsOnly() async throws {
    let people = try await site.fill(people: 2)
    let flipped = try #require(InjectedFault.ofPeople.first)
    let cut = try #require(InjectedFault.ofPeople.first { $0.codes == ["component.size"] })
    try site.damage {
      try flipped.inject(into: $0, subject: people[0], other: people[1])
      try cut.inject(into: $0, subject: people[1], other: people[0])
    }
    let report = try await site.inspect(sample: nil)
    #expect(report.touched.map(\.person) == [people[1]])
    #expect(report.componentsRead == 0)
  }

  @Test("reads so many of a hundred, the same with the same seed")
  func sampling() async throws {
    try await site.fill(people: 30)
    let all = try await site.inspect(sample: nil).components
    let half = DataSample(percent: 50, seed: "1234")
    let first = try await site.inspect(sample: half)
    let again = try await site.inspect(sample: half)
    let other = try await site.inspect(sample: DataSample(percent: 50, seed: "4321"))
    #expect(first == again)
    #expect(first.seed == "1234")
    #expect((all / 4...all * 3 / 4).contains(first.componentsRead))
    #expect(first.bytesRead != other.bytesRead)
  }

  @Test("an index that does not fit its table is found, and made anew by a repair")
  func damagedIndex() async throws {
    try await site.fill(people: 3)
    // The index is filled by another rule than the one it has afterwards.
    try site.rewriteSchema("outcome IS NULL", "outcome IS NOT NULL")
    try site.damage { try $0.execute(sql: "REINDEX open_offer") }
    try site.rewriteSchema("outcome IS NOT NULL", "outcome IS NULL")
    let report = try await site.inspect()
    #expect(Set(report.faults.map(\.code)) == ["database.damaged"])
    let repaired = try await site.inspect(repair: true)
    #expect(repaired.reindexed)
    #expect(repaired.faults == [])
    #expect(try await site.inspect().isSound)
  }

  @Test("what a service stores and erases meanwhile is no fault")
  func besideTheService() async throws {
    let people = try await site.fill(people: 6)
    try await withThrowingTaskGroup(of: Void.self) { group in
      let site = site
      group.addTask {
        for round in 0..<12 {
          let subject = people[round % 3]
          try await site.backUp(subject, settings: UInt32(10 + round))
          if round % 4 == 3 {
            _ = try await site.keys.erase(InspectedSite.person(people[round % 6]))
          }
        }
      }
      group.addTask {
        for _ in 0..<12 {
          let faults = try await site.inspect().faults
          #expect(faults == [])
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("a fault says where it is in ids, and nothing of a content")
  func silence() async throws {
    let people = try await site.fill(people: 2)
    for fault in InjectedFault.ofPeople.prefix(20) {
      try? site.damage { try fault.inject(into: $0, subject: people[0], other: people[1]) }
    }
    let report = try await site.inspect()
    let said = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
    #expect(!report.isSound)
    #expect(!said.contains("alice") && !said.contains("DESKTOP"))
  }
}

/// A store with backups in it, its file to be damaged, and the check of it.
final class InspectedSite: Sendable {
  private let service: TestService
  private let path: String
  let keys: KeyService

  init() throws {
    service = try TestService()
    path = service.databasePath
    keys = KeyService(store: service.sqlite)
  }

  static func person(_ subject: String) -> PersonID { TestService.person(subject) }

  /// People with two versions, an offer, a sign-in and a record each.
  @discardableResult
  func fill(people count: Int) async throws -> [String] {
    let people = (0..<count).map { "person-\(1000 + $0)" }
    for subject in people {
      for version: UInt32 in 0..<2 { try await backUp(subject, settings: version) }
      let person = Self.person(subject)
      _ = try await service.sqlite.open(
        StoredOffer(
          id: OfferID(rawValue: "o-1"), person: person, device: DeviceID(rawValue: "d-new"),
          enrollment: "e-1", moment: .firstSignIn, offeredAt: TestService.start,
          outcome: .skipped, concludedAt: TestService.start), by: .service)
      try await service.sqlite.noteSignIn(
        StoredSignIn(
          person: person, device: DeviceID(rawValue: "d-new"),
          statement: try CanonicalJSON.encode(
            RecordedSignIn(statement: .sample(), groups: .known(["pilot"]))),
          at: TestService.start))
      _ = try await service.sqlite.apply(
        [
          .put(
            RecordKey(owner: .person(person), kind: RecordKind(rawValue: "order"), id: "r-1"),
            content: Data("{\"a\":1}".utf8), labels: [RecordLabel("device", "d-new")],
            expiresAt: nil, if: .anything)
        ], at: TestService.start, logging: nil)
    }
    return people
  }

  /// A backup of everything, whose settings and apps depend on `settings`.
  func backUp(_ subject: String, settings: UInt32) async throws {
    _ = try await service.services.snapshots.submit(
      try UserEnvironment.Environment.sample(hideExtensions: settings, apps: 3 + Int(settings))
        .submission(
          sending: [.settings, .apps, .startPins, .taskbarPins]),
      of: Self.person(subject), as: TestService.caller(subject))
  }

  func deleteFirstVersion(of subject: String) async throws {
    let person = Self.person(subject)
    for profile in try await service.sqlite.profiles(of: person) {
      _ = try await service.sqlite.delete([1], of: profile.id, of: person, logging: nil)
    }
  }

  func inspect(
    sample: DataSample? = DataSample(percent: 100, seed: ""), repair: Bool = false
  ) async throws -> InspectionReport {
    // As another process: with keys of its own, and none in memory.
    let store = try SQLiteStore(path: path)
    defer { try? store.close() }
    return try await StoreInspection(
      store: store, vault: try service.freshVault(over: store), sample: sample
    ).run(repair: repair)
  }

  /// Changes the file behind the store's back.
  func damage(_ work: (Database) throws -> Void) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(10)
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    defer { try? queue.close() }
    try queue.write(work)
  }

  /// Changes how an index is described, and not the index.
  func rewriteSchema(_ old: String, _ new: String) throws {
    try damage { database in
      try database.execute(sql: "PRAGMA writable_schema = ON")
      try database.execute(
        sql: "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = 'open_offer'",
        arguments: [old, new])
      try database.execute(sql: "PRAGMA writable_schema = RESET")
    }
  }
}
