import Foundation
import RestoreRules
import ServiceAPI
import Store

/// Offers that were made, and how they ended.
public struct OfferService: Sendable {
  let store: any Store
  let now: @Sendable () -> Date

  /// The person's offers over all devices, oldest first.
  public func offers(of person: PersonID) async throws -> OfferHistory {
    OfferHistory(offers: try await store.offers(of: person).map(\.record))
  }

  /// Ends an offer. The same outcome again changes nothing; another one is refused, unless the
  /// service had concluded `missed` on its own.
  func conclude(
    _ offer: OfferID, of person: PersonID, with outcome: Outcome
  ) async throws -> OfferRecord {
    do {
      return try await store.conclude(offer, of: person, with: outcome, at: now()).record
    } catch {
      switch error.code {
      case .notFound:
        throw ServiceProblem(.offerNotFound, "This person has no such offer.")
      case .alreadyConcluded:
        let known = try await store.offer(offer, of: person)?.outcome?.rawValue ?? "something else"
        throw ServiceProblem(
          .offerAlreadyConcluded,
          "This offer ended as \(known), and that stays; \(outcome.rawValue) was not recorded.")
      default:
        throw error
      }
    }
  }
}

extension StoredOffer {
  var record: OfferRecord {
    OfferRecord(
      id: id.rawValue, device: device.rawValue, enrollment: enrollment, moment: moment,
      offeredAt: offeredAt, outcome: outcome, concludedAt: concludedAt)
  }
}
