import Foundation
import Store
import UserEnvironment

extension PostgreSQLStore {
  public func commit(_ commit: SnapshotCommit) async throws(StoreError) -> StoredSnapshot {
    try StoreName.check(
      commit.person.tenant.rawValue, commit.person.subject, commit.profile.rawValue,
      commit.device.rawValue)
    return try await transaction { session in
      try session.lockKeys(of: commit)
      try session.lockProfile(of: commit)
      try session.checkComponents(of: commit)
      try session.storeProfile(of: commit)
      try session.storeComponents(of: commit)
      try session.storeSnapshot(of: commit)
      return try session.snapshot(
        version: commit.version, of: commit.profile, of: commit.person
      ).asWritten()
    }
  }
}

extension Session {
  /// The profile must be the one from this device, and the version the one after its highest.
  ///
  /// A profile that is not there yet is made, as version 0, so that there is a row to lock: of two
  /// first commits the second waits here for the first. When the commit is refused, the row goes
  /// with its transaction.
  fileprivate mutating func lockProfile(of commit: SnapshotCommit) throws {
    _ = try query(
      """
      INSERT INTO profile (tenant, subject, id, device, source, newest_version, highest_version,
        last_backup_at)
      VALUES ($1, $2, $3, $4, $5, 0, 0, $6) ON CONFLICT DO NOTHING
      """, .text(commit.person.tenant.rawValue), .text(commit.person.subject),
      .text(commit.profile.rawValue), .text(commit.device.rawValue),
      .json(commit.manifest.source), .integer(StoreTime.milliseconds(commit.storedAt)))
    let profiles = try query(
      """
      SELECT id, device, highest_version FROM profile
      WHERE tenant = $1 AND subject = $2 AND (id = $3 OR device = $4) ORDER BY id FOR UPDATE
      """, .text(commit.person.tenant.rawValue), .text(commit.person.subject),
      .text(commit.profile.rawValue), .text(commit.device.rawValue))
    guard profiles.count == 1, let profile = profiles.first,
      try profile.text("id") == commit.profile.rawValue,
      try profile.text("device") == commit.device.rawValue,
      try profile.integer("highest_version") + 1 == commit.version
    else {
      throw StoreError(
        .versionTaken, "Another backup from this device was stored first: read again, then retry.")
    }
  }

  /// Every component that the snapshot names must be held or sent.
  fileprivate mutating func checkComponents(of commit: SnapshotCommit) throws {
    let sent = Set(commit.newComponents.map(\.digest))
    let needed = Set(commit.manifest.components.map(\.digest)).subtracting(sent)
    let held = try heldComponents(among: Array(needed), of: commit.profile, of: commit.person)
    guard held == needed else {
      throw StoreError(
        .missingComponent, "The snapshot names a component that was not sent: send it as well.")
    }
  }

  fileprivate mutating func storeProfile(of commit: SnapshotCommit) throws {
    _ = try query(
      """
      UPDATE profile SET source = $4, newest_version = $5, highest_version = $5,
        last_backup_at = greatest(last_backup_at, $6)
      WHERE tenant = $1 AND subject = $2 AND id = $3
      """, .text(commit.person.tenant.rawValue), .text(commit.person.subject),
      .text(commit.profile.rawValue), .json(commit.manifest.source), .integer(commit.version),
      .integer(StoreTime.milliseconds(commit.storedAt)))
  }

  fileprivate mutating func storeComponents(of commit: SnapshotCommit) throws {
    let named = Set(commit.manifest.components.map(\.digest))
    for component in commit.newComponents where named.contains(component.digest) {
      _ = try query(
        """
        INSERT INTO component (tenant, subject, profile, digest, kind, first_version,
          key_generation, sealed_bytes)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
        """, .text(commit.person.tenant.rawValue), .text(commit.person.subject),
        .text(commit.profile.rawValue), .text(component.digest.description),
        .text(component.kind.rawValue), .integer(component.firstVersion),
        .integer(component.keyGeneration), .bytes(component.sealedBytes))
    }
  }

  fileprivate mutating func storeSnapshot(of commit: SnapshotCommit) throws {
    _ = try query(
      """
      INSERT INTO snapshot (tenant, subject, profile, version, manifest, stored_at)
      VALUES ($1, $2, $3, $4, $5, $6)
      """, .text(commit.person.tenant.rawValue), .text(commit.person.subject),
      .text(commit.profile.rawValue), .integer(commit.version), .json(commit.manifest),
      .integer(StoreTime.milliseconds(commit.storedAt)))
  }
}
