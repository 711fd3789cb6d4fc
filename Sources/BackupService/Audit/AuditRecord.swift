import Foundation
import Store
import UserEnvironment

/// An entry of the audit log as it is written: the event, its place and time, and the hash of the entry
/// before. The hash of an entry is the SHA-256 of these bytes (canonical JSON), so that no entry can be
/// changed, removed or put between without all later ones telling.
public struct AuditRecord: Sendable, Hashable, Codable {
  public let sequence: Int
  /// In whole seconds; never before the entry before.
  public let at: Date
  /// Whose log it is in; nil for the installation's.
  public let tenant: String?
  /// The hash of the entry before; nil for the first.
  public let previous: Digest?
  public let event: AuditEvent

  /// The entry that follows `newest`. A clock that ran ahead before keeps the time until it is reached
  /// again, so that a log can be cut by time.
  static func entry(
    after newest: LogEntry?, at time: Date, in tenant: TenantID?, _ event: AuditEvent
  ) throws -> LogEntry {
    let time = max(time, newest?.at ?? time)
    let at = Date(timeIntervalSince1970: time.timeIntervalSince1970.rounded(.down))
    let record = AuditRecord(
      sequence: (newest?.sequence ?? 0) + 1, at: at, tenant: tenant?.rawValue,
      previous: newest?.hash, event: event)
    let content = try CanonicalJSON.encode(record)
    return LogEntry(
      sequence: record.sequence, at: at, content: content, hash: Digest(of: content))
  }
}
