import Foundation
import GRDB
import Store
import UserEnvironment

extension SQLiteStore {
  public func delete(
    _ versions: Set<Int>, of profile: ProfileID, of person: PersonID, logging entry: LogAppend?
  ) async throws(StoreError) -> DeletedContent {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await write { database in
      var deleted = DeletedContent()
      deleted.versionCount = try database.deleteSnapshots(versions, of: profile, of: person)
      let components = try database.deleteUnnamedComponents(of: profile, of: person)
      deleted.componentCount = components.count
      deleted.byteCount = components.reduce(0, +)
      try database.describeByNewest(profile, of: person)
      if let entry { _ = try database.append(entry) }
      return deleted
    }
  }

  public func delete(
    _ profile: ProfileID, of person: PersonID, upTo version: Int?, logging entry: LogAppend?
  ) async throws(StoreError) -> DeletedContent {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await write { database in
      if let version { try database.check(profile, of: person, isUpTo: version) }
      let deleted = try database.deleteProfiles(of: person, only: profile)
      guard deleted.profileCount == 1 else { throw StoreError.noSuchProfile }
      if let entry { _ = try database.append(entry) }
      return deleted
    }
  }

  public func delete(
    _ person: PersonID, logging entry: LogAppend?
  ) async throws(StoreError) -> DeletedContent {
    try StoreName.check(person.tenant.rawValue, person.subject)
    let deleted = try await write { database in
      var deleted = try database.deleteProfiles(of: person, only: nil)
      deleted.offerCount = try database.deleteRows(of: "offer", of: person)
      for table in Schema.otherTablesOfPeople {
        _ = try database.deleteRows(of: table, of: person)
      }
      if let entry { _ = try database.append(entry) }
      return deleted
    }
    await emptyLog()
    return deleted
  }

  public func assign(
    _ profile: ProfileID, of person: PersonID, to device: DeviceID
  ) async throws(StoreError) {
    try StoreName.check(
      person.tenant.rawValue, person.subject, profile.rawValue, device.rawValue)
    try await write { database in
      let holder = try database.fetchOne(
        "SELECT id FROM profile WHERE tenant = ? AND subject = ? AND device = ?",
        person.tenant.rawValue, person.subject, device.rawValue
      ) { row in row["id"] as String }
      if holder == profile.rawValue { return }
      guard holder == nil else { throw StoreError.deviceTaken }
      try database.run(
        "UPDATE profile SET device = ? WHERE tenant = ? AND subject = ? AND id = ?",
        device.rawValue, person.tenant.rawValue, person.subject, profile.rawValue)
      guard database.changesCount == 1 else { throw StoreError.noSuchProfile }
    }
  }
}

extension Database {
  /// Deletes these versions, and leaves one at least.
  fileprivate func deleteSnapshots(
    _ versions: Set<Int>, of profile: ProfileID, of person: PersonID
  ) throws -> Int {
    try run(
      """
      DELETE FROM snapshot WHERE tenant = ? AND subject = ? AND profile = ?
      AND version IN (SELECT value FROM json_each(?))
      """, person.tenant.rawValue, person.subject, profile.rawValue, jsonText(versions.sorted()))
    let count = changesCount
    guard count > 0 else { throw StoreError.noSuchVersion }
    guard try snapshot(version: nil, of: profile, of: person) != nil else {
      throw StoreError.onlyVersion
    }
    return count
  }

  /// Deletes the components that no version of the profile names any more.
  ///
  /// - Returns: the length of each.
  fileprivate func deleteUnnamedComponents(
    of profile: ProfileID, of person: PersonID
  ) throws -> [Int] {
    try fetchAll(
      """
      DELETE FROM component WHERE tenant = ?1 AND subject = ?2 AND profile = ?3
      AND digest NOT IN (
        SELECT json_extract(named.value, '$.digest')
        FROM snapshot, json_each(snapshot.manifest, '$.components') AS named
        WHERE tenant = ?1 AND subject = ?2 AND profile = ?3)
      RETURNING length(sealed_bytes) AS size
      """, person.tenant.rawValue, person.subject, profile.rawValue
    ) { row in row["size"] }
  }

  /// Describes the profile by the newest version that is left. The highest number that was given
  /// stays as it is.
  fileprivate func describeByNewest(_ profile: ProfileID, of person: PersonID) throws {
    let newest = try snapshot(version: nil, of: profile, of: person).asWritten()
    try run(
      """
      UPDATE profile SET source = ?, newest_version = ?
      WHERE tenant = ? AND subject = ? AND id = ?
      """, jsonText(newest.manifest.source), newest.version, person.tenant.rawValue,
      person.subject, profile.rawValue)
  }

  /// - Throws: `versionTaken` when the profile has had a later version.
  fileprivate func check(
    _ profile: ProfileID, of person: PersonID, isUpTo version: Int
  ) throws {
    let highest = try fetchOne(
      "SELECT highest_version FROM profile WHERE tenant = ? AND subject = ? AND id = ?",
      person.tenant.rawValue, person.subject, profile.rawValue
    ) { row in row["highest_version"] as Int }
    guard highest ?? 0 <= version else { throw StoreError.hasGrown }
  }

  /// Deletes a profile, or all of the person's, with everything that belongs to them.
  fileprivate func deleteProfiles(
    of person: PersonID, only profile: ProfileID?
  ) throws -> DeletedContent {
    let sizes = try fetchAll(
      """
      DELETE FROM component WHERE tenant = ?1 AND subject = ?2 AND (?3 IS NULL OR profile = ?3)
      RETURNING length(sealed_bytes) AS size
      """, person.tenant.rawValue, person.subject, profile?.rawValue
    ) { row in row["size"] as Int }
    var deleted = DeletedContent(componentCount: sizes.count, byteCount: sizes.reduce(0, +))
    try run(
      "DELETE FROM snapshot WHERE tenant = ?1 AND subject = ?2 AND (?3 IS NULL OR profile = ?3)",
      person.tenant.rawValue, person.subject, profile?.rawValue)
    deleted.versionCount = changesCount
    try run(
      "DELETE FROM profile WHERE tenant = ?1 AND subject = ?2 AND (?3 IS NULL OR id = ?3)",
      person.tenant.rawValue, person.subject, profile?.rawValue)
    deleted.profileCount = changesCount
    return deleted
  }

  /// - Parameter table: one whose key begins with tenant and subject.
  fileprivate func deleteRows(of table: String, of person: PersonID) throws -> Int {
    try run(
      "DELETE FROM \(table) WHERE tenant = ? AND subject = ?", person.tenant.rawValue,
      person.subject)
    return changesCount
  }
}
