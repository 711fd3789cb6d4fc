import ArgumentParser
import BackupService
import Foundation
import UserEnvironment

/// `valised audit checkpoint`
struct AuditCheckpointCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract:
      "Print the head of each log, to be kept where the store's administrators cannot reach.",
    discussion: """
      One JSON object a line. Later, `valised audit verify --checkpoint FILE` proves that the log still \
      has every entry up to there. Append each day's to one file: all are held against the log.
      """)

  @OptionGroup var log: AuditLogOptions

  func run() async throws {
    try await log.run { audit, tenants in
      for tenant in tenants {
        let checkpoint = try await audit.checkpoint(of: tenant)
        Output.line(String(decoding: try CanonicalJSON.encode(checkpoint), as: UTF8.self))
      }
    }
  }
}
