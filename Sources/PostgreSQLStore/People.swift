import Foundation
import Store

extension PostgreSQLStore {
  public func noteSignIn(_ signIn: StoredSignIn) async throws(StoreError) {
    try StoreName.check(
      signIn.person.tenant.rawValue, signIn.person.subject, signIn.device.rawValue)
    try await statement { session in
      _ = try session.query(
        """
        INSERT INTO sign_in (tenant, subject, device, statement, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant, subject, device) DO UPDATE
        SET statement = excluded.statement, at = excluded.at
        """, .text(signIn.person.tenant.rawValue), .text(signIn.person.subject),
        .text(signIn.device.rawValue), .bytes(signIn.statement),
        .integer(StoreTime.milliseconds(signIn.at)))
    }
  }

  public func lastSignIn(
    of person: PersonID, on device: DeviceID
  ) async throws(StoreError) -> StoredSignIn? {
    try StoreName.check(person.tenant.rawValue, person.subject, device.rawValue)
    return try await statement { session in
      try session.query(
        "SELECT statement, at FROM sign_in WHERE tenant = $1 AND subject = $2 AND device = $3",
        .text(person.tenant.rawValue), .text(person.subject), .text(device.rawValue)
      ).first.map { row in
        StoredSignIn(
          person: person, device: device, statement: try row.bytes("statement"),
          at: try row.time("at"))
      }
    }
  }

  public func people(
    of tenant: TenantID, matching filter: PersonFilter, after: String?, limit: Int
  ) async throws(StoreError) -> [PersonSummary] {
    try StoreName.check(tenant.rawValue)
    if let after { try StoreName.check(after) }
    let wanted = PeopleStatement(of: tenant, matching: filter, after: after, limit: limit)
    return try await statement { session in
      try session.query(wanted.sql, wanted.values).map { row in
        try PersonSummary(row: row, tenant: tenant)
      }
    }
  }
}

extension PersonSummary {
  fileprivate init(row: Row, tenant: TenantID) throws {
    let subject = try row.text("subject")
    let person = PersonID(tenant: tenant, subject: subject)
    self.init(
      subject: subject, profileCount: try row.integer("profile_count"),
      lastBackupAt: row.isNull("last_backup_at") ? nil : try row.time("last_backup_at"),
      lastOffer: row.isNull("id") ? nil : try StoredOffer(row: row, person: person))
  }
}
