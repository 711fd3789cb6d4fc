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
    let revisions = try await PolicyHistory.all(\.revisions) { after throws(ServiceError) in
      try await client.policyHistory(of: policy.name, after: after)
    }
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
