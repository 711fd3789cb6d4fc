import Foundation
import Store
import UserEnvironment

extension PostgreSQLStore {
  public func snapshots(
    of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> [StoredSnapshot] {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await statement { session in
      try session.query(
        """
        SELECT profile, version, manifest, stored_at FROM snapshot
        WHERE tenant = $1 AND subject = $2 AND profile = $3 ORDER BY version DESC
        """, .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue)
      ).map(StoredSnapshot.init(row:))
    }
  }

  public func snapshots(
    of profile: ProfileID, of person: PersonID, before version: Int?, limit: Int
  ) async throws(StoreError) -> [StoredSnapshot] {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await statement { session in
      try session.query(
        """
        SELECT profile, version, manifest, stored_at FROM snapshot
        WHERE tenant = $1 AND subject = $2 AND profile = $3 AND version < $4
        ORDER BY version DESC LIMIT $5
        """, .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue),
        .integer(version ?? Int.max), .integer(max(0, limit))
      ).map(StoredSnapshot.init(row:))
    }
  }

  public func snapshot(
    version: Int?, of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> StoredSnapshot? {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await statement { session in
      try session.snapshot(version: version, of: profile, of: person)
    }
  }

  public func heldComponents(
    among digests: [Digest], of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> Set<Digest> {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await statement { session in
      try session.heldComponents(among: digests, of: profile, of: person)
    }
  }

  public func sealedComponent(
    _ digest: Digest, of profile: ProfileID, of person: PersonID
  ) async throws(StoreError) -> SealedComponent? {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await statement { session in
      try session.query(
        """
        SELECT digest, kind, first_version, key_generation, sealed_bytes FROM component
        WHERE tenant = $1 AND subject = $2 AND profile = $3 AND digest = $4
        """, .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue),
        .text(digest.description)
      ).first.map(SealedComponent.init(row:))
    }
  }
}

extension Session {
  mutating func snapshot(
    version: Int?, of profile: ProfileID, of person: PersonID
  ) throws -> StoredSnapshot? {
    try query(
      """
      SELECT profile, version, manifest, stored_at FROM snapshot
      WHERE tenant = $1 AND subject = $2 AND profile = $3
        AND ($4::bigint IS NULL OR version = $4::bigint)
      ORDER BY version DESC LIMIT 1
      """, .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue),
      version.map { .integer($0) }
    ).first.map(StoredSnapshot.init(row:))
  }

  /// One statement however many digests: they go in as one JSON list.
  mutating func heldComponents(
    among digests: [Digest], of profile: ProfileID, of person: PersonID
  ) throws -> Set<Digest> {
    let held = try query(
      """
      SELECT digest FROM component WHERE tenant = $1 AND subject = $2 AND profile = $3
      AND digest IN (SELECT jsonb_array_elements_text($4::text::jsonb))
      """, .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue),
      .json(digests)
    ).map { row in try row.digest("digest") }
    return Set(held)
  }
}

extension Value {
  /// The canonical JSON of a value, as text.
  static func json(_ value: some Encodable) throws -> Value {
    .text(String(decoding: try CanonicalJSON.encode(value), as: UTF8.self))
  }
}

extension StoredSnapshot {
  fileprivate init(row: Row) throws {
    self.init(
      profile: ProfileID(rawValue: try row.text("profile")), version: try row.integer("version"),
      manifest: try row.json("manifest"), storedAt: try row.time("stored_at"))
  }
}

extension SealedComponent {
  fileprivate init(row: Row) throws {
    self.init(
      digest: try row.digest("digest"), kind: try row.word("kind"),
      firstVersion: try row.integer("first_version"),
      keyGeneration: try row.integer("key_generation"), sealedBytes: try row.bytes("sealed_bytes"))
  }
}
