import Foundation
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("The audit log")
struct AuditServiceTests {
  private static let looked = AuditAction(rawValue: "person.looked")

  @Test("is a chain: each entry carries the hash of the one before")
  func chain() async throws {
    let service = try TestService()
    let tenant = TenantID(rawValue: "first")
    for user in ["alice", "bob", "carol"] {
      try await service.services.audit.note(
        AuditEvent(Self.looked, by: .service, user: user), in: tenant)
    }
    let entries = try await service.sqlite.logEntries(of: .tenant(tenant), after: 0, limit: 9)
    let records = try entries.map {
      try CanonicalJSON.decode(AuditRecord.self, from: $0.content)
    }
    #expect(records.map(\.event.user) == ["alice", "bob", "carol"])
    #expect(records.map(\.sequence) == [1, 2, 3])
    #expect(records.map(\.previous) == [nil, entries[0].hash, entries[1].hash])
    for entry in entries { #expect(entry.hash == Digest(of: entry.content)) }
  }

  @Test("of a tenant is not the installation's")
  func apart() async throws {
    let service = try TestService()
    try await service.services.audit.note(AuditEvent(Self.looked, by: .operator), in: nil)
    let tenant = LogOwner.tenant(TenantID(rawValue: "first"))
    #expect(try await service.sqlite.newestLogEntry(of: tenant) == nil)
    #expect(try await service.sqlite.newestLogEntry(of: .installation)?.sequence == 1)
  }
}
