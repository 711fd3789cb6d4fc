import Foundation
import UserEnvironment

/// An entry of a log: written once, never changed. Each carries the hash that chains it to the one
/// before, which its writer computes; the store only keeps order.
public struct LogEntry: Hashable, Sendable {
  /// 1, 2, 3 and so on, without a gap.
  public let sequence: Int
  public let at: Date
  public let content: Data
  public let hash: Digest

  public init(sequence: Int, at: Date, content: Data, hash: Digest) {
    self.sequence = sequence
    self.at = at
    self.content = content
    self.hash = hash
  }
}

/// Whose log it is.
public enum LogOwner: Hashable, Sendable {
  case installation
  case tenant(TenantID)
}

extension LogOwner {
  /// The owner as the head of a key in a table: the installation has no tenant.
  public var tenantColumn: String {
    switch self {
    case .installation: ""
    case .tenant(let tenant): tenant.rawValue
    }
  }
}

/// An entry to append: made when the one before it is known, and nobody else can append between.
public struct LogAppend: Sendable {
  public let owner: LogOwner
  private let next: @Sendable (_ newest: LogEntry?) throws -> LogEntry

  /// - Parameter next: gets the newest entry, nil in an empty log; its answer has the next sequence
  ///   number. It may be called again, when another transaction was in the way.
  public init(
    to owner: LogOwner, next: @escaping @Sendable (_ newest: LogEntry?) throws -> LogEntry
  ) {
    self.owner = owner
    self.next = next
  }
}

extension LogAppend {
  /// The entry to write after `newest`: what a store calls.
  ///
  /// - Throws: `store.failed` when it cannot be made, or is not the next one.
  public func entry(after newest: LogEntry?) throws(StoreError) -> LogEntry {
    let entry: LogEntry
    do {
      entry = try next(newest)
    } catch {
      throw StoreError(
        .failed, "A log entry cannot be written: this is a defect.", cause: "\(error)")
    }
    guard entry.sequence == (newest?.sequence ?? 0) + 1 else {
      throw StoreError(.failed, "A log entry is out of its order: this is a defect.")
    }
    return entry
  }
}
