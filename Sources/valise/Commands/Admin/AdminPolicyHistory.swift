import ArgumentParser
import Foundation
import ServiceAPI

/// `valise admin policy history`
struct AdminPolicyHistory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "The changes of a policy, oldest first.",
    discussion: "With --json, the document after each change, too.")

  @OptionGroup var policy: PolicyNameArgument
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let client = try await service.client()
    let revisions = try await revisions(client)
    guard !output.isJSON else {
      return try Output.json(PolicyHistory(revisions: revisions, next: nil))
    }
    Output.table(
      ["REVISION", "WHEN", "WHAT", "BY"],
      revisions.map { revision in
        [
          String(revision.revision), revision.changedAt.ISO8601Format(), revision.change.inWords,
          revision.changedBy ?? "a token of the tenant",
        ]
      })
  }

  private func revisions(_ client: ServiceClient) async throws -> [PolicyRevision] {
    do {
      return try await PolicyHistory.all(\.revisions) { after throws(ServiceError) in
        try await client.policyHistory(of: policy.name, after: after)
      }
    } catch {
      // One that is there all the same stands in the configuration.
      guard error.problem?.code == "policy.notFound",
        (try? await client.policy(policy.name)) != nil
      else { throw error }
      throw InputError(
        code: "policy.configured",
        message:
          "The policy \(policy.name) stands in the service's configuration, and has no history "
          + "here.")
    }
  }
}

extension PolicyRevision.Change {
  fileprivate var inWords: String {
    switch self {
    case .created: "made"
    case .replaced: "replaced"
    case .rolledBack: "rolled back"
    case .deleted: "removed"
    }
  }
}
