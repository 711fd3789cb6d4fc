import Foundation
import Store

extension PostgreSQLStore {
  public func signIns(of person: PersonID) async throws(StoreError) -> [StoredSignIn] {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await statement { session in
      try session.query(
        """
        SELECT device, statement, at FROM sign_in WHERE tenant = $1 AND subject = $2
        ORDER BY device
        """, .text(person.tenant.rawValue), .text(person.subject)
      ).map { row in
        StoredSignIn(
          person: person, device: DeviceID(rawValue: try row.text("device")),
          statement: try row.bytes("statement"), at: try row.time("at"))
      }
    }
  }

  public func records(
    of person: PersonID, after: RecordKey?, limit: Int
  ) async throws(StoreError) -> [StoredRecord] {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await statement { session in
      try session.query(
        """
        SELECT * FROM record WHERE tenant = $1 AND subject = $2 AND (kind, id) > ($3, $4)
        ORDER BY kind, id LIMIT $5
        """, .text(person.tenant.rawValue), .text(person.subject),
        .text(after?.kind.rawValue ?? ""), .text(after?.id ?? ""), .integer(max(0, limit))
      ).map(StoredRecord.init(row:))
    }
  }
}
