import ArgumentParser
import Foundation
import ServiceAPI

/// Whom a help desk command is about.
struct UserOption: ParsableArguments {
  @Option(help: ArgumentHelp("The person's id at the identity provider.", valueName: "id"))
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

  /// Says what would be deleted.
  func showOnly(_ what: String) -> ExitStatus {
    Output.line("Would delete \(what).")
    Output.remark("Nothing was deleted. Repeat it with --confirm to delete.")
    return .wrongUsage
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
