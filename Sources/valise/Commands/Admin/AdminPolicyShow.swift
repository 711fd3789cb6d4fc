import ArgumentParser
import ServiceAPI

/// `valise admin policy show`
struct AdminPolicyShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "The document of a policy.",
    discussion: """
      Prints the document, as `put` reads it. With --json, what the service says of it besides: its \
      revision, and when it was changed.
      """)

  @OptionGroup var policy: PolicyNameArgument
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let (policy, _) = try await service.client().policy(policy.name)
    try output.isJSON ? Output.json(policy) : Output.json(policy.document)
  }
}
