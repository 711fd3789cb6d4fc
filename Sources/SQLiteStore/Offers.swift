import Foundation
import GRDB
import RestoreRules
import Store

extension SQLiteStore {
  public func open(_ offer: StoredOffer) async throws(StoreError) -> StoredOffer {
    try StoreName.check(
      offer.person.tenant.rawValue, offer.person.subject, offer.id.rawValue, offer.device.rawValue,
      offer.enrollment)
    return try await write { database in
      try database.run(
        """
        INSERT INTO offer (\(StoredOffer.columns), tenant, subject)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """, offer.id.rawValue, offer.device.rawValue, offer.enrollment, offer.moment.rawValue,
        StoreTime.milliseconds(offer.offeredAt), offer.outcome?.rawValue,
        offer.concludedAt.map(StoreTime.milliseconds), offer.person.tenant.rawValue,
        offer.person.subject)
      let stored = try database.offer(offer.id, of: offer.person)
      return try (stored ?? database.openOffer(like: offer)).asWritten()
    }
  }

  public func conclude(
    _ offer: OfferID, of person: PersonID, with outcome: Outcome, at time: Date
  ) async throws(StoreError) -> StoredOffer {
    try StoreName.check(person.tenant.rawValue, person.subject, offer.rawValue)
    return try await write { database in
      guard let known = try database.offer(offer, of: person) else {
        throw StoreError(.notFound, "There is no such offer.")
      }
      if known.outcome == outcome { return known }
      guard known.outcome == nil || known.outcome == .missed else {
        throw StoreError(
          .alreadyConcluded, "The offer has another outcome already, which stays.")
      }
      try database.run(
        """
        UPDATE offer SET outcome = ?, concluded_at = ? WHERE tenant = ? AND subject = ? AND id = ?
        """, outcome.rawValue, StoreTime.milliseconds(time), person.tenant.rawValue,
        person.subject, offer.rawValue)
      return try database.offer(offer, of: person).asWritten()
    }
  }

  public func offer(_ id: OfferID, of person: PersonID) async throws(StoreError) -> StoredOffer? {
    try StoreName.check(person.tenant.rawValue, person.subject, id.rawValue)
    return try await read { database in try database.offer(id, of: person) }
  }

  public func offers(of person: PersonID) async throws(StoreError) -> [StoredOffer] {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await read { database in
      try database.fetchAll(
        """
        SELECT \(StoredOffer.columns) FROM offer WHERE tenant = ? AND subject = ?
        ORDER BY offered_at, id
        """, person.tenant.rawValue, person.subject
      ) { row in try StoredOffer(row: row, person: person) }
    }
  }
}

extension Database {
  fileprivate func offer(_ id: OfferID, of person: PersonID) throws -> StoredOffer? {
    try fetchOne(
      "SELECT \(StoredOffer.columns) FROM offer WHERE tenant = ? AND subject = ? AND id = ?",
      person.tenant.rawValue, person.subject, id.rawValue
    ) { row in try StoredOffer(row: row, person: person) }
  }

  /// The open offer that stands where `offer` would.
  fileprivate func openOffer(like offer: StoredOffer) throws -> StoredOffer? {
    try fetchOne(
      """
      SELECT \(StoredOffer.columns) FROM offer WHERE tenant = ? AND subject = ?
      AND device = ? AND enrollment = ? AND moment = ? AND outcome IS NULL
      """, offer.person.tenant.rawValue, offer.person.subject, offer.device.rawValue,
      offer.enrollment, offer.moment.rawValue
    ) { row in try StoredOffer(row: row, person: offer.person) }
  }
}

extension StoredOffer {
  static let columns = "id, device, enrollment, moment, offered_at, outcome, concluded_at"

  init(row: Row, person: PersonID) throws {
    let outcome: String? = row["outcome"]
    let concludedAt: Int64? = row["concluded_at"]
    self.init(
      id: OfferID(rawValue: row["id"]), person: person, device: DeviceID(rawValue: row["device"]),
      enrollment: row["enrollment"], moment: try row.word("moment"),
      offeredAt: row.time("offered_at"), outcome: try outcome.map { _ in try row.word("outcome") },
      concludedAt: concludedAt.map(StoreTime.date))
  }
}
