import Foundation
import ServiceAPI
import Store
import UserEnvironment

extension AuditService {
  /// So many entries are read from the store at once.
  static let pageSize = 500
  /// So many entries are looked through for one answer; where they are not enough, the answer says
  /// where to go on.
  static let scanLimit = 5_000

  /// An entry as it is told.
  public typealias Entry = AuditEntry

  /// Which entries are asked for. All that is named must hold.
  public struct Filter: Sendable, Hashable {
    public var action: String?
    /// The actor's id.
    public var actor: String?
    public var user: String?
    public var device: String?
    /// From this time on.
    public var since: Date?
    /// Before this time.
    public var until: Date?

    public init() {}

    func takes(_ event: AuditEvent) -> Bool {
      func isSame(_ wanted: String?, _ found: String?) -> Bool {
        guard let wanted else { return true }
        return found.map { $0.utf8.elementsEqual(wanted.utf8) } ?? false
      }
      return isSame(action, event.action.rawValue) && isSame(actor, event.actor.id)
        && isSame(user, event.user) && isSame(device, event.device)
    }
  }

  /// A page of the log, oldest first.
  ///
  /// - Parameters:
  ///   - tenant: whose log; nil for the installation's.
  ///   - sequence: the page begins after this entry; 0 for the beginning.
  public func entries(
    of tenant: TenantID?, matching filter: Filter, after sequence: Int, limit: Int
  ) async throws -> AuditPage {
    let owner = LogOwner(tenant)
    var position = sequence
    if let since = filter.since {
      position = max(position, try await newest(of: owner, before: since))
    }
    var found: [AuditEntry] = []
    let end = position + Self.scanLimit
    while position < end {
      let page = try await store.logEntries(
        of: owner, after: position, limit: min(Self.pageSize, end - position))
      for entry in page {
        if let until = filter.until, entry.at >= until {
          return AuditPage(entries: found, next: nil)
        }
        position = entry.sequence
        let record = try Self.record(entry)
        guard filter.takes(record.event) else { continue }
        found.append(AuditEntry(record, hash: entry.hash))
        if found.count == limit {
          let isLast = try await store.logEntries(of: owner, after: position, limit: 1).isEmpty
          return AuditPage(entries: found, next: isLast ? nil : String(position))
        }
      }
      if page.count < Self.pageSize, position < end {
        return AuditPage(entries: found, next: nil)
      }
    }
    return AuditPage(entries: found, next: String(position))
  }

  /// The newest entries before one, newest first: what a page shows.
  ///
  /// - Parameter sequence: nil for the newest of all.
  public func newestEntries(
    of tenant: TenantID?, before sequence: Int?, limit: Int
  ) async throws -> [Entry] {
    let owner = LogOwner(tenant)
    let newest = try await store.newestLogEntry(of: owner)?.sequence ?? 0
    let end = min(sequence ?? .max, newest + 1)
    let start = max(0, end - 1 - limit)
    return try await store.logEntries(of: owner, after: start, limit: max(0, end - 1 - start))
      .map { AuditEntry(try Self.record($0), hash: $0.hash) }.reversed()
  }

  /// The head of a log.
  public func checkpoint(of tenant: TenantID?) async throws -> AuditCheckpoint {
    let newest = try await store.newestLogEntry(of: LogOwner(tenant))
    return AuditCheckpoint(
      tenant: tenant?.rawValue, sequence: newest?.sequence ?? 0, hash: newest?.hash,
      at: try newest.map { try Self.record($0).at })
  }

  /// Follows a whole log in the store.
  public func verify(
    _ tenant: TenantID?, checkpoints: [AuditCheckpoint] = []
  ) async throws -> AuditChain {
    try await AuditChain.following(tenant, in: store, checkpoints: checkpoints)
  }

  /// Writes a log, or the part of it from a time to another, as ``AuditFile`` describes.
  ///
  /// - Parameter write: gets whole lines.
  public func export(
    _ tenant: TenantID?, since: Date? = nil, until: Date? = nil,
    write: (Data) async throws -> Void
  ) async throws {
    let owner = LogOwner(tenant)
    var position = 0
    if let since { position = try await newest(of: owner, before: since) }
    let start = position
    var last = try await store.logEntries(of: owner, after: position - 1, limit: 1)
      .first.flatMap { $0.sequence == position ? $0 : nil }
    reading: while true {
      let page = try await store.logEntries(of: owner, after: position, limit: Self.pageSize)
      var lines = Data()
      for entry in page {
        if let until, entry.at >= until {
          try await write(lines)
          break reading
        }
        lines += entry.content + [UInt8(ascii: "\n")]
        last = entry
      }
      try await write(lines)
      guard let newest = page.last, page.count == Self.pageSize else { break }
      position = newest.sequence
    }
    let checkpoint = AuditCheckpoint(
      tenant: tenant?.rawValue, sequence: last?.sequence ?? 0, hash: last?.hash,
      at: try last.map { try Self.record($0).at })
    let end = AuditFile.End(after: start, checkpoint: checkpoint)
    try await write(try CanonicalJSON.encode(end) + [UInt8(ascii: "\n")])
  }

  /// The number of the newest entry from before a time; 0 when there is none. The times of a log never
  /// go back (``AuditRecord``), so it is found by halving.
  private func newest(of owner: LogOwner, before time: Date) async throws -> Int {
    var (low, high) = (0, try await store.newestLogEntry(of: owner)?.sequence ?? 0)
    while low < high {
      let middle = (low + high + 1) / 2
      let entry = try await store.logEntries(of: owner, after: middle - 1, limit: 1).first
      if let entry, entry.at < time { low = middle } else { high = middle - 1 }
    }
    return low
  }

  private static func record(_ entry: LogEntry) throws -> AuditRecord {
    do {
      return try CanonicalJSON.decode(AuditRecord.self, from: entry.content)
    } catch {
      throw StoreError(
        .corrupt,
        "The database holds an audit entry that cannot be read: run `valised audit verify`.",
        cause: "\(error)")
    }
  }
}

extension LogOwner {
  /// - Parameter tenant: nil for the installation.
  init(_ tenant: TenantID?) { self = tenant.map(LogOwner.tenant) ?? .installation }
}

extension AuditEntry {
  init(_ record: AuditRecord, hash: Digest) {
    let event = record.event
    self.init(
      sequence: record.sequence, at: record.at, hash: hash, action: event.action.rawValue,
      actor: Actor(
        kind: event.actor.kind.rawValue, id: event.actor.id, roles: event.actor.roles),
      user: event.user, device: event.device, object: event.object, reason: event.reason,
      details: event.details)
  }
}
