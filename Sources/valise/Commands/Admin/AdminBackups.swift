import ArgumentParser
import Foundation
import ServiceAPI

/// `valise admin backups`
struct AdminBackups: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backups",
    abstract: "How the tenant's backups stand.",
    subcommands: [AdminBackupsStale.self])
}

/// `valise admin backups stale`
struct AdminBackupsStale: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stale",
    abstract: "Lists the people without a backup, or without a fresh one.",
    discussion: """
      Who has no backup at all is always among them: also people whom the identity provider pushed and \
      who never signed in to a PC with the agent. Whose account it deactivated or removed is not.
      """)

  @Option(
    help: ArgumentHelp(
      "Those whose newest backup is older than this (30d, 12h, 2w), and those without any.",
      valueName: "length"))
  var olderThan: LengthArgument?

  @Flag(help: "Without --older-than: only those without any backup.")
  var none = false

  @OptionGroup var page: PageOptions
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func validate() throws {
    guard olderThan != nil || none else {
      throw ValidationError("Say which: --older-than LENGTH such as 30d, or --none.")
    }
  }

  func run() async throws {
    let client = try await service.client()
    let list = try await client.people(
      backup: olderThan == nil ? .none : .stale,
      since: olderThan.map { Date().addingTimeInterval(-$0.seconds) }, after: page.after,
      limit: page.limit)
    let everybody =
      list.unnamedAccounts == nil ? "Everybody" : "Everybody whose account names a person"
    try PeopleText(list).print(output, page, nobody: "\(everybody) has a fresh backup.")
    if let unnamed = list.unnamedAccounts { Output.remark(unnamed.remark) }
  }
}

extension UnnamedAccounts {
  /// That they are not in the list, and where to read what to do about it.
  fileprivate var remark: String {
    let have = count == 1 ? "has" : "have"
    return
      "\(Output.count(count, "account")) of the directory \(have) no \(attribute) that names a person, "
      + "and cannot be listed: docs/scim.md says how to map it."
  }
}
