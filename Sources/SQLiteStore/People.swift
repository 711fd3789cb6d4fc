import Foundation
import GRDB
import Store

extension SQLiteStore {
  public func noteSignIn(_ signIn: StoredSignIn) async throws(StoreError) {
    try StoreName.check(
      signIn.person.tenant.rawValue, signIn.person.subject, signIn.device.rawValue)
    try await write { database in
      try database.run(
        """
        INSERT INTO sign_in (tenant, subject, device, statement, at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET statement = excluded.statement, at = excluded.at
        """, signIn.person.tenant.rawValue, signIn.person.subject, signIn.device.rawValue,
        signIn.statement, StoreTime.milliseconds(signIn.at))
    }
  }

  public func lastSignIn(
    of person: PersonID, on device: DeviceID
  ) async throws(StoreError) -> StoredSignIn? {
    try StoreName.check(person.tenant.rawValue, person.subject, device.rawValue)
    return try await read { database in
      try database.fetchOne(
        "SELECT statement, at FROM sign_in WHERE tenant = ? AND subject = ? AND device = ?",
        person.tenant.rawValue, person.subject, device.rawValue
      ) { row in
        StoredSignIn(
          person: person, device: device, statement: row["statement"], at: row.time("at"))
      }
    }
  }

  public func people(
    of tenant: TenantID, matching filter: PersonFilter, after: String?, limit: Int
  ) async throws(StoreError) -> [PersonSummary] {
    try StoreName.check(tenant.rawValue)
    if let after { try StoreName.check(after) }
    let statement = PeopleStatement(of: tenant, matching: filter, after: after, limit: limit)
    return try await read { database in
      try database.fetchAll(statement.sql, statement.arguments) { row in
        try PersonSummary(row: row, tenant: tenant)
      }
    }
  }
}

extension PersonSummary {
  fileprivate init(row: Row, tenant: TenantID) throws {
    let subject: String = row["subject"]
    let lastBackupAt: Int64? = row["last_backup_at"]
    let lastOffer: String? = row["id"]
    self.init(
      subject: subject, profileCount: row["profile_count"],
      lastBackupAt: lastBackupAt.map(StoreTime.date),
      lastOffer: try lastOffer.map { _ in
        try StoredOffer(row: row, person: PersonID(tenant: tenant, subject: subject))
      })
  }
}
