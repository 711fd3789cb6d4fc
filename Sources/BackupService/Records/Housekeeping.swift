import Foundation
import Store

/// What the service does from time to time by itself. Any number of processes may do it at once.
public struct Housekeeping: Sendable {
  let store: any Store
  let now: @Sendable () -> Date

  /// So many records are removed in one transaction.
  private static let batch = 500

  /// Removes the records that expired: sessions, kept answers, replay notes.
  ///
  /// - Returns: how many there were.
  @discardableResult
  public func removeExpired() async throws -> Int {
    let time = now()
    var count = 0
    while true {
      let removed = try await store.removeExpired(before: time, limit: Self.batch)
      count += removed
      if removed < Self.batch { return count }
    }
  }
}
