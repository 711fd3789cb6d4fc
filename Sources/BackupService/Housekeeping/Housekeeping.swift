import Foundation
import Store

/// What the service does on its own, again and again: offers that nobody answered in time are
/// concluded as missed, and records that have expired are removed.
///
/// Any number of processes may do it over one store: each offer is concluded once, and each record
/// removed once.
public struct Housekeeping: Sendable {
  private let store: any Store
  private let tenants: Tenants
  private let missedOffers: MissedOffers
  private let now: @Sendable () -> Date

  /// What a round came to.
  public struct Round: Sendable, Hashable {
    /// Offers that were concluded as missed.
    public var missedOffers = 0
    public var expiredRecords = 0

    public init() {}
  }

  /// How many expired records go in one transaction.
  private static let batch = 500
  /// How many batches go in one round; what is left goes in the next.
  private static let mostBatches = 100

  init(
    store: any Store, tenants: Tenants, missedOffers: MissedOffers,
    now: @escaping @Sendable () -> Date
  ) {
    self.store = store
    self.tenants = tenants
    self.missedOffers = missedOffers
    self.now = now
  }

  /// One round over everything.
  public func round() async throws -> Round {
    var round = Round()
    for tenant in tenants.all {
      round.missedOffers += try await missedOffers.conclude(of: tenant.id, at: now())
    }
    for _ in 0..<Self.mostBatches {
      let removed = try await store.removeExpired(before: now(), limit: Self.batch)
      round.expiredRecords += removed
      if removed < Self.batch { break }
    }
    return round
  }
}
