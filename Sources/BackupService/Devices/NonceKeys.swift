import Foundation
import Identity
import Store

/// The keys that the service's nonces are made with: kept in the store, so that all processes over it
/// take each other's, and changed once a day by whichever process notices first.
actor NonceKeys {
  /// The least time between two looks for a key that a nonce names and that is not known, in seconds.
  private static let patience: TimeInterval = 5

  private let shelf: RecordShelf<Content>
  private let now: @Sendable () -> Date
  private var known: Versioned<Content>?
  private var lookedAt: Date?

  struct Content: Codable, Sendable, Equatable {
    /// The newest last: the one that makes nonces, and the one before it.
    var keys: [NonceKey]
  }

  private static let id = "current"

  init(store: any Store, now: @escaping @Sendable () -> Date) {
    shelf = RecordShelf(store: store, kind: RecordKind(rawValue: "nonceKeys"), now: now)
    self.now = now
  }

  /// - Parameter generation: of the key that a nonce at hand names.
  func nonces(naming generation: UInt32? = nil) async throws -> ServerNonces {
    let time = now()
    if let generation, generation > newest?.generation ?? 0, mayLook(at: time) {
      try await look(at: time)
    }
    if isDue(at: time) {
      // Another process may have been here first.
      try await look(at: time)
      if isDue(at: time) { try await change(at: time) }
    }
    return ServerNonces(keys: known?.content.keys ?? [])
  }

  private var newest: NonceKey? { known?.content.keys.last }

  private func isDue(at time: Date) -> Bool {
    newest.map { time.timeIntervalSince($0.madeAt) > ServerNonces.keyLifetime } ?? true
  }

  private func mayLook(at time: Date) -> Bool {
    lookedAt.map { abs(time.timeIntervalSince($0)) >= Self.patience } ?? true
  }

  private func look(at time: Date) async throws {
    lookedAt = time
    known = try await shelf.document(Self.id, of: .installation)
  }

  private func change(at time: Date) async throws {
    let next = NonceKey.make(generation: (newest?.generation ?? 0) + 1, at: time)
    let keys = Array((known?.content.keys ?? []).suffix(1)) + [next]
    do {
      known = try await shelf.put(
        Content(keys: keys), id: Self.id, of: .installation,
        if: known.map { .revision($0.revision) } ?? .absent)
    } catch let error as StoreError where error.code == .conflict {
      try await look(at: time)
    }
  }
}
