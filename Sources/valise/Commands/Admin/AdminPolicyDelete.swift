import ArgumentParser
import ServiceAPI

/// `valise admin policy delete`
struct AdminPolicyDelete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Removes a policy. Its history stays.",
    discussion: "`rollback` brings it back.")

  @OptionGroup var policy: PolicyNameArgument
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  private struct Deleted: Encodable {
    let deleted: String
  }

  func run() async throws {
    let client = try await service.client()
    let condition = try await client.condition(ofStored: policy.name)
    try await client.deletePolicy(policy.name, if: condition)
    guard !output.isJSON else { return try Output.json(Deleted(deleted: policy.name)) }
    Output.line("Removed the policy \(policy.name).")
  }
}
