import Foundation
import RestoreRules
import UserEnvironment

/// One step of the life of an offer, as the history keeps it: who, when, on which device, from where
/// to where.
///
/// Each is a record of the person (``kind``), written in the transaction of the change that it tells
/// of, and never changed. The person's are numbered 1, 2, 3 and so on without a gap: that is their
/// order, whatever the clocks said.
public struct OfferTransition: Codable, Hashable, Sendable {
  /// 1 for the first of the person.
  public let sequence: Int
  public let step: OfferLife.Step
  /// Nil where a re-arm found no offer.
  public let offer: OfferID?
  public let device: DeviceID
  public let enrollment: String
  public let moment: Moment?
  public let from: OfferLife.State?
  public let to: OfferLife.State?
  public let by: OfferActor
  /// By the clock of the service, in whole seconds.
  public let at: Date
  /// Why it was re-armed, in the words of who did it.
  public let reason: String?

  public init(
    sequence: Int, step: OfferLife.Step, offer: OfferID?, device: DeviceID, enrollment: String,
    moment: Moment?, from: OfferLife.State?, to: OfferLife.State?, by: OfferActor, at: Date,
    reason: String? = nil
  ) {
    self.sequence = sequence
    self.step = step
    self.offer = offer
    self.device = device
    self.enrollment = enrollment
    self.moment = moment
    self.from = from
    self.to = to
    self.by = by
    self.at = at
    self.reason = reason
  }

  /// A step of this offer.
  public init(
    _ transition: OfferLife.Transition, of offer: StoredOffer, sequence: Int, by actor: OfferActor,
    at time: Date
  ) {
    self.init(
      sequence: sequence, step: transition.step, offer: offer.id, device: offer.device,
      enrollment: offer.enrollment, moment: offer.moment, from: transition.from,
      to: transition.to, by: actor, at: time)
  }
}

/// Who had an offer take a step.
public struct OfferActor: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Whom the offer was made to.
    case person
    /// The device, which tells what it saw.
    case device
    /// The service, on its own.
    case service
    /// Somebody else: the help desk, or a technician at the bench.
    case staff
  }

  public let kind: Kind
  /// The person's or staff's subject, the device's id; nil for the service.
  public let id: String?

  public init(_ kind: Kind, id: String? = nil) {
    self.kind = kind
    self.id = id
  }

  public static let service = OfferActor(.service)
}

// MARK: - What stores ask the state machine

extension OfferLife {
  /// The steps by which an offer that is recorded comes to where it stands: one that comes with its
  /// outcome was missed unseen, or is brought from elsewhere.
  public static func beginning(of offer: StoredOffer) -> [Transition] {
    var life = OfferLife()
    let events: [Event] =
      switch offer.outcome {
      case nil: [.made]
      case .missed: [.missReported]
      case .some(let outcome): [.made, Event(outcome, byService: false)]
      }
    return events.compactMap { event in
      if case .keep(let transition) = life.handle(event) { transition } else { nil }
    }
  }

  /// What a report of an outcome comes to.
  ///
  /// - Parameter offer: the offer as it is stored, locked against others; nil when there is none.
  /// - Returns: the offer as it was, and the step to keep; nil when nothing changes.
  /// - Throws: `notFound`, `alreadyConcluded`.
  public static func conclude(
    _ offer: StoredOffer?, with outcome: Outcome, by actor: OfferActor
  ) throws(StoreError) -> (offer: StoredOffer, transition: Transition?) {
    var life = OfferLife(offer.map { State(outcome: $0.outcome) })
    let action = life.handle(Event(outcome, byService: actor.kind == .service))
    guard let offer else { throw StoreError(.notFound, "There is no such offer.") }
    switch action {
    case .keep(let transition): return (offer, transition)
    case .leave: return (offer, nil)
    case .refuse:
      throw StoreError(.alreadyConcluded, "The offer has another outcome already, which stays.")
    case .unknown: throw StoreError(.notFound, "There is no such offer.")
    }
  }
}

extension StoredOffer {
  /// When a step by which the offer came to where it stands was taken.
  public func time(of transition: OfferLife.Transition) -> Date {
    transition.to == .offered ? offeredAt : concludedAt ?? offeredAt
  }
}

// MARK: - As records

extension OfferTransition {
  public static let kind = RecordKind(rawValue: "offerTransition")

  /// The record's id: the number with zeros before it, so that records are listed in its order.
  public static func id(_ sequence: Int) -> String {
    let digits = String(sequence)
    return String(repeating: "0", count: max(0, 12 - digits.count)) + digits
  }

  /// The key under which a transition of this number is kept.
  public static func key(_ sequence: Int, of person: PersonID) -> RecordKey {
    RecordKey(owner: .person(person), kind: kind, id: id(sequence))
  }
}

extension Store {
  /// All transitions of a person's offers, in their order. Nobody has many: an offer has two or three.
  public func offerTransitions(of person: PersonID) async throws -> [OfferTransition] {
    let size = 500
    var found: [OfferTransition] = []
    while true {
      let page = try await offerTransitions(
        of: person, after: found.last?.sequence ?? 0, limit: size)
      found += page
      guard page.count == size else { return found }
    }
  }

  /// The transitions after a sequence number (0 for all), in their order; at most `limit`.
  public func offerTransitions(
    of person: PersonID, after sequence: Int, limit: Int
  ) async throws -> [OfferTransition] {
    try await records(
      OfferTransition.kind, of: .person(person), labelled: nil,
      after: OfferTransition.id(sequence), limit: limit
    ).map { try CanonicalJSON.decode(from: $0.content) }
  }
}
