import Foundation
import ServiceAPI
import Store

/// Exports all of a person into an archive, and imports one.
public struct ArchiveService: Sendable {
  let store: any Store
  let components: ComponentVault
  let audit: AuditService
  let now: @Sendable () -> Date

  /// Notes an export, before a byte of it leaves.
  ///
  /// - Throws: `audit.unavailable` when it cannot be noted: then nothing is exported.
  public func noteExport(
    of person: PersonID, by actor: AuditActor, reason: String?
  ) async throws {
    try await audit.noteLook(
      AuditEvent(.personExported, by: actor, user: person.subject, reason: reason),
      in: person.tenant)
  }

  /// Writes the archive: `docs/archive.md`.
  ///
  /// - Parameter write: gets whole lines. When this throws, what was written has no end, and no reader
  ///   takes it.
  public func export(
    _ person: PersonID, to write: (Data) async throws -> Void
  ) async throws {
    try await PersonExport(store: store, components: components, now: now)
      .write(person, to: write)
  }

  /// Takes an archive in for a person, who may have another name where it was made. What is there
  /// already stays; a bad archive leaves nothing behind.
  ///
  /// - Throws: `archive.invalid`, `archive.conflict`.
  public func importArchive<Parts: AsyncSequence>(
    _ parts: Parts, for person: PersonID, by actor: AuditActor, reason: String?
  ) async throws -> ImportAnswer where Parts.Element == Data {
    try await audit.note(
      AuditEvent(.personImportBegun, by: actor, user: person.subject, reason: reason),
      in: person.tenant)
    var reader = ArchiveReader()
    var intake = PersonImport(store: store, components: components, person: person)
    let answer: ImportAnswer
    do {
      var parts = parts.makeAsyncIterator()
      while let part = try await Self.next(&parts) {
        for line in try reader.take(part) { try await intake.take(line) }
      }
      try reader.finish()
      answer = try await intake.finish()
    } catch {
      // Whatever was wrong is what the sender is told; what cannot be taken back now, the next import
      // of a good archive finds and completes.
      try? await intake.takeBack()
      if let error = error as? ArchiveError { throw ServiceProblem(error) }
      throw error
    }
    try await audit.note(
      AuditEvent(
        .personImported, by: actor, user: person.subject, reason: reason,
        details: [
          "profiles": String(answer.profilesImported), "versions": String(answer.versionsImported),
        ]), in: person.tenant)
    return answer
  }

  private static func next<Parts: AsyncIteratorProtocol>(
    _ parts: inout Parts
  ) async throws -> Data? where Parts.Element == Data {
    do {
      return try await parts.next()
    } catch {
      throw ServiceProblem(
        .incomplete, "The connection ended before the whole archive was there. Send it again.")
    }
  }
}

extension ServiceProblem {
  init(_ error: ArchiveError) {
    self.init(
      error.code == .newerFormat ? .archiveNewer : .archiveInvalid, error.message,
      cause: Cause(code: error.code.description, words: nil))
  }
}
