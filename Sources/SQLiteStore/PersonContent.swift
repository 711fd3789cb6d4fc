import Foundation
import GRDB
import Store

extension SQLiteStore {
  public func signIns(of person: PersonID) async throws(StoreError) -> [StoredSignIn] {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await read { database in
      try database.fetchAll(
        """
        SELECT device, statement, at FROM sign_in WHERE tenant = ? AND subject = ? ORDER BY device
        """, person.tenant.rawValue, person.subject
      ) { row in
        StoredSignIn(
          person: person, device: DeviceID(rawValue: row["device"]), statement: row["statement"],
          at: row.time("at"))
      }
    }
  }

  public func records(
    of person: PersonID, after: RecordKey?, limit: Int
  ) async throws(StoreError) -> [StoredRecord] {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await read { database in
      try database.fetchAll(
        """
        SELECT * FROM record WHERE tenant = ?1 AND subject = ?2 AND (kind, id) > (?3, ?4)
        ORDER BY kind, id LIMIT ?5
        """, person.tenant.rawValue, person.subject, after?.kind.rawValue ?? "", after?.id ?? "",
        max(0, limit), read: StoredRecord.init(row:))
    }
  }
}
