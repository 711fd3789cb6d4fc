import Foundation
import Identity
import RestoreRules
import ServiceAPI
import Store

/// Offers that were made, and how they ended.
public struct OfferService: Sendable {
  let store: any Store
  let now: @Sendable () -> Date

  /// A page of the person's offers over all devices, oldest first.
  func offers(of person: PersonID, _ page: TimedPage) async throws -> OfferHistory {
    let found = try await store.offers(of: person, after: page.after, limit: page.lookahead)
    let (items, next) = page.cut(found, position: \.position)
    return OfferHistory(offers: items.map(\.record), next: next)
  }

  /// A page of the steps of the person's offers in the order in which they were taken, with who took
  /// them.
  ///
  /// - Parameter sequence: only those after it; 0 for all.
  func transitions(
    of person: PersonID, after sequence: Int, _ page: Page
  ) async throws -> OfferTransitions {
    let found = try await store.offerTransitions(
      of: person, after: sequence, limit: page.lookahead)
    let (items, next) = page.cut(found) { String($0.sequence) }
    return OfferTransitions(transitions: items.map(\.message), next: next)
  }

  /// Ends an offer. The same outcome again changes nothing; another one is refused, unless the
  /// service had concluded `missed` on its own.
  ///
  /// - Parameter caller: who says so.
  func conclude(
    _ offer: OfferID, of person: PersonID, with outcome: Outcome, by caller: Caller
  ) async throws -> OfferRecord {
    do {
      let actor = try await actor(telling: outcome, of: offer, of: person, caller)
      return try await store.conclude(
        offer, of: person, with: outcome, by: actor, at: now()
      ).record
    } catch let error as StoreError {
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

  /// That nobody answered is the device's word; any other outcome is that of whoever sits before it.
  private func actor(
    telling outcome: Outcome, of offer: OfferID, of person: PersonID, _ caller: Caller
  ) async throws -> OfferActor {
    if outcome == .missed {
      let device = try await store.offer(offer, of: person)?.device
      return OfferActor(.device, id: device?.rawValue)
    }
    return caller.speaks(for: person.subject)
      ? OfferActor(.person, id: person.subject) : OfferActor(.staff, id: caller.name)
  }
}

extension Caller {
  /// The account's subject; nil for a static token, which is nobody's.
  var name: String? {
    if case .named(let name) = subject { name } else { nil }
  }
}

extension StoredOffer {
  var record: OfferRecord {
    OfferRecord(
      id: id.rawValue, device: device.rawValue, enrollment: enrollment, moment: moment,
      offeredAt: offeredAt, outcome: outcome, concludedAt: concludedAt)
  }
}

extension OfferTransition {
  var message: OfferTransitionMessage {
    OfferTransitionMessage(
      sequence: sequence, step: step, offer: offer?.rawValue, device: device.rawValue,
      enrollment: enrollment, moment: moment, from: from, to: to,
      by: OfferTransitionMessage.Actor(kind: by.kind.rawValue, id: by.id), at: at, reason: reason)
  }
}
