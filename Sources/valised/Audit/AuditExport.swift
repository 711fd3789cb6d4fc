import ArgumentParser
import BackupService
import Foundation
import Store

/// `valised audit export`
struct AuditExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print a log as JSON Lines.",
    discussion: """
      Names one log: --tenant ID or --installation. `valised audit verify --from-file FILE` proves what \
      was printed.
      """)

  @Option(help: ArgumentHelp("From this time on: 2026-11-22T08:00:00Z.", valueName: "time"))
  var since: Time?

  @Option(help: ArgumentHelp("Before this time.", valueName: "time"))
  var until: Time?

  @OptionGroup var log: AuditLogOptions

  /// To the second, with its offset from UTC.
  struct Time: ExpressibleByArgument {
    let date: Date

    init?(argument: String) {
      guard let date = try? Date(argument, strategy: .iso8601) else { return nil }
      self.date = date
    }
  }

  func validate() throws {
    guard log.tenant != nil || log.installation else {
      throw ValidationError("Say which log: --tenant ID, or --installation.")
    }
  }

  func run() async throws {
    try await log.run { audit, tenants in
      for tenant in tenants {
        try await audit.note(
          AuditEvent(.auditExported, by: .operator), in: tenant)
        try await audit.export(tenant, since: since?.date, until: until?.date) { lines in
          // A reader that went away ends the export.
          try FileHandle.standardOutput.write(contentsOf: lines)
        }
      }
    }
  }
}
