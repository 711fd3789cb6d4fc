import Foundation
import GRDB
import Store
import UserEnvironment

extension SQLiteStore {
  public func snapshots(
    of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> [StoredSnapshot] {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await read { database in
      try database.fetchAll(
        """
        SELECT profile, version, manifest, stored_at FROM snapshot
        WHERE tenant = ? AND subject = ? AND profile = ? ORDER BY version DESC
        """, person.tenant.rawValue, person.subject, profile.rawValue,
        read: StoredSnapshot.init(row:))
    }
  }

  public func snapshots(
    of profile: ProfileID, of person: PersonID, before version: Int?, limit: Int
  ) async throws(StoreError) -> [StoredSnapshot] {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await read { database in
      try database.fetchAll(
        """
        SELECT profile, version, manifest, stored_at FROM snapshot
        WHERE tenant = ? AND subject = ? AND profile = ? AND version < ?
        ORDER BY version DESC LIMIT ?
        """, person.tenant.rawValue, person.subject, profile.rawValue, version ?? Int.max,
        max(0, limit), read: StoredSnapshot.init(row:))
    }
  }

  public func snapshot(
    version: Int?, of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> StoredSnapshot? {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await read { database in
      try database.snapshot(version: version, of: profile, of: person)
    }
  }

  public func heldComponents(
    among digests: [UserEnvironment.Digest], of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> Set<UserEnvironment.Digest> {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await read { database in
      try database.heldComponents(among: digests, of: profile, of: person)
    }
  }

  public func sealedComponent(
    _ digest: UserEnvironment.Digest, of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> SealedComponent? {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await read { database in
      try database.fetchOne(
        """
        SELECT digest, kind, first_version, key_generation, sealed_bytes FROM component
        WHERE tenant = ? AND subject = ? AND profile = ? AND digest = ?
        """, person.tenant.rawValue, person.subject, profile.rawValue, digest.description,
        read: SealedComponent.init(row:))
    }
  }
}

extension Database {
  func snapshot(
    version: Int?, of profile: ProfileID, of person: PersonID
  ) throws -> StoredSnapshot? {
    try fetchOne(
      """
      SELECT profile, version, manifest, stored_at FROM snapshot
      WHERE tenant = ?1 AND subject = ?2 AND profile = ?3 AND (?4 IS NULL OR version = ?4)
      ORDER BY version DESC LIMIT 1
      """, person.tenant.rawValue, person.subject, profile.rawValue, version,
      read: StoredSnapshot.init(row:))
  }

  /// One statement however many digests: they go in as one JSON list.
  func heldComponents(
    among digests: [UserEnvironment.Digest], of profile: ProfileID, of person: PersonID
  ) throws -> Set<UserEnvironment.Digest> {
    let held = try fetchAll(
      """
      SELECT digest FROM component WHERE tenant = ? AND subject = ? AND profile = ?
      AND digest IN (SELECT value FROM json_each(?))
      """, person.tenant.rawValue, person.subject, profile.rawValue, jsonText(digests)
    ) { row in try row.digest("digest") }
    return Set(held)
  }
}

extension StoredSnapshot {
  fileprivate init(row: Row) throws {
    self.init(
      profile: ProfileID(rawValue: row["profile"]), version: row["version"],
      manifest: try row.json("manifest"), storedAt: row.time("stored_at"))
  }
}

extension SealedComponent {
  fileprivate init(row: Row) throws {
    self.init(
      digest: try row.digest("digest"), kind: try row.word("kind"),
      firstVersion: row["first_version"], keyGeneration: row["key_generation"],
      sealedBytes: row["sealed_bytes"])
  }
}
