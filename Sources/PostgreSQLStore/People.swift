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
    let sql = Self.peopleStatement(filter.backup)
    var values: [Value?] = [
      .text(tenant.rawValue), .text(filter.subjectStart(after: after)), .integer(max(0, limit)),
      .text(filter.subjectEnd),
    ]
    if case .noneSince(let time) = filter.backup {
      values.append(.integer(StoreTime.milliseconds(time)))
    }
    return try await statement { [values] session in
      try session.query(sql, values).map { row in try PersonSummary(row: row, tenant: tenant) }
    }
  }

  /// Takes the page of subjects from the tables' keys first, then looks up what is shown of each.
  private static func peopleStatement(_ backup: PersonFilter.Backup) -> String {
    let range = "tenant = $1 AND subject >= $2 AND subject < $4"
    func source(_ query: String) -> String { "(\(query) ORDER BY subject LIMIT $3)" }
    func without(_ table: String) -> String {
      source(
        """
        SELECT DISTINCT subject FROM \(table) WHERE \(range) AND NOT EXISTS
          (SELECT 1 FROM profile WHERE tenant = $1 AND profile.subject = \(table).subject)
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
            GROUP BY subject HAVING max(last_backup_at) < $5
            """)
        ]
      }
    return """
      WITH person (subject) AS (
        \(sources.joined(separator: " UNION ")) ORDER BY subject LIMIT $3
      )
      SELECT person.subject, newest.*,
        (SELECT count(*) FROM profile
          WHERE tenant = $1 AND subject = person.subject) AS profile_count,
        (SELECT max(last_backup_at) FROM profile
          WHERE tenant = $1 AND subject = person.subject) AS last_backup_at
      FROM person LEFT JOIN LATERAL (
        SELECT id, device, enrollment, moment, offered_at, outcome, concluded_at FROM offer
        WHERE tenant = $1 AND subject = person.subject ORDER BY offered_at DESC, id DESC LIMIT 1
      ) AS newest ON true
      ORDER BY person.subject
      """
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
