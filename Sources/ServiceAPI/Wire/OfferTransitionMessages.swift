import Foundation
import RestoreRules

/// Every step of a person's offers, in the order in which they were taken:
/// `GET /v1/users/{user}/offer-transitions`.
public struct OfferTransitions: ListPage, Codable, Sendable, Hashable {
  public let transitions: [OfferTransitionMessage]
  /// Where the next page begins (`after`); nil on the last.
  public let next: String?

  public init(transitions: [OfferTransitionMessage], next: String? = nil) {
    self.transitions = transitions
    self.next = next
  }
}

/// One step of the life of an offer: who, when, on which device, from where to where.
public struct OfferTransitionMessage: Codable, Sendable, Hashable {
  /// 1, 2, 3 and so on for each person: the order, whatever the clocks said.
  public let sequence: Int
  public let step: OfferLife.Step
  /// Nil where a re-arm found no offer.
  public let offer: String?
  public let device: String
  public let enrollment: String
  public let moment: Moment?
  /// `offered`, `missed`, or the answer: `restored`, `skipped`, `failed`. Nil before the offer was made.
  public let from: OfferLife.State?
  public let to: OfferLife.State?
  public let by: Actor
  public let at: Date
  /// Why the offer was re-armed.
  public let reason: String?

  /// Who had the offer take the step.
  public struct Actor: Codable, Sendable, Hashable {
    /// `person`, `device`, `service` or `staff`.
    public let kind: String
    /// The subject, or the device's id; nil for the service, and where it is not known.
    public let id: String?

    public init(kind: String, id: String?) {
      self.kind = kind
      self.id = id
    }
  }

  public init(
    sequence: Int, step: OfferLife.Step, offer: String?, device: String, enrollment: String,
    moment: Moment?, from: OfferLife.State?, to: OfferLife.State?, by: Actor, at: Date,
    reason: String?
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
}

/// The help desk has a person asked again: `POST /v1/users/{user}/rearms`.
public struct RearmRequest: Codable, Sendable, Hashable {
  /// The PC; nil for every one that is known of the person.
  public let device: String?
  /// The enrollment of the PC; nil for its newest.
  public let enrollment: String?
  /// Why, in words for the audit log.
  public let reason: String

  public init(device: String? = nil, enrollment: String? = nil, reason: String) {
    self.device = device
    self.enrollment = enrollment
    self.reason = reason
  }
}

/// What was re-armed: one entry for each PC.
public struct RearmAnswer: Codable, Sendable, Equatable {
  public let rearmed: [Rearmed]

  public struct Rearmed: Codable, Sendable, Equatable {
    public let transition: OfferTransitionMessage
    /// What would be decided now at a sign-in on this PC; nil where no sign-in on it is known.
    public let nextSignIn: Decision?

    public init(transition: OfferTransitionMessage, nextSignIn: Decision?) {
      self.transition = transition
      self.nextSignIn = nextSignIn
    }
  }

  public init(rearmed: [Rearmed]) {
    self.rearmed = rearmed
  }
}
