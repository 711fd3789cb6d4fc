import Foundation
import Store

extension PostgreSQLStore {
  private static let profileColumns =
    "id, device, source, newest_version, highest_version, last_backup_at"

  public func profiles(of person: PersonID) async throws(StoreError) -> [StoredProfile] {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await statement { session in
      try session.query(
        """
        SELECT \(Self.profileColumns) FROM profile WHERE tenant = $1 AND subject = $2
        ORDER BY last_backup_at DESC, id
        """, .text(person.tenant.rawValue), .text(person.subject)
      ).map(StoredProfile.init(row:))
    }
  }

  public func profiles(
    of person: PersonID, after: TimedPosition?, limit: Int
  ) async throws(StoreError) -> [StoredProfile] {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await statement { session in
      try session.query(
        """
        SELECT \(Self.profileColumns) FROM profile
        WHERE tenant = $1 AND subject = $2 AND (-last_backup_at, id) > ($3, $4)
        ORDER BY last_backup_at DESC, id LIMIT $5
        """, .text(person.tenant.rawValue), .text(person.subject),
        .integer(after.map { -StoreTime.milliseconds($0.time) } ?? Int64.min),
        .text(after?.id ?? ""), .integer(max(0, limit))
      ).map(StoredProfile.init(row:))
    }
  }

  public func profile(
    _ id: ProfileID, of person: PersonID
  ) async throws(StoreError) -> StoredProfile? {
    try StoreName.check(person.tenant.rawValue, person.subject, id.rawValue)
    return try await statement { session in
      try session.query(
        """
        SELECT \(Self.profileColumns) FROM profile
        WHERE tenant = $1 AND subject = $2 AND id = $3
        """, .text(person.tenant.rawValue), .text(person.subject), .text(id.rawValue)
      ).first.map(StoredProfile.init(row:))
    }
  }

  public func profile(
    from device: DeviceID, of person: PersonID
  ) async throws(StoreError) -> StoredProfile? {
    try StoreName.check(person.tenant.rawValue, person.subject, device.rawValue)
    return try await statement { session in
      try session.query(
        """
        SELECT \(Self.profileColumns) FROM profile
        WHERE tenant = $1 AND subject = $2 AND device = $3
        """, .text(person.tenant.rawValue), .text(person.subject), .text(device.rawValue)
      ).first.map(StoredProfile.init(row:))
    }
  }

  // The server cannot take a text apart that holds a NUL; such a name is found by its ids alone.
  public func profiles(
    of tenant: TenantID, matching text: String, after: PersonRecordPosition?, limit: Int
  ) async throws(StoreError) -> [PersonsProfile] {
    try StoreName.check(tenant.rawValue)
    return try await statement { session in
      try session.query(
        """
        SELECT subject, \(Self.profileColumns) FROM profile
        WHERE tenant = $1 AND (subject, id) > ($2, $3) AND (
          starts_with(id, $4) OR starts_with(device, $4)
          OR CASE WHEN strpos(source, '\\u0000') = 0
            THEN strpos(lower((source::json->>'name') COLLATE "C"), $5) > 0 END)
        ORDER BY subject, id LIMIT $6
        """, .text(tenant.rawValue), .text(after?.subject ?? ""), .text(after?.id ?? ""),
        .text(text), .text(text.loweredASCII), .integer(max(0, limit))
      ).map { row in
        PersonsProfile(subject: try row.text("subject"), profile: try StoredProfile(row: row))
      }
    }
  }

  public func profiles(
    of tenant: TenantID, from devices: [DeviceID], newest count: Int
  ) async throws(StoreError) -> [PersonsProfile] {
    try StoreName.check(tenant.rawValue)
    return try await statement { session in
      try session.query(
        """
        SELECT * FROM (
          SELECT subject, \(Self.profileColumns), row_number() OVER (
            PARTITION BY device ORDER BY last_backup_at DESC, subject, id) AS place
          FROM profile
          WHERE tenant = $1 AND device IN (SELECT jsonb_array_elements_text($2::text::jsonb))
        ) AS placed
        WHERE place <= $3 ORDER BY device, place
        """, .text(tenant.rawValue), .json(devices.map(\.rawValue)), .integer(count)
      ).map { row in
        PersonsProfile(subject: try row.text("subject"), profile: try StoredProfile(row: row))
      }
    }
  }

  public func devices(
    of tenant: TenantID, matching text: String, after: DeviceID?, limit: Int
  ) async throws(StoreError) -> [DeviceID] {
    try StoreName.check(tenant.rawValue)
    let ids = NameRange(beginning: text, after: after?.rawValue)
    let page = NameRange(after: after?.rawValue)
    return try await statement { session in
      try session.query(
        """
        (SELECT DISTINCT device FROM sign_in WHERE tenant = $1 AND device >= $2 AND device < $3
          ORDER BY device LIMIT $4)
        UNION
        (SELECT DISTINCT device FROM profile WHERE tenant = $1 AND device >= $5 AND (
            starts_with(device, $6)
            OR CASE WHEN strpos(source, '\\u0000') = 0
              THEN strpos(lower((source::json->>'name') COLLATE "C"), $7) > 0 END)
          ORDER BY device LIMIT $4)
        ORDER BY device LIMIT $4
        """, .text(tenant.rawValue), .text(ids.start), .text(ids.end), .integer(max(0, limit)),
        .text(page.start), .text(text), .text(text.loweredASCII)
      ).map { row in DeviceID(rawValue: try row.text("device")) }
    }
  }

  public func noteBackup(
    of profile: ProfileID, of person: PersonID, at time: Date
  ) async throws(StoreError) {
    try StoreName.check(person.tenant.rawValue, person.subject, profile.rawValue)
    try await statement { session in
      let noted = try session.query(
        """
        UPDATE profile SET last_backup_at = greatest(last_backup_at, $4)
        WHERE tenant = $1 AND subject = $2 AND id = $3 RETURNING id
        """, .text(person.tenant.rawValue), .text(person.subject), .text(profile.rawValue),
        .integer(StoreTime.milliseconds(time)))
      guard !noted.isEmpty else {
        throw StoreError(.notFound, "There is no such backup profile.")
      }
    }
  }
}

extension StoredProfile {
  fileprivate init(row: Row) throws {
    self.init(
      id: ProfileID(rawValue: try row.text("id")),
      device: DeviceID(rawValue: try row.text("device")), source: try row.json("source"),
      newestVersion: try row.integer("newest_version"),
      highestVersion: try row.integer("highest_version"),
      lastBackupAt: try row.time("last_backup_at"))
  }
}
