import Foundation
import GRDB
import RestoreRules
import Store
import UserEnvironment

extension SQLiteStore {
  public func open(
    _ offer: StoredOffer, by actor: OfferActor
  ) async throws(StoreError) -> StoredOffer {
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
      let isNew = database.changesCount == 1
      let stored = try database.offer(offer.id, of: offer.person)
      if isNew, let stored {
        for transition in OfferLife.beginning(of: stored) {
          try database.keep(transition, of: stored, by: actor)
        }
      }
      return try (stored ?? database.openOffer(like: offer)).asWritten()
    }
  }

  public func conclude(
    _ offer: OfferID, of person: PersonID, with outcome: Outcome, by actor: OfferActor,
    at time: Date
  ) async throws(StoreError) -> StoredOffer {
    try StoreName.check(person.tenant.rawValue, person.subject, offer.rawValue)
    return try await write { database in
      let known = try database.offer(offer, of: person)
      let (offered, transition) = try OfferLife.conclude(known, with: outcome, by: actor)
      guard let transition else { return offered }
      try database.run(
        """
        UPDATE offer SET outcome = ?, concluded_at = ? WHERE tenant = ? AND subject = ? AND id = ?
        """, outcome.rawValue, StoreTime.milliseconds(time), person.tenant.rawValue,
        person.subject, offer.rawValue)
      try database.keep(transition, of: offered, by: actor, at: time)
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

  public func offers(
    of person: PersonID, after: TimedPosition?, limit: Int
  ) async throws(StoreError) -> [StoredOffer] {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await read { database in
      try database.fetchAll(
        """
        SELECT \(StoredOffer.columns) FROM offer
        WHERE tenant = ?1 AND subject = ?2 AND (offered_at, id) > (?3, ?4)
        ORDER BY offered_at, id LIMIT ?5
        """, person.tenant.rawValue, person.subject,
        after.map { StoreTime.milliseconds($0.time) } ?? Int64.min, after?.id ?? "",
        max(0, limit)
      ) { row in try StoredOffer(row: row, person: person) }
    }
  }

  public func openOffers(
    of tenant: TenantID, after: PersonRecordPosition?, limit: Int
  ) async throws(StoreError) -> [StoredOffer] {
    try StoreName.check(tenant.rawValue)
    return try await read { database in
      try database.fetchAll(
        """
        SELECT subject, \(StoredOffer.columns) FROM offer INDEXED BY open_offer
        WHERE tenant = ?1 AND outcome IS NULL AND (subject, id) > (?2, ?3)
        ORDER BY subject, id LIMIT ?4
        """, tenant.rawValue, after?.subject ?? "", after?.id ?? "", max(0, limit)
      ) { row in
        try StoredOffer(row: row, person: PersonID(tenant: tenant, subject: row["subject"]))
      }
    }
  }
}

extension Database {
  /// Keeps a step of an offer's life under the person's next number.
  fileprivate func keep(
    _ transition: OfferLife.Transition, of offer: StoredOffer, by actor: OfferActor,
    at time: Date? = nil
  ) throws {
    let time = time ?? offer.time(of: transition)
    let newest = try fetchOne(
      """
      SELECT id FROM record WHERE tenant = ? AND subject = ? AND kind = ? ORDER BY id DESC LIMIT 1
      """, offer.person.tenant.rawValue, offer.person.subject, OfferTransition.kind.rawValue
    ) { row in row["id"] as String }
    let sequence = (newest.flatMap { Int($0) } ?? 0) + 1
    let kept = OfferTransition(transition, of: offer, sequence: sequence, by: actor, at: time)
    _ = try apply(
      .put(
        OfferTransition.key(sequence, of: offer.person), content: try CanonicalJSON.encode(kept),
        labels: [], expiresAt: nil, if: .absent), at: time)
  }

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
