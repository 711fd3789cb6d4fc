import ArgumentParser
import Foundation
import ServiceAPI

/// `valise admin audit`
struct AdminAudit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "The audit log of your tenant: who signed in, looked, changed, exported, deleted.",
    discussion: "For auditors and administrators. docs/audit.md lists the actions.",
    subcommands: [List.self, Export.self])

  /// From when to when.
  struct Period: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "From this time on: 2026-11-22T08:00:00Z, or a day: 2026-11-22.", valueName: "time"))
    var since: AuditTime?

    @Option(help: ArgumentHelp("Before this time.", valueName: "time"))
    var until: AuditTime?
  }

  /// `valise admin audit list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists entries, oldest first.")

    @Option(help: ArgumentHelp("Only this action: staff.looked, say.", valueName: "name"))
    var action: String?

    @Option(help: ArgumentHelp("Only what this account did.", valueName: "id"))
    var actor: String?

    @Option(help: ArgumentHelp("Only what concerns this person.", valueName: "id"))
    var user: String?

    @Option(help: ArgumentHelp("Only what concerns this device.", valueName: "id"))
    var device: String?

    @OptionGroup var period: Period
    @OptionGroup var service: ServiceOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
      var filter = ServiceClient.AuditFilter()
      filter.action = action
      filter.actor = actor
      filter.user = user
      filter.device = device
      filter.since = period.since?.date
      filter.until = period.until?.date
      let client = try await service.client()
      let entries = try await AuditPage.all(\.entries) { [filter] after throws(ServiceError) in
        try await client.auditEntries(filter, after: after, limit: 500)
      }
      guard !output.isJSON else { return try Output.json(entries) }
      guard !entries.isEmpty else { return Output.line("There is no such entry.") }
      Output.table(
        ["ENTRY", "TIME", "ACTION", "BY", "PERSON", "ABOUT", "REASON"],
        entries.map { entry in
          [
            String(entry.sequence), entry.at.formatted(.iso8601), entry.action,
            entry.actor.id ?? entry.actor.kind, entry.user ?? "",
            [entry.device, entry.object, entry.details?["route"]].compactMap { $0 }
              .joined(separator: " "),
            entry.reason ?? "",
          ]
        })
    }
  }

  /// `valise admin audit export`
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Writes the log as JSON Lines.",
      discussion: """
        The file proves itself: `valised audit verify --from-file FILE`, or any program that can hash \
        (docs/audit.md). It is readable by you alone.
        """)

    @Option(
      help: ArgumentHelp(
        "The file to write; a file that is there is not replaced.", valueName: "file"))
    var output: String

    @OptionGroup var period: Period
    @OptionGroup var service: ServiceOptions

    func run() async throws {
      let client = try await service.client()
      let draft = try NewFile(at: output)
      do {
        try await client.exportAudit(since: period.since?.date, until: period.until?.date) { part in
          try draft.append(part)
        }
        try draft.finish()
      } catch {
        draft.discard()
        throw error
      }
      Output.line("The audit log lies in \(output).")
    }
  }
}

/// A time on the command line: to the second with its offset from UTC, or a day in UTC.
struct AuditTime: ExpressibleByArgument {
  let date: Date

  init?(argument: String) {
    let text = argument.count == 10 ? argument + "T00:00:00Z" : argument
    guard let date = try? Date(text, strategy: .iso8601) else { return nil }
    self.date = date
  }
}
