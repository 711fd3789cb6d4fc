import ArgumentParser
import Foundation
import RestoreRules
import ServiceAPI

/// A file with a policy document.
struct PolicyFileOption: ParsableArguments {
  @Option(help: ArgumentHelp("The document, a JSON file.", valueName: "file"))
  var file: String

  func policy() throws -> Policy { try Self.policy(in: file) }

  static func policy(in file: String) throws -> Policy {
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    } catch {
      throw InputError.file(file)
    }
    return try Policy(json: bytes)
  }
}

/// `valise admin policy put`
struct AdminPolicyPut: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "put", abstract: "Makes a policy, or replaces it.",
    discussion: """
      The document is checked before anything is sent. What it would do, `preview` says. If somebody \
      else changes the policy at the same moment, nothing is changed. Words of backup.include, \
      backup.exclude and backup.secrets that this version's catalog does not know are warned of.
      """)

  @OptionGroup var document: PolicyFileOption
  @OptionGroup var words: PolicyWordsOption
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let policy = try document.policy()
    let warnings = try words.check(policy)
    let client = try await service.client()
    let condition = try await client.conditionOrAbsent(policy.name)
    let stored = try await client.put(policy, if: condition)
    if output.isJSON {
      try Output.json(stored)
    } else {
      Output.line(
        "\(condition == .absent ? "Made" : "Replaced") the policy \(stored.name): revision "
          + "\(stored.revision ?? 1).")
    }
    try Warnings.report(warnings)
  }
}
