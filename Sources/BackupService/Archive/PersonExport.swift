import Foundation
import ServiceAPI
import Store
import UserEnvironment

/// Writes all of a person into an archive: profiles with every version and content, offers, sign-ins, and
/// the records that the service keeps about them. One version's contents are in memory at a time.
struct PersonExport: Sendable {
  let store: any Store
  let components: ComponentVault
  let now: @Sendable () -> Date

  /// - Parameters:
  ///   - onlyProfiles: leaves out offers, sign-ins and records.
  ///   - write: gets whole lines.
  func write(
    _ person: PersonID, onlyProfiles: Bool = false, to write: (Data) async throws -> Void
  ) async throws {
    var writer = ArchiveWriter()
    let exportedAt = now()
    try await write(
      try writer.line { $0.archive = .init(user: person.subject, exportedAt: exportedAt) })
    for profile in try await store.profiles(of: person).sorted(by: Self.isBefore) {
      try await self.write(profile, of: person, with: &writer, to: write)
    }
    if !onlyProfiles { try await writeHistory(of: person, with: &writer, to: write) }
    try await write(try writer.end())
  }

  private static func isBefore(_ one: StoredProfile, _ other: StoredProfile) -> Bool {
    one.id.rawValue.utf8.lexicographicallyPrecedes(other.id.rawValue.utf8)
  }

  private func write(
    _ profile: StoredProfile, of person: PersonID, with writer: inout ArchiveWriter,
    to write: (Data) async throws -> Void
  ) async throws {
    let snapshots = try await store.snapshots(of: profile.id, of: person).reversed()
    // Deleted since the list was made.
    guard !snapshots.isEmpty else { return }
    let announced = try snapshots.map { snapshot in
      ArchiveLine.Profile.Announced(
        version: snapshot.version,
        manifest: Digest(of: try CanonicalJSON.encode(snapshot.manifest)))
    }
    try await write(
      try writer.line { line in
        line.profile = .init(
          id: profile.id.rawValue, device: profile.device.rawValue,
          lastBackupAt: profile.lastBackupAt, snapshots: announced)
      })
    var written: Set<Digest> = []
    for snapshot in snapshots {
      for component in snapshot.manifest.components
      where written.insert(component.digest).inserted {
        guard
          let content = try await components.open(
            component.digest, of: profile.id, person: person)
        else { throw Self.changedMeanwhile }
        try await write(
          try writer.line { line in
            line.component = .init(
              kind: component.kind, digest: component.digest, content: content)
          })
      }
      try await write(
        try writer.line { line in
          line.snapshot = .init(
            version: snapshot.version, storedAt: snapshot.storedAt, manifest: snapshot.manifest)
        })
    }
  }

  private func writeHistory(
    of person: PersonID, with writer: inout ArchiveWriter,
    to write: (Data) async throws -> Void
  ) async throws {
    let offers = try await store.offers(of: person)
    for offer in offers {
      try await write(try writer.line { $0.offer = offer.record })
    }
    for signIn in try await store.signIns(of: person) {
      try await write(
        try writer.line { line in
          line.signIn = .init(
            device: signIn.device.rawValue, at: signIn.at, statement: signIn.statement)
        })
    }
    var last: RecordKey?
    while true {
      let page = try await store.records(of: person, after: last, limit: Self.pageSize)
      for record in page {
        try await write(
          try writer.line { line in
            line.record = .init(
              kind: record.key.kind.rawValue, id: record.key.id, changedAt: record.changedAt,
              content: record.content)
          })
      }
      guard page.count == Self.pageSize, let key = page.last?.key else { return }
      last = key
    }
  }

  private static let pageSize = 200

  private static let changedMeanwhile = ServiceProblem(
    .archiveInterrupted, "A version was deleted while it was exported. Export again.")
}
