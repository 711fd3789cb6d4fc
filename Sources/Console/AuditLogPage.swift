import BackupService
import Foundation

/// The newest entries of the tenant's audit log.
struct AuditLogPage: Sendable {
  let title = "Audit log"
  let frame: PageFrame
  let rows: [Row]
  let isEmpty: Bool
  /// The address of the page with the entries before; nil on the last.
  let older: String?

  struct Row: Sendable {
    let sequence: Int
    let time: String
    let action: String
    let actor: String
    let user: String
    let about: String
    let reason: String
  }

  init(frame: PageFrame, entries: [AuditService.Entry]) {
    self.frame = frame
    rows = entries.map { entry in
      let details = (entry.details ?? [:]).sorted { $0.key < $1.key }.map {
        "\($0.key) \($0.value)"
      }
      return Row(
        sequence: entry.sequence, time: Age.time(entry.at), action: entry.action,
        actor: entry.actor.id ?? entry.actor.kind, user: entry.user ?? "",
        about: ([entry.device, entry.object].compactMap { $0 } + details).joined(separator: ", "),
        reason: entry.reason ?? "")
    }
    isEmpty = rows.isEmpty
    older = entries.last.flatMap { $0.sequence > 1 ? "/console/audit?before=\($0.sequence)" : nil }
  }
}
