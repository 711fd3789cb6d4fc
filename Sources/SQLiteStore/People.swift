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
    let statement = Self.peopleStatement(filter.backup)
    let (start, end) = (filter.subjectStart(after: after), filter.subjectEnd)
    let limit = max(0, limit)
    return try await read { database in
      func summary(_ row: Row) throws -> PersonSummary {
        try PersonSummary(row: row, tenant: tenant)
      }
      guard case .noneSince(let time) = filter.backup else {
        return try database.fetchAll(
          statement, tenant.rawValue, start, limit, end, read: summary)
      }
      return try database.fetchAll(
        statement, tenant.rawValue, start, limit, end, StoreTime.milliseconds(time),
        read: summary)
    }
  }

  /// Takes the page of subjects from the tables' keys first, then looks up what is shown of each.
  private static func peopleStatement(_ backup: PersonFilter.Backup) -> String {
    let range = "tenant = ?1 AND subject >= ?2 AND subject < ?4"
    func source(_ query: String) -> String {
      "SELECT subject FROM (\(query) ORDER BY subject LIMIT ?3)"
    }
    func without(_ table: String) -> String {
      source(
        """
        SELECT DISTINCT subject FROM \(table) WHERE \(range) AND NOT EXISTS
          (SELECT 1 FROM profile WHERE tenant = ?1 AND profile.subject = \(table).subject)
        """)
    }
    let sources =
      switch backup {
      case .any:
        ["profile", "offer", "sign_in"].map {
          source("SELECT DISTINCT subject FROM \($0) WHERE \(range)")
        }
      case .none:
        ["offer", "sign_in"].map(without)
      case .noneSince:
        ["offer", "sign_in"].map(without) + [
          source(
            """
            SELECT subject FROM profile WHERE \(range)
            GROUP BY subject HAVING max(last_backup_at) < ?5
            """)
        ]
      }
    return """
      WITH person (subject) AS (
        \(sources.joined(separator: " UNION ")) ORDER BY subject LIMIT ?3
      )
      SELECT person.subject, offer.id, offer.device, offer.enrollment, offer.moment,
        offer.offered_at, offer.outcome, offer.concluded_at,
        (SELECT count(*) FROM profile
          WHERE tenant = ?1 AND subject = person.subject) AS profile_count,
        (SELECT max(last_backup_at) FROM profile
          WHERE tenant = ?1 AND subject = person.subject) AS last_backup_at
      FROM person LEFT JOIN offer ON offer.tenant = ?1 AND offer.subject = person.subject
        AND offer.id = (SELECT id FROM offer
          WHERE tenant = ?1 AND subject = person.subject ORDER BY offered_at DESC, id DESC LIMIT 1)
      ORDER BY person.subject
      """
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
