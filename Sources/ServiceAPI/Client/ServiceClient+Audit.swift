import Foundation
import UserEnvironment

extension ServiceClient {
  /// Which entries of the audit log are asked for. All that is named must hold.
  public struct AuditFilter: Sendable {
    public var action: String?
    public var actor: String?
    public var user: String?
    public var device: String?
    public var since: Date?
    public var until: Date?

    public init() {}
  }

  /// A page of the audit log of the caller's tenant, oldest first.
  ///
  /// - Parameter after: what `next` was of the page before.
  public func auditEntries(
    _ filter: AuditFilter = AuditFilter(), after: String? = nil, limit: Int = 100
  ) async throws(ServiceError) -> AuditPage {
    try await exchange.receive(
      AuditPage.self, from: .auditEntries,
      query: Query.text([
        "action": filter.action, "actor": filter.actor, "user": filter.user,
        "device": filter.device, "since": filter.since.map(Self.text),
        "until": filter.until.map(Self.text), "after": after, "limit": String(limit),
      ]))
  }

  /// The audit log, or the part of it from a time to another, as JSON Lines: `docs/audit.md`.
  ///
  /// - Throws: ``ServiceError``, or what `write` threw.
  public func exportAudit(
    since: Date?, until: Date?, to write: (Data) async throws -> Void
  ) async throws {
    try await exchange.download(
      exchange.request(
        .auditExport, [:],
        query: Query.text(["since": since.map(Self.text), "until": until.map(Self.text)])),
      to: write)
  }

  private static func text(_ time: Date) -> String { time.formatted(.iso8601) }
}
