import ArgumentParser
import ServiceAPI

/// `valise admin policy`
struct AdminPolicy: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "What IT decided about backups, restores and what is kept.",
    discussion: """
      docs/policies.md describes the documents and every key. Looking needs the role helpDesk, \
      administrator or auditor; changing needs administrator.
      """,
    subcommands: [
      AdminPolicyList.self, AdminPolicyShow.self, AdminPolicyPut.self, AdminPolicyDelete.self,
      AdminPolicyHistory.self, AdminPolicyRollback.self, AdminPolicyPreview.self,
      AdminPolicyEffective.self, AdminPolicyExport.self,
    ])
}

/// Which policy is meant.
struct PolicyNameArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The policy's name.", valueName: "policy"), transform: NotEmpty.text)
  var name: String
}

extension ServiceClient {
  /// What must hold for a change of what is there now; and that a configured policy is changed
  /// elsewhere.
  func condition(ofStored name: String) async throws -> DocumentCondition {
    let found = try await policy(name)
    guard let tag = found.entityTag else {
      throw InputError(
        code: "input.configuredPolicy",
        message: "The policy \(name) stands in the service's configuration, and is changed there.")
    }
    return .unchanged(since: tag)
  }

  /// The same where the policy may not be there.
  func conditionOrAbsent(_ name: String) async throws -> DocumentCondition {
    do {
      return try await condition(ofStored: name)
    } catch let error as ServiceError where error.problem?.code == "policy.notFound" {
      return .absent
    }
  }
}
