import Foundation
import Store
import UserEnvironment

extension PostgreSQLStore {
  public func delete(
    _ versions: Set<Int>, of profile: ProfileID, of person: PersonID, logging entry: LogAppend?
  ) async throws(StoreError) -> DeletedContent {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await transaction { session in
      try session.lockProfiles(of: person, only: profile)
      var deleted = DeletedContent()
      deleted.versionCount = try session.deleteSnapshots(versions, of: profile, of: person)
      let components = try session.deleteUnnamedComponents(of: profile, of: person)
      deleted.componentCount = components.count
      deleted.byteCount = components.reduce(0, +)
      try session.describeByNewest(profile, of: person)
      if let entry { _ = try session.append(entry) }
      return deleted
    }
  }

  public func delete(
    _ profile: ProfileID, of person: PersonID, upTo version: Int?, logging entry: LogAppend?
  ) async throws(StoreError) -> DeletedContent {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    return try await transaction { session in
      if let version { try session.check(profile, of: person, isUpTo: version) }
      let deleted = try session.deleteProfiles(of: person, only: profile)
      guard deleted.profileCount == 1 else { throw StoreError.noSuchProfile }
      if let entry { _ = try session.append(entry) }
      return deleted
    }
  }

  public func delete(
    _ person: PersonID, logging entry: LogAppend?
  ) async throws(StoreError) -> DeletedContent {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await transaction { session in
      var deleted = try session.deleteProfiles(of: person, only: nil)
      deleted.offerCount = try session.deleteRows(of: "offer", of: person)
      for table in Schema.otherTablesOfPeople {
        _ = try session.deleteRows(of: table, of: person)
      }
      if let entry { _ = try session.append(entry) }
      return deleted
    }
  }

  public func assign(
    _ profile: ProfileID, of person: PersonID, to device: DeviceID
  ) async throws(StoreError) {
    try StoreName.check(
      person.tenant.rawValue, person.subject, profile.rawValue, device.rawValue)
    try await transaction { session in
      // Locks what is there. A profile that another transaction makes for the device meanwhile meets
      // the unique index; that is told as a conflict, too.
      let rows = try session.query(
        """
        SELECT id, device FROM profile
        WHERE tenant = $1 AND subject = $2 AND (id = $3 OR device = $4) ORDER BY id FOR UPDATE
        """, .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue),
        .text(device.rawValue))
      guard try rows.contains(where: { try $0.text("id") == profile.rawValue }) else {
        throw StoreError.noSuchProfile
      }
      guard rows.count == 1 else { throw StoreError.deviceTaken }
      do throws(DatabaseFailure) {
        _ = try session.query(
          "UPDATE profile SET device = $4 WHERE tenant = $1 AND subject = $2 AND id = $3",
          .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue),
          .text(device.rawValue))
      } catch {
        // Not unique: another transaction was faster.
        if error.state == "23505" { throw StoreError.deviceTaken }
        throw error
      }
    }
  }
}

extension Session {
  /// Keeps commits to these profiles waiting until this transaction ends.
  fileprivate mutating func lockProfiles(of person: PersonID, only profile: ProfileID?) throws {
    _ = try query(
      """
      SELECT id FROM profile WHERE tenant = $1 AND subject = $2 AND ($3::text IS NULL OR id = $3)
      ORDER BY id FOR UPDATE
      """, .text(person.tenant.rawValue), .text(person.subject), profile.map { .text($0.rawValue) })
  }

  /// Deletes these versions, and leaves one at least.
  fileprivate mutating func deleteSnapshots(
    _ versions: Set<Int>, of profile: ProfileID, of person: PersonID
  ) throws -> Int {
    let count = try query(
      """
      DELETE FROM snapshot WHERE tenant = $1 AND subject = $2 AND profile = $3
      AND version IN (SELECT value::bigint FROM jsonb_array_elements_text($4::text::jsonb))
      RETURNING version
      """, .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue),
      .json(versions.sorted())
    ).count
    guard count > 0 else { throw StoreError.noSuchVersion }
    guard try snapshot(version: nil, of: profile, of: person) != nil else {
      throw StoreError.onlyVersion
    }
    return count
  }

  /// Deletes the components that no version of the profile names any more.
  ///
  /// - Returns: the length of each.
  fileprivate mutating func deleteUnnamedComponents(
    of profile: ProfileID, of person: PersonID
  ) throws -> [Int] {
    try query(
      """
      DELETE FROM component WHERE tenant = $1 AND subject = $2 AND profile = $3
      AND digest NOT IN (
        SELECT named ->> 'digest'
        FROM snapshot, jsonb_array_elements(manifest::jsonb -> 'components') AS named
        WHERE tenant = $1 AND subject = $2 AND profile = $3)
      RETURNING length(sealed_bytes)::bigint AS size
      """, .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue)
    ).map { row in try row.integer("size") }
  }

  /// Describes the profile by the newest version that is left. The highest number that was given
  /// stays as it is.
  fileprivate mutating func describeByNewest(_ profile: ProfileID, of person: PersonID) throws {
    let newest = try snapshot(version: nil, of: profile, of: person).asWritten()
    _ = try query(
      """
      UPDATE profile SET source = $4, newest_version = $5
      WHERE tenant = $1 AND subject = $2 AND id = $3
      """, .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue),
      .json(newest.manifest.source), .integer(newest.version))
  }

  /// - Throws: `versionTaken` when the profile has had a later version.
  fileprivate mutating func check(
    _ profile: ProfileID, of person: PersonID, isUpTo version: Int
  ) throws {
    let found = try query(
      """
      SELECT highest_version FROM profile WHERE tenant = $1 AND subject = $2 AND id = $3
      FOR UPDATE
      """, .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue))
    let highest = try found.first?.integer("highest_version") ?? 0
    guard highest <= version else { throw StoreError.hasGrown }
  }

  /// Deletes a profile, or all of the person's, with everything that belongs to them.
  fileprivate mutating func deleteProfiles(
    of person: PersonID, only profile: ProfileID?
  ) throws -> DeletedContent {
    try lockProfiles(of: person, only: profile)
    let sizes = try query(
      """
      DELETE FROM component
      WHERE tenant = $1 AND subject = $2 AND ($3::text IS NULL OR profile = $3)
      RETURNING length(sealed_bytes)::bigint AS size
      """, .text(person.tenant.rawValue), .text(person.subject), profile.map { .text($0.rawValue) }
    ).map { row in try row.integer("size") }
    var deleted = DeletedContent(componentCount: sizes.count, byteCount: sizes.reduce(0, +))
    deleted.versionCount = try query(
      """
      DELETE FROM snapshot
      WHERE tenant = $1 AND subject = $2 AND ($3::text IS NULL OR profile = $3) RETURNING version
      """, .text(person.tenant.rawValue), .text(person.subject), profile.map { .text($0.rawValue) }
    ).count
    deleted.profileCount = try query(
      """
      DELETE FROM profile
      WHERE tenant = $1 AND subject = $2 AND ($3::text IS NULL OR id = $3) RETURNING id
      """, .text(person.tenant.rawValue), .text(person.subject), profile.map { .text($0.rawValue) }
    ).count
    return deleted
  }

  /// - Parameter table: one whose key begins with tenant and subject.
  fileprivate mutating func deleteRows(of table: String, of person: PersonID) throws -> Int {
    try query(
      "DELETE FROM \(table) WHERE tenant = $1 AND subject = $2 RETURNING subject",
      .text(person.tenant.rawValue), .text(person.subject)
    ).count
  }
}
