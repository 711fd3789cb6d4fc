import BackupService
import Foundation
import RestoreRules
import ServiceAPI

/// Why a person was asked at a past sign-in, or not.
struct DecisionPage: Sendable {
  let title: String
  let frame: PageFrame
  let user: String
  let person: String
  let device: String
  let moment: String
  let age: String
  let time: String
  let answer: String
  let checks: [CheckRow]
  /// What today's rules say, where that is something else.
  let today: Today?
  let id: String

  struct Today: Sendable {
    let answer: String
    let checks: [CheckRow]
  }

  init(frame: PageFrame, user: String, decision: ExplainedDecision, devices: DeviceNames, now: Date)
  {
    title = "A sign-in of \(user)"
    self.frame = frame
    self.user = user
    person = Link.person(user)
    device = devices[decision.device].words
    moment = Words.of(decision.facts.moment.rawValue)
    age = Age.inWords(from: decision.at, to: now)
    time = Age.time(decision.at)
    answer = decision.decision.isOffer ? "was asked" : "was not asked"
    checks = CheckRow.rows(of: decision.decision)
    today =
      decision.isSame
      ? nil
      : Today(
        answer: decision.today.isOffer ? "would be asked" : "would not be asked",
        checks: CheckRow.rows(of: decision.today))
    id = decision.id
  }
}

/// What one rule says, on a page.
struct CheckRow: Sendable {
  let id: String
  let passed: Bool
  let reason: String

  static func rows(of decision: Decision) -> [CheckRow] {
    decision.checks.map { CheckRow(id: $0.id.rawValue, passed: $0.passed, reason: $0.reason) }
  }
}
