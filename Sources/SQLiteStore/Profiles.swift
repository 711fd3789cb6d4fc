import Foundation
import GRDB
import Store
import UserEnvironment

extension SQLiteStore {
  private static let profileColumns =
    "id, device, source, newest_version, highest_version, last_backup_at"

  public func profiles(of person: PersonID) async throws(StoreError) -> [StoredProfile] {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await read { database in
      try database.fetchAll(
        """
        SELECT \(Self.profileColumns) FROM profile WHERE tenant = ? AND subject = ?
        ORDER BY last_backup_at DESC, id
        """, person.tenant.rawValue, person.subject, read: StoredProfile.init(row:))
    }
  }

  public func profiles(
    of person: PersonID, after: TimedPosition?, limit: Int
  ) async throws(StoreError) -> [StoredProfile] {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await read { database in
      try database.fetchAll(
        """
        SELECT \(Self.profileColumns) FROM profile
        WHERE tenant = ?1 AND subject = ?2 AND (-last_backup_at, id) > (?3, ?4)
        ORDER BY last_backup_at DESC, id LIMIT ?5
        """, person.tenant.rawValue, person.subject,
        after.map { -StoreTime.milliseconds($0.time) } ?? Int64.min, after?.id ?? "",
        max(0, limit), read: StoredProfile.init(row:))
    }
  }

  public func profile(
    _ id: ProfileID, of person: PersonID
  ) async throws(StoreError) -> StoredProfile? {
    try StoreName.check(person.tenant.rawValue, person.subject, id.rawValue)
    return try await read { database in
      try database.fetchOne(
        """
        SELECT \(Self.profileColumns) FROM profile WHERE tenant = ? AND subject = ? AND id = ?
        """, person.tenant.rawValue, person.subject, id.rawValue, read: StoredProfile.init(row:))
    }
  }

  public func profile(
    from device: DeviceID, of person: PersonID
  ) async throws(StoreError) -> StoredProfile? {
    try StoreName.check(person.tenant.rawValue, person.subject, device.rawValue)
    return try await read { database in
      try database.fetchOne(
        """
        SELECT \(Self.profileColumns) FROM profile WHERE tenant = ? AND subject = ? AND device = ?
        """, person.tenant.rawValue, person.subject, device.rawValue,
        read: StoredProfile.init(row:))
    }
  }

  public func profiles(
    of tenant: TenantID, matching text: String, after: PersonRecordPosition?, limit: Int
  ) async throws(StoreError) -> [PersonsProfile] {
    try StoreName.check(tenant.rawValue)
    return try await read { database in
      try database.fetchAll(
        """
        SELECT subject, \(Self.profileColumns) FROM profile
        WHERE tenant = ?1 AND (subject, id) > (?2, ?3) AND (
          substr(id, 1, length(?4)) = ?4 OR substr(device, 1, length(?4)) = ?4
          OR instr(lower(json_extract(source, '$.name')), ?5) > 0)
        ORDER BY subject, id LIMIT ?6
        """, tenant.rawValue, after?.subject ?? "", after?.id ?? "", text, text.loweredASCII,
        max(0, limit)
      ) { row in
        PersonsProfile(subject: row["subject"], profile: try StoredProfile(row: row))
      }
    }
  }

  public func profiles(
    of tenant: TenantID, from devices: [DeviceID], newest count: Int
  ) async throws(StoreError) -> [PersonsProfile] {
    try StoreName.check(tenant.rawValue)
    return try await read { database in
      try database.fetchAll(
        """
        SELECT * FROM (
          SELECT subject, \(Self.profileColumns), row_number() OVER (
            PARTITION BY device ORDER BY last_backup_at DESC, subject, id) AS place
          FROM profile WHERE tenant = ? AND device IN (SELECT value FROM json_each(?)))
        WHERE place <= ? ORDER BY device, place
        """, tenant.rawValue, jsonText(devices.map(\.rawValue)), count
      ) { row in
        PersonsProfile(subject: row["subject"], profile: try StoredProfile(row: row))
      }
    }
  }

  public func devices(
    of tenant: TenantID, matching text: String, after: DeviceID?, limit: Int
  ) async throws(StoreError) -> [DeviceID] {
    try StoreName.check(tenant.rawValue)
    let ids = NameRange(beginning: text, after: after?.rawValue)
    let page = NameRange(after: after?.rawValue)
    return try await read { database in
      try database.fetchAll(
        """
        SELECT device FROM (
          SELECT DISTINCT device FROM sign_in WHERE tenant = ?1 AND device >= ?2 AND device < ?3
          ORDER BY device LIMIT ?4)
        UNION SELECT device FROM (
          SELECT DISTINCT device FROM profile WHERE tenant = ?1 AND device >= ?5 AND (
            substr(device, 1, length(?6)) = ?6
            OR instr(lower(json_extract(source, '$.name')), ?7) > 0)
          ORDER BY device LIMIT ?4)
        ORDER BY device LIMIT ?4
        """, tenant.rawValue, ids.start, ids.end, max(0, limit), page.start, text,
        text.loweredASCII
      ) { row in DeviceID(rawValue: row["device"]) }
    }
  }

  public func noteBackup(
    of profile: ProfileID, of person: PersonID, at time: Date
  ) async throws(StoreError) {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    try await write { database in
      try database.run(
        """
        UPDATE profile SET last_backup_at = max(last_backup_at, ?)
        WHERE tenant = ? AND subject = ? AND id = ?
        """, StoreTime.milliseconds(time), person.tenant.rawValue, person.subject,
        profile.rawValue)
      guard database.changesCount == 1 else {
        throw StoreError(.notFound, "There is no such backup profile.")
      }
    }
  }
}

extension StoredProfile {
  fileprivate init(row: Row) throws {
    self.init(
      id: ProfileID(rawValue: row["id"]), device: DeviceID(rawValue: row["device"]),
      source: try row.json("source"), newestVersion: row["newest_version"],
      highestVersion: row["highest_version"], lastBackupAt: row.time("last_backup_at"))
  }
}
