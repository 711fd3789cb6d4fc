import Foundation
import Store
import Testing
import Vault

@testable import BackupService

@Suite("What the installation keeps about its master keys")
struct MasterKeyRecordsTests {
  private let service: TestService
  private let records: MasterKeyRecords

  init() throws {
    service = try TestService()
    records = MasterKeyRecords(store: service.sqlite, now: { TestService.start })
  }

  /// A command whose wrapping changes nothing: enough to be known again.
  private func command(_ script: String = "cat") throws -> MasterKeyCommand {
    try #require(MasterKeyCommand(words: ["/bin/sh", "-c", script]))
  }

  @Test("a command's master key is unknown until it is adopted, and known afterwards")
  func adoption() async throws {
    #expect(try await records.masterKey(of: command()) == nil)
    let adopted = try await records.adopt(command())
    #expect(try await records.masterKey(of: command())?.fingerprint == adopted.fingerprint)
    #expect(try await records.adopt(command()).fingerprint == adopted.fingerprint)
  }

  @Test("processes that start at once know the command by one mark")
  func race() async throws {
    let records = records
    let fingerprints = try await withThrowingTaskGroup(of: MasterKeyFingerprint.self) { group in
      for _ in 0..<8 {
        group.addTask { try await records.adopt(try command()).fingerprint }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(fingerprints.count == 1)
  }

  @Test("a command that refuses the known marks has another master key")
  func otherKey() async throws {
    _ = try await records.adopt(command())
    #expect(try await records.masterKey(of: command("cat >/dev/null; exit 65")) == nil)
  }

  @Test("a command that does not answer is no other master key, but a failure")
  func silence() async throws {
    _ = try await records.adopt(command())
    await #expect(throws: VaultError(.masterKeyCommandFailed, "")) {
      try await records.masterKey(of: command("cat >/dev/null; exit 1"))
    }
  }

  @Test("a confirmation of the escrow is for one master key, and in the audit log")
  func escrow() async throws {
    let (one, other) = (
      try TestService.masterKey(1).fingerprint, try TestService.masterKey(2).fingerprint
    )
    #expect(try await records.escrowConfirmed(of: one) == nil)
    try await records.confirmEscrow(of: one, at: TestService.start)
    #expect(try await records.escrowConfirmed(of: one) == TestService.start)
    #expect(try await records.escrowConfirmed(of: other) == nil)
    #expect(
      try await service.sqlite.logEntries(of: .installation, after: 0, limit: 5).count == 1)
  }
}
