import ArgumentParser
import Foundation
import ServiceAPI

/// A person, by their id.
struct AdminPersonOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("The person's id at the identity provider.", valueName: "id"),
    transform: NotEmpty.text)
  var user: String
}

/// Which page of a list.
struct PageOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many at most, 1 to 500.", valueName: "number"))
  var limit: Int = 100

  @Option(
    help: ArgumentHelp(
      "Where the page begins: the word that the page before ended with.", valueName: "word"))
  var after: String?

  func validate() throws {
    guard (1...500).contains(limit) else { throw ValidationError("--limit takes 1 to 500.") }
  }

  /// Says how to get the next page.
  func remark(next: String?) {
    guard let next else { return }
    Output.remark("There are more: repeat with --after '\(next)'")
  }
}

/// A length of time in a command line: `30d`, `12h`, `2w`.
struct LengthArgument: ExpressibleByArgument {
  let seconds: TimeInterval

  init?(argument: String) {
    let units: [Character: TimeInterval] = ["h": 3600, "d": 86_400, "w": 7 * 86_400]
    guard let unit = argument.last.flatMap({ units[$0] }), let count = Int(argument.dropLast()),
      (1...100_000).contains(count)
    else { return nil }
    seconds = TimeInterval(count) * unit
  }
}
