import ArgumentParser
import RestoreRules
import ServiceAPI

/// `valise admin policy list`
struct AdminPolicyList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "All policies: whom they are for, and where they are kept.")

  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let client = try await service.client()
    let policies = try await PolicyList.all(\.policies) { after throws(ServiceError) in
      try await client.policies(after: after)
    }
    guard !output.isJSON else {
      return try Output.json(PolicyList(policies: policies, next: nil))
    }
    Output.table(
      ["POLICY", "PRIORITY", "FOR", "KEPT", "REVISION"],
      policies.map { policy in
        [
          policy.name, String(policy.document.priority), policy.document.audience,
          policy.source == .configured ? "in the configuration" : "by the service",
          policy.revision.map { String($0) } ?? "-",
        ]
      })
  }
}

extension Policy {
  /// Whom it is for, in a table.
  fileprivate var audience: String {
    let people = groups.isEmpty ? "everyone" : groups.joined(separator: ", ")
    guard !devices.isEmpty else { return people }
    return "\(people) on \(Output.count(devices.count, "device"))"
  }
}
