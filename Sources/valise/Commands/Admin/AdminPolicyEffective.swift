import ArgumentParser
import Foundation
import ServiceAPI

/// `valise admin policy effective`
struct AdminPolicyEffective: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "effective",
    abstract: "What the policies come to for a person on a device: each key, who won, and why.",
    discussion: "docs/policies.md says how several policies come to one value.")

  @Option(
    help: ArgumentHelp("The person's id at the identity provider.", valueName: "id"),
    transform: NotEmpty.text)
  var user: String

  @Option(help: ArgumentHelp("The device's id.", valueName: "id"), transform: NotEmpty.text)
  var device: String

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let answer = try await service.client().effectivePolicy(of: user, on: device)
    guard !output.isJSON else { return try Output.json(answer) }
    let groups =
      (answer.groups.isEmpty ? "none" : answer.groups.joined(separator: ", "))
      + (answer.groupsKnown ? "" : ", and perhaps others")
    Output.line("The policy of \(answer.user) on \(answer.device). Groups: \(groups).")
    Output.line(Self.backup(answer.backup) + "\n")
    Output.table(
      ["KEY", "VALUE", "POLICY", "WHY"],
      answer.keys.map { [$0.key, $0.value.description, $0.policy ?? "(default)", $0.reason] })
  }

  private static func backup(_ schedule: EffectivePolicyAnswer.Schedule) -> String {
    guard let lastAt = schedule.lastAt, let dueAt = schedule.dueAt else {
      return "This device has not backed up."
    }
    return "Last backup \(lastAt.ISO8601Format()), the next is due "
      + (schedule.isDue ? "now." : "\(dueAt.ISO8601Format()).")
  }
}
