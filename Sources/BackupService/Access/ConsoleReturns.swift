import Foundation
import Store
import UserEnvironment

/// What all processes of the service need to take a browser back that another one sent to the identity
/// provider: a key in the store, made once, and a note of who is back already.
public struct ConsoleReturns: Sendable {
  private let keys: RecordShelf<Data>
  private let returned: RecordShelf<Bool>
  private let now: @Sendable () -> Date

  init(store: any Store, now: @escaping @Sendable () -> Date) {
    keys = RecordShelf(store: store, kind: RecordKind(rawValue: "consoleKey"), now: now)
    returned = RecordShelf(store: store, kind: RecordKind(rawValue: "consoleReturn"), now: now)
    self.now = now
  }

  /// The key with which the console seals what a browser carries. Of two processes that make one at
  /// once, one wins, and both use it.
  ///
  /// - Parameter fresh: 32 random bytes, which become the key when there is none.
  public func key(orMake fresh: () -> Data) async throws -> Data {
    let id = "1"
    if let key = try await keys.document(id, of: .installation) { return key.content }
    do {
      return try await keys.put(fresh(), id: id, of: .installation, if: .absent).content
    } catch let error as StoreError where error.code == .conflict {
      guard let key = try await keys.document(id, of: .installation) else { throw error }
      return key.content
    }
  }

  /// Notes that a browser is back; false when it was back before.
  ///
  /// - Parameter time: how long the way may take, after which the note is not needed.
  public func note(_ state: String, for time: TimeInterval) async throws -> Bool {
    do {
      try await returned.put(
        true, id: Digest(of: Data(state.utf8)).description, of: .installation,
        expiresAt: now() + time, if: .absent)
      return true
    } catch let error as StoreError where error.code == .conflict {
      return false
    }
  }
}
