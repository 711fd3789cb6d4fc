import ArgumentParser
import Foundation
import RestoreRules
import ServiceAPI

/// `valise admin offer`
struct AdminOffer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "offer",
    abstract: "The offers of a person: their history, and having them made again.",
    subcommands: [AdminOfferHistory.self, AdminOfferRearm.self])
}

/// `valise admin offer history`
struct AdminOfferHistory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Every step of a person's offers: who, when, on which PC, from where to where.")

  @OptionGroup var person: AdminPersonOption
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let history = try await service.client().offerTransitions(of: person.user)
    if output.isJSON { return try Output.json(history) }
    guard !history.transitions.isEmpty else { return Output.line("There was no offer.") }
    Output.table(
      ["NO", "TIME", "STEP", "PC", "ENROLLMENT", "MOMENT", "FROM", "TO", "BY", "REASON"],
      history.transitions.map { step in
        [
          String(step.sequence), step.at.formatted(.iso8601), step.step.rawValue, step.device,
          step.enrollment, step.moment?.rawValue ?? "-", step.from?.rawValue ?? "-",
          step.to?.rawValue ?? "-",
          [step.by.kind, step.by.id].compactMap { $0 }.joined(separator: " "),
          step.reason ?? "",
        ]
      })
  }
}

/// `valise admin offer rearm`
struct AdminOfferRearm: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rearm",
    abstract: "Has a person asked again at their next sign-in.",
    discussion: """
      What they answered before no longer counts. Who has restored is not asked again: they can repeat \
      a restore on demand. The reason goes into the audit log.
      """)

  @OptionGroup var person: AdminPersonOption

  @Option(
    help: ArgumentHelp(
      "The PC's id; without it, every PC that is known of the person.", valueName: "id"),
    transform: NotEmpty.text)
  var device: String?

  @Option(
    help: ArgumentHelp(
      "With --device: the enrollment of the PC; without it, the newest.", valueName: "id"),
    transform: NotEmpty.text)
  var enrollment: String?

  @Option(help: ArgumentHelp("Why, for the audit log: 1 to 255 bytes.", valueName: "text"))
  var reason: String

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func validate() throws {
    guard enrollment == nil || device != nil else {
      throw ValidationError("--enrollment needs --device: which PC's it is.")
    }
  }

  func run() async throws {
    let answer = try await service.client().rearm(
      RearmRequest(device: device, enrollment: enrollment, reason: reason), for: person.user)
    if output.isJSON { return try Output.json(answer) }
    for entry in answer.rearmed {
      Output.line(
        "Re-armed on \(entry.transition.device), enrollment \(entry.transition.enrollment).")
      guard let next = entry.nextSignIn else { continue }
      if next.isOffer {
        Output.line("  At the next sign-in there, \(person.user) is asked.")
      } else {
        Output.line("  At the next sign-in there, \(person.user) would still not be asked:")
        for check in next.failedChecks { Output.line("  \(check.id.rawValue): \(check.reason)") }
      }
    }
  }
}
