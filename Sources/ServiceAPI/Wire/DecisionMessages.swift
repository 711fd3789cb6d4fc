import Foundation
import RestoreRules

/// The decisions about a person, the newest first: `GET /v1/users/{user}/decisions`.
public struct KeptDecisions: Codable, Sendable, Hashable {
  public let decisions: [KeptDecisionSummary]
  /// Where the next page begins (`after`); nil on the last.
  public let next: String?

  public init(decisions: [KeptDecisionSummary], next: String?) {
    self.decisions = decisions
    self.next = next
  }
}

/// What was decided at one sign-in.
public struct KeptDecisionSummary: Codable, Sendable, Hashable {
  public let id: String
  public let at: Date
  public let device: String
  public let moment: Moment
  public let decision: Decision.Answer
  /// The ids of the checks that said no.
  public let failedChecks: [String]

  public init(
    id: String, at: Date, device: String, moment: Moment, decision: Decision.Answer,
    failedChecks: [String]
  ) {
    self.id = id
    self.at = at
    self.device = device
    self.moment = moment
    self.decision = decision
    self.failedChecks = failedChecks
  }
}

/// A past decision with the facts that it rests on, beside what today's rules make of the same facts:
/// `GET /v1/users/{user}/decisions/{decision}`.
public struct ExplainedDecision: Codable, Sendable, Equatable {
  public let id: String
  public let at: Date
  public let device: String
  public let facts: Facts
  /// As it was decided then.
  public let decision: Decision
  /// The same facts, decided by the rules of the service as it is now.
  public let today: Decision
  /// Whether the two say the same, reasons and all.
  public let isSame: Bool

  public init(
    id: String, at: Date, device: String, facts: Facts, decision: Decision, today: Decision
  ) {
    self.id = id
    self.at = at
    self.device = device
    self.facts = facts
    self.decision = decision
    self.today = today
    isSame = decision == today
  }
}
