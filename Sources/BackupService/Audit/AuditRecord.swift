import Foundation
import Store
import UserEnvironment

/// An entry of the audit log as it is written: the event, its place and time, and the hash of the entry
/// before. The hash of an entry is the SHA-256 of these bytes (canonical JSON), so that no entry can be
/// changed, removed or put between without all later ones telling.
public struct AuditRecord: Sendable, Hashable, Codable {
  public let sequence: Int
  public let at: Date
  /// The hash of the entry before; nil for the first.
  public let previous: Digest?
  public let event: AuditEvent

  /// The entry that follows `newest`.
  static func entry(
    after newest: LogEntry?, at time: Date, _ event: AuditEvent
  ) throws -> LogEntry {
    let record = AuditRecord(
      sequence: (newest?.sequence ?? 0) + 1, at: time, previous: newest?.hash, event: event)
    let content = try CanonicalJSON.encode(record)
    return LogEntry(
      sequence: record.sequence, at: time, content: content, hash: Digest(of: content))
  }
}
