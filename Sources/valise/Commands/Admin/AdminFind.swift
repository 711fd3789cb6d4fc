import ArgumentParser
import Foundation
import ServiceAPI

/// `valise admin find`
struct AdminFind: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find",
    abstract: "Finds people, PCs and backup profiles of the tenant.",
    subcommands: [AdminFindPerson.self, AdminFindDevice.self, AdminFindProfile.self])
}

/// `valise admin find person`
struct AdminFindPerson: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "person",
    abstract:
      "People whose id, or a name of theirs in the directory, begins with a text, or with a PC that has "
      + "it in its name.",
    discussion: """
      The names are user name, display name, first and last name and e-mail address, as the identity \
      provider pushed them, in any case. An id is compared letter by letter.
      """)

  @Argument(help: "What to look for.", transform: NotEmpty.text)
  var query: String

  @OptionGroup var page: PageOptions
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    try PeopleText(
      try await service.client().people(matching: query, after: page.after, limit: page.limit)
    ).print(output, page, nobody: "Nobody is found.")
  }
}

/// `valise admin find device`
struct AdminFindDevice: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device",
    abstract:
      "PCs whose id or name begins with a text, or that backed up by a name that has it in it.",
    discussion: """
      PCs that are enrolled are found, those that somebody backed up from, and those that somebody \
      signed in on. `valise admin device show` has a PC's enrollments, `valise admin device people` its \
      people.
      """)

  @Argument(help: "What to look for.", transform: NotEmpty.text)
  var query: String

  @OptionGroup var page: PageOptions
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let found = try await service.client().knownDevices(
      matching: query, after: page.after, limit: page.limit)
    if output.isJSON { return try Output.json(found) }
    guard !found.devices.isEmpty else { return Output.line("No PC is found.") }
    Output.table(
      ["PC", "NAME", "STATE", "ENROLLED BY", "PERSON", "LAST BACKUP"], found.devices.flatMap(rows))
    page.remark(next: found.next)
  }

  /// A PC's rows: one for each person who backed up from it, one at least.
  private func rows(of found: FoundDevice) -> [[String]] {
    let known = [
      found.device, found.name ?? "-",
      found.enrolled.map { DeviceText($0).state } ?? "not enrolled",
      found.enrolled.map { DeviceText($0).enrolledBy } ?? "-",
    ]
    guard !found.profiles.isEmpty else { return [known + ["-", "none"]] }
    return found.profiles.map {
      known + [$0.user, Output.age(of: $0.profile.lastBackupAt, at: Date())]
    }
  }
}

/// `valise admin find profile`
struct AdminFindProfile: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Backup profiles whose id begins with a text, or from a PC that has it in its name.")

  @Argument(help: "What to look for.", transform: NotEmpty.text)
  var query: String

  @OptionGroup var page: PageOptions
  @OptionGroup var service: ServiceOptions
  @OptionGroup var output: JSONOption

  func run() async throws {
    let found = try await service.client().profiles(
      matching: query, after: page.after, limit: page.limit)
    if output.isJSON { return try Output.json(found) }
    guard !found.profiles.isEmpty else { return Output.line("No profile is found.") }
    Output.table(
      ["PROFILE", "PERSON", "PC", "VERSIONS", "LAST BACKUP"],
      found.profiles.map { found in
        [
          found.profile.id, found.user, found.profile.source.name,
          String(found.profile.newestVersion),
          Output.age(of: found.profile.lastBackupAt, at: Date()),
        ]
      })
    page.remark(next: found.next)
  }
}

/// A table of people.
struct PeopleText {
  private let list: PeopleList

  init(_ list: PeopleList) {
    self.list = list
  }

  func print(_ output: JSONOption, _ page: PageOptions, nobody: String) throws {
    if output.isJSON { return try Output.json(list) }
    guard !list.people.isEmpty else { return Output.line(nobody) }
    Output.table(
      ["PERSON", "NAME", "PROFILES", "LAST BACKUP", "LAST OFFER"],
      list.people.map { person in
        [
          person.user, (person.name ?? "-") + (person.isActive == false ? " (inactive)" : ""),
          String(person.profileCount),
          person.lastBackupAt.map { Output.age(of: $0, at: Date()) } ?? "none",
          person.lastOffer.map {
            "\($0.moment.rawValue), \($0.outcome?.rawValue ?? "open")"
          } ?? "none",
        ]
      })
    page.remark(next: list.next)
  }
}
