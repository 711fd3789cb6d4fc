import Foundation
import RestoreRules
import Store

extension PostgreSQLStore {
  public func open(_ offer: StoredOffer) async throws(StoreError) -> StoredOffer {
    try StoreName.check(
      offer.person.tenant.rawValue, offer.person.subject, offer.id.rawValue, offer.device.rawValue,
      offer.enrollment)
    return try await transaction { session in
      // The open offer that stands in the way may be concluded between the two statements of an
      // attempt; then the next attempt finds the place free.
      for _ in 0..<10 {
        try session.insert(offer)
        if let known = try session.offer(offer.id, of: offer.person) { return known }
        if let open = try session.openOffer(like: offer) { return open }
      }
      throw StoreError(.unavailable, "The offer is changed by others all the time: try again.")
    }
  }

  public func conclude(
    _ offer: OfferID, of person: PersonID, with outcome: Outcome, at time: Date
  ) async throws(StoreError) -> StoredOffer {
    try StoreName.check(person.tenant.rawValue, person.subject, offer.rawValue)
    return try await transaction { session in
      guard let known = try session.lockedOffer(offer, of: person) else {
        throw StoreError(.notFound, "There is no such offer.")
      }
      if known.outcome == outcome { return known }
      guard known.outcome == nil || known.outcome == .missed else {
        throw StoreError(
          .alreadyConcluded, "The offer has another outcome already, which stays.")
      }
      _ = try session.query(
        """
        UPDATE offer SET outcome = $4, concluded_at = $5
        WHERE tenant = $1 AND subject = $2 AND id = $3
        """, .text(person.tenant.rawValue), .text(person.subject), .text(offer.rawValue),
        .text(outcome.rawValue), .integer(StoreTime.milliseconds(time)))
      return try session.offer(offer, of: person).asWritten()
    }
  }

  public func offer(_ id: OfferID, of person: PersonID) async throws(StoreError) -> StoredOffer? {
    try StoreName.check(person.tenant.rawValue, person.subject, id.rawValue)
    return try await statement { session in try session.offer(id, of: person) }
  }

  public func offers(of person: PersonID) async throws(StoreError) -> [StoredOffer] {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await statement { session in
      try session.query(
        """
        SELECT \(StoredOffer.columns) FROM offer WHERE tenant = $1 AND subject = $2
        ORDER BY offered_at, id
        """, .text(person.tenant.rawValue), .text(person.subject)
      ).map { row in try StoredOffer(row: row, person: person) }
    }
  }
}

extension Session {
  fileprivate mutating func insert(_ offer: StoredOffer) throws {
    _ = try query(
      """
      INSERT INTO offer (tenant, subject, \(StoredOffer.columns))
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
      """, .text(offer.person.tenant.rawValue), .text(offer.person.subject),
      .text(offer.id.rawValue), .text(offer.device.rawValue), .text(offer.enrollment),
      .text(offer.moment.rawValue), .integer(StoreTime.milliseconds(offer.offeredAt)),
      offer.outcome.map { .text($0.rawValue) },
      offer.concludedAt.map { .integer(StoreTime.milliseconds($0)) })
  }

  fileprivate mutating func offer(_ id: OfferID, of person: PersonID) throws -> StoredOffer? {
    try query(
      "SELECT \(StoredOffer.columns) FROM offer WHERE tenant = $1 AND subject = $2 AND id = $3",
      .text(person.tenant.rawValue), .text(person.subject), .text(id.rawValue)
    ).first.map { row in try StoredOffer(row: row, person: person) }
  }

  /// The offer, which nobody else can change until this transaction ends.
  fileprivate mutating func lockedOffer(
    _ id: OfferID, of person: PersonID
  ) throws -> StoredOffer? {
    try query(
      """
      SELECT \(StoredOffer.columns) FROM offer
      WHERE tenant = $1 AND subject = $2 AND id = $3 FOR UPDATE
      """, .text(person.tenant.rawValue), .text(person.subject), .text(id.rawValue)
    ).first.map { row in try StoredOffer(row: row, person: person) }
  }

  /// The open offer that stands where `offer` would.
  fileprivate mutating func openOffer(like offer: StoredOffer) throws -> StoredOffer? {
    try query(
      """
      SELECT \(StoredOffer.columns) FROM offer WHERE tenant = $1 AND subject = $2
      AND device = $3 AND enrollment = $4 AND moment = $5 AND outcome IS NULL
      """, .text(offer.person.tenant.rawValue), .text(offer.person.subject),
      .text(offer.device.rawValue), .text(offer.enrollment), .text(offer.moment.rawValue)
    ).first.map { row in try StoredOffer(row: row, person: offer.person) }
  }
}

extension StoredOffer {
  fileprivate static let columns =
    "id, device, enrollment, moment, offered_at, outcome, concluded_at"

  init(row: Row, person: PersonID) throws {
    self.init(
      id: OfferID(rawValue: try row.text("id")), person: person,
      device: DeviceID(rawValue: try row.text("device")), enrollment: try row.text("enrollment"),
      moment: try row.word("moment"), offeredAt: try row.time("offered_at"),
      outcome: row.isNull("outcome") ? nil : try row.word("outcome"),
      concludedAt: row.isNull("concluded_at") ? nil : try row.time("concluded_at"))
  }
}
