import Foundation
import Store

/// Writes the audit log: one chain of entries for each tenant, and one for the installation.
public struct AuditService: Sendable {
  let store: any Store
  let now: @Sendable () -> Date

  /// - Parameter now: the clock by which entries are dated.
  public init(store: any Store, now: @escaping @Sendable () -> Date) {
    self.store = store
    self.now = now
  }

  /// Writes an entry, and returns when it is on the disk.
  public func note(_ event: AuditEvent, in tenant: TenantID?) async throws {
    _ = try await store.append(entry(event, in: tenant))
  }

  /// An entry for ``Store/apply(_:at:logging:)``, where a change and its record belong together.
  ///
  /// - Parameter tenant: whose log it goes into; nil for the installation's.
  public func entry(_ event: AuditEvent, in tenant: TenantID?) -> LogAppend {
    let time = now()
    Noting.current?.note()
    return LogAppend(to: tenant.map(LogOwner.tenant) ?? .installation) { newest in
      try AuditRecord.entry(after: newest, at: time, in: tenant, event)
    }
  }
}
