import Foundation
import GRDB
import Store
import UserEnvironment

extension SQLiteStore {
  public func commit(_ commit: SnapshotCommit) async throws(StoreError) -> StoredSnapshot {
    try StoreName.check(
      commit.person.tenant.rawValue, commit.person.subject, commit.profile.rawValue,
      commit.device.rawValue)
    return try await write { database in
      try database.checkKeys(of: commit)
      try database.checkVersion(of: commit)
      try database.checkComponents(of: commit)
      try database.storeProfile(of: commit)
      try database.storeComponents(of: commit)
      try database.storeSnapshot(of: commit)
      return try database.snapshot(
        version: commit.version, of: commit.profile, of: commit.person
      ).asWritten()
    }
  }
}

extension Database {
  /// The profile must be the one from this device, and the version the one after its highest.
  fileprivate func checkVersion(of commit: SnapshotCommit) throws {
    let profiles = try fetchAll(
      """
      SELECT id, device, highest_version FROM profile
      WHERE tenant = ?1 AND subject = ?2 AND (id = ?3 OR device = ?4)
      """, commit.person.tenant.rawValue, commit.person.subject, commit.profile.rawValue,
      commit.device.rawValue
    ) { row in
      (
        id: row["id"] as String, device: row["device"] as String,
        version: row["highest_version"] as Int
      )
    }
    let isThisProfile = profiles.allSatisfy {
      $0.id == commit.profile.rawValue && $0.device == commit.device.rawValue
    }
    let highest = profiles.first?.version ?? 0
    guard isThisProfile, commit.version == highest + 1 else {
      throw StoreError(
        .versionTaken, "Another backup from this device was stored first: read again, then retry.")
    }
  }

  /// Every component that the snapshot names must be held or sent.
  fileprivate func checkComponents(of commit: SnapshotCommit) throws {
    let sent = Set(commit.newComponents.map(\.digest))
    let needed = Set(commit.manifest.components.map(\.digest)).subtracting(sent)
    let held = try heldComponents(
      among: Array(needed), of: commit.profile, of: commit.person)
    guard held == needed else {
      throw StoreError(
        .missingComponent, "The snapshot names a component that was not sent: send it as well.")
    }
  }

  fileprivate func storeProfile(of commit: SnapshotCommit) throws {
    try run(
      """
      INSERT INTO profile (tenant, subject, id, device, source, newest_version, highest_version,
        last_backup_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)
      ON CONFLICT (tenant, subject, id) DO UPDATE SET source = excluded.source,
        newest_version = excluded.newest_version, highest_version = excluded.highest_version,
        last_backup_at = max(last_backup_at, excluded.last_backup_at)
      """, commit.person.tenant.rawValue, commit.person.subject, commit.profile.rawValue,
      commit.device.rawValue, jsonText(commit.manifest.source), commit.version,
      StoreTime.milliseconds(commit.storedAt))
  }

  fileprivate func storeComponents(of commit: SnapshotCommit) throws {
    let named = Set(commit.manifest.components.map(\.digest))
    for component in commit.newComponents where named.contains(component.digest) {
      try run(
        """
        INSERT INTO component (tenant, subject, profile, digest, kind, first_version,
          key_generation, sealed_bytes)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """, commit.person.tenant.rawValue, commit.person.subject, commit.profile.rawValue,
        component.digest.description, component.kind.rawValue, component.firstVersion,
        component.keyGeneration, component.sealedBytes)
    }
  }

  fileprivate func storeSnapshot(of commit: SnapshotCommit) throws {
    try run(
      """
      INSERT INTO snapshot (tenant, subject, profile, version, manifest, stored_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """, commit.person.tenant.rawValue, commit.person.subject, commit.profile.rawValue,
      commit.version, jsonText(commit.manifest), StoreTime.milliseconds(commit.storedAt))
  }
}
