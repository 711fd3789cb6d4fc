/// What was seen lately, in bounded memory: when more keys were seen than a half has room for, those that
/// were not seen since the last time are forgotten. Whoever brings many new keys makes others be forgotten
/// that are not in use, and no others.
struct RecentMemory<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var newer: [Key: Value] = [:]
  private var older: [Key: Value] = [:]
  private let half: Int

  /// - Parameter most: the most keys that are remembered.
  init(most: Int) { half = max(1, most / 2) }

  var count: Int { newer.count + older.count }

  func contains(_ key: Key) -> Bool { newer[key] != nil || older[key] != nil }

  /// Looks at what is remembered of a key, or at something new, and remembers what becomes of it.
  mutating func with<Answer>(
    _ key: Key, orNew make: () -> Value, _ change: (inout Value) -> Answer
  ) -> Answer {
    var value = newer[key] ?? older.removeValue(forKey: key) ?? make()
    let answer = change(&value)
    if newer[key] == nil, newer.count >= half {
      older = newer
      newer = [:]
    }
    newer[key] = value
    return answer
  }
}
