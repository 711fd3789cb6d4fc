import Foundation
import Testing

@testable import RestoreRules

@Suite("Which versions are dropped")
struct RetentionRuleTests {
  private static let start = date("2026-01-01T00:00:00Z")

  /// Versions 1, 2, 3 and so on, stored on these days after the start.
  private func versions(onDays days: [Double]) -> [RetentionRule.Version] {
    days.enumerated().map {
      .init(number: $0.offset + 1, storedAt: Self.start.addingTimeInterval($0.element * 86_400))
    }
  }

  private func dropped(
    _ days: [Double], today: Double, versions count: Int? = nil, days limit: Int? = nil
  ) -> [Int] {
    RetentionRule(versions: count, days: limit).versionsToDrop(
      of: versions(onDays: days), at: Self.start.addingTimeInterval(today * 86_400))
  }

  @Test("Without a limit nothing goes")
  func nothing() {
    #expect(dropped([0, 1, 2], today: 9999) == [])
    #expect(RetentionRule(EffectivePolicy(groups: [], policies: [])).dropsNothing)
  }

  @Test("Of more versions than are kept, the oldest go")
  func count() {
    #expect(dropped([0, 1, 2, 3], today: 4, versions: 2) == [1, 2])
    #expect(dropped([0, 1, 2, 3], today: 4, versions: 4) == [])
    #expect(dropped([0, 1, 2, 3], today: 4, versions: 1) == [1, 2, 3])
  }

  @Test("A version's age counts from when a newer one took its place")
  func age() {
    // Version 1 was the person's environment until day 100.
    #expect(dropped([0, 100], today: 101, days: 30) == [])
    #expect(dropped([0, 100], today: 130, days: 30) == [])
    #expect(dropped([0, 100], today: 130.01, days: 30) == [1])
    #expect(dropped([0, 10, 20, 100], today: 101, days: 30) == [1, 2])
  }

  @Test("Both limits count, each on its own")
  func both() {
    #expect(dropped([0, 1, 2, 50, 51, 52], today: 53, versions: 3, days: 10) == [1, 2, 3])
    #expect(dropped([0, 1, 2], today: 3, versions: 2, days: 1000) == [1])
  }

  @Test("The newest version always stays, and a clock that ran wrong drops nothing for its age")
  func newest() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<2000 {
      let count = Int.random(in: 1...12, using: &generator)
      let days = (0..<count).map { _ in Double.random(in: -50...50, using: &generator) }
      let rule = RetentionRule(
        versions: [nil, 1, 2, 5].randomElement(using: &generator) ?? nil,
        days: [nil, 1, 30].randomElement(using: &generator) ?? nil)
      let all = versions(onDays: days).shuffled(using: &generator)
      let dropped = rule.versionsToDrop(
        of: all, at: Self.start.addingTimeInterval(Double.random(in: -60...60, using: &generator)))
      #expect(!dropped.contains(count))
      #expect(dropped == dropped.sorted())
      #expect(rule.versions.map { count - dropped.count <= $0 } ?? true)
    }
    #expect(dropped([0, 500], today: 1, days: 1) == [])
    #expect(dropped([], today: 1, versions: 1, days: 1) == [])
  }
}
