import Foundation
import RestoreRules
import UserEnvironment

/// What the agent states when a person signs in: `POST /v1/users/{user}/sign-ins`. The service adds
/// what it knows (the time, policy, profiles, history) and decides.
public struct SignInStatement: Codable, Sendable, Equatable {
  public let moment: Moment
  /// Which PC this is, over all its enrollments.
  public let deviceID: String
  public let device: Facts.Device
  public let account: Facts.User.Account
  /// Whether this is the person's first sign-in since the enrollment.
  public let firstSignInSinceEnrollment: Bool
  /// Offers of this enrollment that never reached the person because the service could not be
  /// reached; each becomes a `missed` offer in the history, once.
  public let unreportedMisses: [UnreportedMiss]

  public init(
    moment: Moment, deviceID: String, device: Facts.Device, account: Facts.User.Account,
    firstSignInSinceEnrollment: Bool, unreportedMisses: [UnreportedMiss] = []
  ) {
    self.moment = moment
    self.deviceID = deviceID
    self.device = device
    self.account = account
    self.firstSignInSinceEnrollment = firstSignInSinceEnrollment
    self.unreportedMisses = unreportedMisses
  }
}

/// An offer that was missed while the service could not be reached.
public struct UnreportedMiss: Codable, Sendable, Hashable {
  /// Made by the agent, so that a miss that is reported twice counts once.
  public let id: String
  public let moment: Moment
  public let at: Date

  public init(id: String, moment: Moment, at: Date) {
    self.id = id
    self.moment = moment
    self.at = at
  }
}

/// The answer to a sign-in: the decision with every check, and the offer when it is yes.
public struct SignInAnswer: Codable, Sendable, Equatable {
  public let decision: Decision
  /// There exactly when the decision is `offer`.
  public let offer: OfferMessage?

  public init(decision: Decision, offer: OfferMessage?) {
    self.decision = decision
    self.offer = offer
  }
}

/// An offer with the profiles to choose from.
public struct OfferMessage: Codable, Sendable, Hashable {
  public let id: String
  public let moment: Moment
  public let offeredAt: Date
  public let profiles: [ProfileSummary]
  /// What policy lets a restore bring.
  public let components: [ComponentKind]

  public init(
    id: String, moment: Moment, offeredAt: Date, profiles: [ProfileSummary],
    components: [ComponentKind]
  ) {
    self.id = id
    self.moment = moment
    self.offeredAt = offeredAt
    self.profiles = profiles
    self.components = components
  }
}

/// How an offer ended: `POST /v1/users/{user}/offers/{offer}/outcome`.
public struct OutcomeReport: Codable, Sendable, Hashable {
  public let outcome: Outcome

  public init(outcome: Outcome) {
    self.outcome = outcome
  }
}

/// The person's offers, oldest first: `GET /v1/users/{user}/offers`.
public struct OfferHistory: ListPage, Codable, Sendable, Hashable {
  public let offers: [OfferRecord]
  /// Where the next page begins (`after`); nil on the last.
  public let next: String?

  public init(offers: [OfferRecord], next: String? = nil) {
    self.offers = offers
    self.next = next
  }
}

public struct OfferRecord: Codable, Sendable, Hashable {
  public let id: String
  public let device: String
  public let enrollment: String
  public let moment: Moment
  public let offeredAt: Date
  /// Nil while the offer is open.
  public let outcome: Outcome?
  public let concludedAt: Date?

  public init(
    id: String, device: String, enrollment: String, moment: Moment, offeredAt: Date,
    outcome: Outcome?, concludedAt: Date?
  ) {
    self.id = id
    self.device = device
    self.enrollment = enrollment
    self.moment = moment
    self.offeredAt = offeredAt
    self.outcome = outcome
    self.concludedAt = concludedAt
  }
}
