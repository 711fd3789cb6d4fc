import ArgumentParser
import Foundation
import RestoreRules
import ServiceAPI

/// `valise admin explain`
struct AdminExplain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Says why a person was asked, or not: now, or at a past sign-in.",
    discussion: """
      Without --at and --decision: what was decided at the last sign-in, and what would be decided \
      now. With either: the facts of that sign-in as they were kept, the decision of then, and \
      whether today's rules say the same of them. No offer is made.
      """)

  @OptionGroup var person: AdminPersonOption

  @Option(
    help: ArgumentHelp("The PC's id; without it, any PC.", valueName: "id"),
    transform: NotEmpty.text)
  var device: String?

  @Option(
    help: ArgumentHelp(
      "The decision that held at this time: 2026-11-22T08:00:00Z, or a day for its end.",
      valueName: "time"),
    transform: TimeArgument.read)
  var at: TimeArgument?

  @Option(
    help: ArgumentHelp(
      "One decision, by its id, as `valise admin person show` prints it.", valueName: "id"),
    transform: NotEmpty.text)
  var decision: String?

  @Option(
    help: ArgumentHelp(
      "The moment to decide about now: oobe, firstSignIn or onDemand. Without it, that of the last sign-in.",
      valueName: "moment"))
  var moment: Moment?

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func validate() throws {
    guard at == nil || decision == nil else {
      throw ValidationError("--at and --decision both say which sign-in: give one.")
    }
    guard moment == nil || at == nil && decision == nil else {
      throw ValidationError("--moment is for a decision now; a past one has its own.")
    }
  }

  func run() async throws {
    let client = try await service.client()
    if let decision {
      return try show(try await client.decision(decision, about: person.user))
    }
    let newest = try await client.decisions(
      about: person.user, on: device, before: at?.last, limit: 1
    ).decisions.first
    guard let newest else { return try sayNothingIsKnown() }
    if at != nil {
      return try show(try await client.decision(newest.id, about: person.user))
    }
    let now = try await client.decision(
      at: moment ?? newest.moment, on: newest.device, for: person.user)
    if output.isJSON { return try Output.json(Explained(lastSignIn: newest, now: now)) }
    Output.line(
      "Last sign-in: \(newest.inWords) (\(newest.id)).\nDecided then: \(newest.answerInWords).")
    Output.line("Decided now, \(moment?.rawValue ?? newest.moment.rawValue):\n")
    Output.line(now.explanation)
  }

  /// What the command prints as JSON about now.
  private struct Explained: Encodable {
    let lastSignIn: KeptDecisionSummary?
    let now: Decision?
  }

  private func show(_ past: ExplainedDecision) throws {
    if output.isJSON { return try Output.json(past) }
    Output.line(
      "Sign-in of \(past.at.formatted(.iso8601)) on \(past.device) (\(past.id)). Decided then:\n")
    Output.line(past.decision.explanation)
    guard past.isSame else {
      Output.line("\nToday's rules say otherwise of the same facts:\n")
      return Output.line(past.today.explanation)
    }
    Output.line("\nToday's rules say the same of these facts.")
  }

  /// That nothing is known is an answer to the question, too.
  private func sayNothingIsKnown() throws {
    if output.isJSON { return try Output.json(Explained(lastSignIn: nil, now: nil)) }
    let place = device.map { " on \($0)" } ?? ""
    let time = at.map { " at \($0.text) or before" } ?? ""
    Output.line(
      """
      Not asked: no sign-in of \(person.user)\(place)\(time) is known, so nothing was decided.
      No device has told the service of one. Check that the id is right (`valise admin find person`), \
      that the agent runs on the PC at sign-in, and that it reaches the service. Decisions are kept for \
      a limited time; what was before that is not known any more.
      """)
  }
}

extension KeptDecisionSummary {
  /// `2026-11-22T08:00:00Z on 8c1d2f, firstSignIn`
  var inWords: String { "\(at.formatted(.iso8601)) on \(device), \(moment.rawValue)" }

  /// `no offer (backup, notSkipped)`
  var answerInWords: String {
    decision == .offer ? "offer" : "no offer (\(failedChecks.joined(separator: ", ")))"
  }
}
