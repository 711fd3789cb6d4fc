import ArgumentParser
import Foundation
import ServiceAPI

/// Whom a help desk command is about.
struct UserOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("The person's id at the identity provider.", valueName: "id"),
    transform: NotEmpty.text)
  var user: String
}

/// Why something is done to another person's data.
struct ReasonOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Why, in words that stand in the audit log: the number of a request, say.",
      valueName: "text"))
  var reason: String?
}

/// A deletion is done only when it is confirmed.
struct ConfirmOption: ParsableArguments {
  @Flag(help: "Delete it. Without this, nothing is deleted, and what would be is shown.")
  var confirm = false

  /// Says what would be deleted, in words or for a program.
  func showOnly(
    _ what: String, _ count: WouldDelete, _ output: JSONOption
  ) throws -> ExitStatus {
    try output.isJSON
      ? Output.json(["wouldDelete": count]) : Output.line("Would delete \(what.onOneLine).")
    Output.remark("Nothing was deleted. Repeat it with --confirm to delete.")
    return .wrongUsage
  }
}

/// What a deletion would delete, with the names of what one did delete: ``DeletionAnswer``.
struct WouldDelete: Encodable {
  let profiles: Int
  /// Nil where the account may not list a person's versions: the help desk may not.
  let versions: Int?
  let offers: Int
}

extension ServiceClient {
  /// How many versions there are; nil where the account may not list them.
  func versionCount(of profiles: [ProfileSummary], for user: String) async throws -> Int? {
    var count = 0
    for profile in profiles {
      guard let versions = try await versions(of: profile, for: user) else { return nil }
      count += versions.count
    }
    return count
  }

  /// The numbers of a profile's versions; nil where the account may not list them.
  func versions(of profile: ProfileSummary, for user: String) async throws -> [Int]? {
    do {
      return try await self.profile(profile.id, of: user).versions.map(\.version)
    } catch {
      guard error.problem?.code == "access.denied" else { throw error }
      return nil
    }
  }
}

extension DeletionAnswer {
  func print(asJSON isJSON: Bool) throws {
    guard !isJSON else { return try Output.json(self) }
    let parts = [
      profiles > 0 ? Output.count(profiles, "profile") : nil,
      Output.count(versions, "version"),
      "\(Output.count(components, "component")) (\(Output.size(bytes)))",
      offers > 0 ? Output.count(offers, "offer") : nil,
    ].compactMap { $0 }
    Output.line("Deleted " + parts.joined(separator: ", ") + ".")
  }
}
