import Foundation

/// The keys of one owner as they were found in the store, and those of them that were opened.
struct HeldKeys<Wrapped: Hashable & Sendable>: Sendable {
  private(set) var wrapped: [Int: Wrapped] = [:]
  private var opened: [Int: DataKey] = [:]
  /// When the store was last asked.
  private(set) var confirmedAt = Date.distantPast

  /// How many more seals this process may make with a key before it must reserve again. Counted for
  /// the wrapped form, since the successor of an erased key may have its generation.
  private var allowance: (key: Wrapped, remaining: Int)?

  var newest: Int? { wrapped.keys.max() }

  /// Whether the store was asked less than `interval` seconds ago. A clock that was set back makes
  /// it ask again.
  func isFresh(at time: Date, within interval: TimeInterval) -> Bool {
    (0..<interval).contains(time.timeIntervalSince(confirmedAt))
  }

  /// Takes what the store has now: keys that are gone there are gone here.
  mutating func confirm(_ found: [(generation: Int, key: Wrapped)], at time: Date) {
    let new = Dictionary(found.map { ($0.generation, $0.key) }) { first, _ in first }
    opened = opened.filter { new[$0.key] == wrapped[$0.key] }
    wrapped = new
    confirmedAt = time
  }

  /// Makes the next use ask the store.
  mutating func doubt() { confirmedAt = .distantPast }

  func key(_ generation: Int, as form: Wrapped) -> DataKey? {
    wrapped[generation] == form ? opened[generation] : nil
  }

  mutating func hold(_ key: DataKey, as form: Wrapped) {
    wrapped[key.generation] = form
    opened[key.generation] = key
  }

  /// Uses up one seal that was reserved; false when none is left for this key.
  mutating func takeSeal(for form: Wrapped) -> Bool {
    guard let (key, remaining) = allowance, key == form, remaining > 0 else { return false }
    allowance = (key, remaining - 1)
    return true
  }

  mutating func addSeals(_ count: Int, for form: Wrapped) {
    let left = allowance.map { $0.key == form ? $0.remaining : 0 } ?? 0
    allowance = (form, left + count)
  }

  /// The same without any key in it: how many seals are left stays known.
  var withoutKeys: HeldKeys {
    var empty = HeldKeys()
    empty.allowance = allowance
    return empty
  }
}
