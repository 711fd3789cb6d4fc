import RestoreRules
import Store

/// What the rules are told of a person's past: offers that ended, and re-arms, in the order in which
/// the service kept them.
struct OfferRecall {
  /// The person's offers on the device, over all its enrollments.
  let offers: [StoredOffer]
  private let transitions: [OfferTransition]

  /// Reads the offers first: a step that is taken between the two reads is then seen too late and not
  /// too early, and no offer is seen to have ended without the step that ended it.
  init(of person: PersonID, on device: DeviceID, in store: any Store) async throws {
    offers = try await store.offers(of: person).filter { $0.device == device }
    transitions = try await store.offerTransitions(of: person).filter { $0.device == device }
  }

  /// The entries of the history. An offer that is still open has no outcome yet, and counts for
  /// nothing; one from before there were transitions has no number.
  var history: [Facts.HistoryEntry] {
    let ended = offers.compactMap { offer in
      offer.outcome.map { outcome in
        Facts.HistoryEntry(
          enrollment: offer.enrollment, moment: offer.moment, outcome: outcome,
          at: offer.concludedAt ?? offer.offeredAt, sequence: number(of: offer))
      }
    }
    let rearmed = transitions.filter { $0.step == .rearmed }.map { transition in
      Facts.HistoryEntry(
        enrollment: transition.enrollment, event: .rearmed(by: transition.by.id),
        at: transition.at, sequence: transition.sequence)
    }
    return ended + rearmed
  }

  /// Where the step stands that gave the offer its outcome.
  private func number(of offer: StoredOffer) -> Int? {
    transitions.last { $0.offer == offer.id && $0.to?.outcome == offer.outcome }?.sequence
  }
}
