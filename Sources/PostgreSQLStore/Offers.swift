import Foundation
import RestoreRules
import Store
import UserEnvironment

extension PostgreSQLStore {
  public func open(
    _ offer: StoredOffer, by actor: OfferActor
  ) async throws(StoreError) -> StoredOffer {
    try StoreName.check(
      offer.person.tenant.rawValue, offer.person.subject, offer.id.rawValue, offer.device.rawValue,
      offer.enrollment)
    return try await transaction { session in
      // The open offer that stands in the way may be concluded between the two statements of an
      // attempt; then the next attempt finds the place free.
      for _ in 0..<10 {
        if try session.insert(offer) {
          let stored = try session.offer(offer.id, of: offer.person).asWritten()
          for transition in OfferLife.beginning(of: stored) {
            try session.keep(transition, of: stored, by: actor)
          }
          return stored
        }
        if let known = try session.offer(offer.id, of: offer.person) { return known }
        if let open = try session.openOffer(like: offer) { return open }
      }
      throw StoreError(.unavailable, "The offer is changed by others all the time: try again.")
    }
  }

  public func conclude(
    _ offer: OfferID, of person: PersonID, with outcome: Outcome, by actor: OfferActor,
    at time: Date
  ) async throws(StoreError) -> StoredOffer {
    try StoreName.check(person.tenant.rawValue, person.subject, offer.rawValue)
    return try await transaction { session in
      let known = try session.lockedOffer(offer, of: person)
      let (offered, transition) = try OfferLife.conclude(known, with: outcome, by: actor)
      guard let transition else { return offered }
      _ = try session.query(
        """
        UPDATE offer SET outcome = $4, concluded_at = $5
        WHERE tenant = $1 AND subject = $2 AND id = $3
        """, .text(person.tenant.rawValue), .text(person.subject), .text(offer.rawValue),
        .text(outcome.rawValue), .integer(StoreTime.milliseconds(time)))
      try session.keep(transition, of: offered, by: actor, at: time)
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

  public func offers(
    of person: PersonID, after: TimedPosition?, limit: Int
  ) async throws(StoreError) -> [StoredOffer] {
    try StoreName.check(person.tenant.rawValue, person.subject)
    return try await statement { session in
      try session.query(
        """
        SELECT \(StoredOffer.columns) FROM offer
        WHERE tenant = $1 AND subject = $2 AND (offered_at, id) > ($3, $4)
        ORDER BY offered_at, id LIMIT $5
        """, .text(person.tenant.rawValue), .text(person.subject),
        .integer(after.map { StoreTime.milliseconds($0.time) } ?? Int64.min),
        .text(after?.id ?? ""), .integer(max(0, limit))
      ).map { row in try StoredOffer(row: row, person: person) }
    }
  }

  public func openOffers(
    of tenant: TenantID, after: PersonRecordPosition?, limit: Int
  ) async throws(StoreError) -> [StoredOffer] {
    try StoreName.check(tenant.rawValue)
    return try await statement { session in
      try session.query(
        """
        SELECT subject, \(StoredOffer.columns) FROM offer
        WHERE tenant = $1 AND outcome IS NULL AND (subject, id) > ($2, $3)
        ORDER BY subject, id LIMIT $4
        """, .text(tenant.rawValue), .text(after?.subject ?? ""), .text(after?.id ?? ""),
        .integer(max(0, limit))
      ).map { row in
        try StoredOffer(
          row: row, person: PersonID(tenant: tenant, subject: try row.text("subject")))
      }
    }
  }
}

extension Session {
  /// Keeps a step of an offer's life under the person's next number. Of two steps that are kept at
  /// once the second waits for the first, and takes the number after it.
  fileprivate mutating func keep(
    _ transition: OfferLife.Transition, of offer: StoredOffer, by actor: OfferActor,
    at time: Date? = nil
  ) throws {
    let time = time ?? offer.time(of: transition)
    for _ in 0..<100 {
      let newest = try query(
        """
        SELECT id FROM record WHERE tenant = $1 AND subject = $2 AND kind = $3
        ORDER BY id DESC LIMIT 1
        """, .text(offer.person.tenant.rawValue), .text(offer.person.subject),
        .text(OfferTransition.kind.rawValue)
      ).first?.text("id")
      let sequence = (newest.flatMap { Int($0) } ?? 0) + 1
      let kept = OfferTransition(transition, of: offer, sequence: sequence, by: actor, at: time)
      do {
        _ = try apply(
          .put(
            OfferTransition.key(sequence, of: offer.person),
            content: try CanonicalJSON.encode(kept), labels: [], expiresAt: nil, if: .absent),
          at: time)
        return
      } catch let error as StoreError where error.code == .conflict {
        // Another step of this person's was kept meanwhile, and is seen by now.
      }
    }
    throw StoreError(
      .unavailable, "The person's offers are changed by others all the time: try again.")
  }

  /// Whether the offer was recorded: not when one of its id, or an open one in its place, is there.
  fileprivate mutating func insert(_ offer: StoredOffer) throws -> Bool {
    try !query(
      """
      INSERT INTO offer (tenant, subject, \(StoredOffer.columns))
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id
      """, .text(offer.person.tenant.rawValue), .text(offer.person.subject),
      .text(offer.id.rawValue), .text(offer.device.rawValue), .text(offer.enrollment),
      .text(offer.moment.rawValue), .integer(StoreTime.milliseconds(offer.offeredAt)),
      offer.outcome.map { .text($0.rawValue) },
      offer.concludedAt.map { .integer(StoreTime.milliseconds($0)) }
    ).isEmpty
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
