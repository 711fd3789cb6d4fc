import ArgumentParser
import ServiceAPI

/// `valise admin policy rollback`
struct AdminPolicyRollback: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Brings back what an earlier revision of a policy said, as a new revision.",
    discussion: "Also of a policy that was removed. `history` lists the revisions.")

  @OptionGroup var policy: PolicyNameArgument
  @Option(help: ArgumentHelp("The revision to come back to.", valueName: "number"))
  var to: Int
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let client = try await service.client()
    let condition = try await client.conditionOrAbsent(policy.name)
    if condition == .absent {
      // One that was removed has a history to come back to; of any other there is nothing.
      _ = try await client.policyHistory(of: policy.name, after: nil)
    }
    let stored = try await client.rollBackPolicy(policy.name, to: to, if: condition)
    guard !output.isJSON else { return try Output.json(stored) }
    Output.line(
      "The policy \(stored.name) says again what revision \(to) said: revision "
        + "\(stored.revision ?? 1).")
  }
}
