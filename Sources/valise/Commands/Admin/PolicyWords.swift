import ArgumentParser
import RestoreRules
import WindowsDevice

/// Holds the words of a policy against the catalog, which the service does not have.
struct PolicyWordsOption: ParsableArguments {
  @Flag(
    help: """
      Put it also where this version of Valise knows nothing of what it includes, for PCs with a newer \
      version. Without it such a policy is refused, for backups under it would be empty.
      """)
  var allowUnknown = false

  /// The warnings about a policy.
  ///
  /// - Throws: `input.unknownSelection` where backups under it would be empty, unless that is allowed.
  func check(_ policy: Policy) throws -> [String] {
    let words = UnknownPolicyWords(in: policy, try .bundled())
    guard !words.leaveNothing || allowUnknown else {
      throw InputError(
        code: "input.unknownSelection",
        message: "The policy names \(words.include.joined(separator: ", ")) and nothing else in "
          + "backup.include, which this version of Valise does not know: backups would be empty. "
          + "`valise catalog list` prints what it knows; --allow-unknown puts the policy all the same."
      )
    }
    return words.sentences
  }

  /// The warnings about a policy that is not put.
  static func warnings(of policy: Policy) throws -> [String] {
    let words = UnknownPolicyWords(in: policy, try .bundled())
    return words.sentences
      + (words.leaveNothing
        ? ["Nothing else is included: backups would be empty. `put` refuses the policy."] : [])
  }
}
