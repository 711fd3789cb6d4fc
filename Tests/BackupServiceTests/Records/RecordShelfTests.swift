import Foundation
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("A shelf of records")
struct RecordShelfTests {
  private struct Note: Codable, Sendable, Equatable {
    var text: String
  }

  private static let owner = RecordOwner.tenant(TenantID(rawValue: "first"))

  private static func shelf(_ service: TestService, kind: String = "note") -> RecordShelf<Note> {
    RecordShelf(
      store: service.sqlite, kind: RecordKind(rawValue: kind), now: service.services.now)
  }

  @Test("gives back what was put, with its revision and time")
  func roundTrip() async throws {
    let service = try TestService()
    let shelf = Self.shelf(service)
    try await shelf.put(Note(text: "one"), id: "n", of: Self.owner)
    let written = try await shelf.put(Note(text: "two"), id: "n", of: Self.owner)
    let read = try #require(try await shelf.document("n", of: Self.owner))
    #expect(read == written)
    #expect(read.content == Note(text: "two"))
    #expect(read.revision == 2)
    #expect(read.changedAt == TestService.start)
  }

  @Test("gives all documents, however many pages they are")
  func all() async throws {
    let service = try TestService()
    let shelf = Self.shelf(service)
    for start in stride(from: 0, to: 1200, by: 100) {
      _ = try await service.sqlite.apply(
        try (start..<start + 100).map {
          try shelf.putting(Note(text: "\($0)"), id: String($0), of: Self.owner)
        }, at: TestService.start, logging: nil)
    }
    #expect(try await shelf.allDocuments(of: Self.owner).count == 1200)
  }

  @Test("writes a change and its audit record together, or neither")
  func audited() async throws {
    let service = try TestService()
    let shelf = Self.shelf(service)
    let tenant = TenantID(rawValue: "first")
    let event = AuditEvent(
      AuditAction(rawValue: "note.changed"), by: .operator, object: "n", reason: "a test")
    let entry = service.services.audit.entry(event, in: tenant)
    try await shelf.put(Note(text: "one"), id: "n", of: Self.owner, audited: entry)
    await #expect(throws: StoreError(.conflict, "")) {
      try await shelf.put(
        Note(text: "two"), id: "n", of: Self.owner, if: .absent, audited: entry)
    }
    let log = try await service.sqlite.logEntries(of: .tenant(tenant), after: 0, limit: 9)
    let records = try log.map { try CanonicalJSON.decode(AuditRecord.self, from: $0.content) }
    #expect(records.map(\.event) == [event])
  }

  @Test("says that a document is damaged when it is of another kind")
  func damaged() async throws {
    let service = try TestService()
    _ = try await service.sqlite.apply(
      [
        .put(
          RecordKey(owner: Self.owner, kind: RecordKind(rawValue: "note"), id: "n"),
          content: Data("[]".utf8), labels: [], expiresAt: nil, if: .anything)
      ], at: TestService.start, logging: nil)
    await #expect(throws: StoreError(.corrupt, "")) {
      try await Self.shelf(service).document("n", of: Self.owner)
    }
  }
}
