import Foundation
import RestoreRules
import ServiceAPI
import Store

/// The decisions of past sign-ins: why was this person asked then, or not?
public struct DecisionService: Sendable {
  private let shelf: RecordShelf<KeptDecision>
  private let keepingTime: TimeInterval

  /// - Parameter keepingTime: how long a decision is kept, in seconds.
  init(store: any Store, keepingTime: TimeInterval, now: @escaping @Sendable () -> Date) {
    shelf = RecordShelf(store: store, kind: KeptDecision.kind, now: now)
    self.keepingTime = keepingTime
  }

  /// Keeps what was decided at a sign-in.
  func keep(
    _ decision: Decision, on facts: Facts, of person: PersonID, on device: DeviceID
  ) async throws {
    let kept = KeptDecision(
      at: facts.now, device: device.rawValue, facts: facts, decision: decision)
    try await shelf.put(
      kept, id: KeptDecision.id(at: facts.now), of: .person(person),
      labels: [KeptDecision.label(device)], expiresAt: facts.now + keepingTime, if: .absent)
  }

  /// The decisions about a person, the newest first.
  ///
  /// - Parameters:
  ///   - device: only those on this device.
  ///   - time: only those of this time and before.
  func decisions(
    of person: PersonID, on device: DeviceID?, before time: Date?, page: Page
  ) async throws -> KeptDecisions {
    let found = try await shelf.documents(
      of: .person(person), labelled: device.map(KeptDecision.label),
      after: page.after ?? time.map { KeptDecision.idBefore(Self.endOfSecond($0)) },
      limit: page.lookahead)
    let (items, next) = page.cut(found) { $0.id }
    return KeptDecisions(decisions: items.map(\.summary), next: next)
  }

  /// A past decision with its facts, beside what today's rules make of the same facts.
  func decision(_ id: String, of person: PersonID) async throws -> ExplainedDecision {
    guard let kept = try await shelf.document(id, of: .person(person)) else {
      throw ServiceProblem(
        .decisionNotFound,
        "No such decision about this person is kept. It may be older than decisions are kept for.")
    }
    return ExplainedDecision(
      id: kept.id, at: kept.content.at, device: kept.content.device, facts: kept.content.facts,
      decision: kept.content.decision, today: RestoreRules.decide(kept.content.facts))
  }

  /// The newest decisions, for a page of the console.
  public func newest(of person: PersonID, limit: Int) async throws -> [KeptDecisionSummary] {
    try await shelf.documents(of: .person(person), limit: limit).map(\.summary)
  }

  /// A past decision, for a page of the console.
  public func explained(_ id: String, of person: PersonID) async throws -> ExplainedDecision {
    guard Identifier.isValid(id) else {
      throw ServiceProblem(.invalidParameter, "A decision is named by \(Identifier.rule).")
    }
    return try await decision(id, of: person)
  }

  /// Who signed in on a device, with the newest decision of each.
  func newest(
    on device: DeviceID, of tenant: TenantID, after subject: String?, limit: Int
  ) async throws -> [(user: String, decision: KeptDecisionSummary)] {
    var found: [(String, KeptDecisionSummary)] = []
    var position = subject.map { PersonRecordPosition(subject: $0, id: Self.afterAll) }
    while found.count < limit {
      let page = try await shelf.peoplesDocuments(
        of: tenant, labelled: KeptDecision.label(device), after: position, limit: 1)
      guard let newest = page.first, case .person(let person) = newest.owner else { break }
      found.append((person.subject, newest.summary))
      position = PersonRecordPosition(subject: person.subject, id: Self.afterAll)
    }
    return found
  }

  /// What comes after the id of every decision.
  private static let afterAll = "e"

  /// A time that people read is in whole seconds, and means the whole of it.
  private static func endOfSecond(_ time: Date) -> Date {
    Date(timeIntervalSince1970: time.timeIntervalSince1970.rounded(.down) + 0.999)
  }
}

extension Versioned<KeptDecision> {
  var summary: KeptDecisionSummary {
    KeptDecisionSummary(
      id: id, at: content.at, device: content.device, moment: content.facts.moment,
      decision: content.decision.answer,
      failedChecks: content.decision.failedChecks.map(\.id.rawValue))
  }
}
