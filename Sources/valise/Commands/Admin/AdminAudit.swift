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
        "From this time on: 2026-11-22T08:00:00Z, or a day from its beginning: 2026-11-22.",
        valueName: "time"), transform: TimeArgument.read)
    var since: TimeArgument?

    @Option(
      help: ArgumentHelp("Before this time, or until the end of a day.", valueName: "time"),
      transform: TimeArgument.read)
    var until: TimeArgument?
  }

  /// `valise admin audit list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists entries, oldest first.")

    @Option(
      help: ArgumentHelp("Only this action: staff.looked, say.", valueName: "name"),
      transform: NotEmpty.text)
    var action: String?

    @Option(
      help: ArgumentHelp("Only what this account did.", valueName: "id"), transform: NotEmpty.text)
    var actor: String?

    @Option(
      help: ArgumentHelp("Only what concerns this person.", valueName: "id"),
      transform: NotEmpty.text)
    var user: String?

    @Option(
      help: ArgumentHelp("Only what concerns this device.", valueName: "id"),
      transform: NotEmpty.text)
    var device: String?

    @Option(
      help: ArgumentHelp(
        "No more than this many: the oldest. Without it, all.", valueName: "number"))
    var limit: Int?

    @OptionGroup var period: Period
    @OptionGroup var service: ServiceOptions
    @OptionGroup var output: JSONOption

    func validate() throws {
      guard limit.map({ $0 > 0 }) ?? true else {
        throw ValidationError("--limit takes a number from 1.")
      }
    }

    private static let pageSize = 500

    private func entries(
      _ filter: ServiceClient.AuditFilter, from client: ServiceClient
    ) async throws -> [AuditEntry] {
      let limit = limit ?? .max
      var entries: [AuditEntry] = []
      var after: String?
      repeat {
        let page = try await client.auditEntries(
          filter, after: after, limit: min(Self.pageSize, limit - entries.count))
        entries += page.entries
        after = page.next
      } while after != nil && entries.count < limit
      if after != nil {
        Output.remark("There are more: begin later with --since, or leave --limit out.")
      }
      return entries
    }

    func run() async throws {
      var filter = ServiceClient.AuditFilter()
      filter.action = action
      filter.actor = actor
      filter.user = user
      filter.device = device
      filter.since = period.since?.beginning
      filter.until = period.until?.end
      let client = try await service.client()
      let entries = try await entries(filter, from: client)
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
        try await client.exportAudit(since: period.since?.beginning, until: period.until?.end) {
          part in
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
