import Foundation
import Testing

@testable import RestoreRules

@Suite("docs/offer-rules.md")
struct DocumentationTests {
  @Test("The facts that it shows can be read, and are decided as it shows")
  func examples() throws {
    let facts = try PublishedDocuments.blocks("json").map { try Facts(json: Data($0.utf8)) }
    let shown = try PublishedDocuments.blocks("text explain")
    try #require(facts.count == 2 && shown.count == 2)
    for (facts, shown) in zip(facts, shown) { #expect(decide(facts).explanation == shown) }
  }

  @Test("It names every check, every code, and every build of the tables")
  func complete() throws {
    let text = try PublishedDocuments.text("offer-rules.md")
    for id in Check.ID.all { #expect(text.contains("| `\(id.rawValue)` |")) }
    for code in [FactsError.Code.malformedJSON, .unknownKey, .missingKey, .invalidValue] {
      #expect(text.contains("| `\(code)` |"))
    }
    let table = Requirements(.microsoft)
    let restores = Moment.allCases.map { table.restore(at: $0).builds }
    for release in (restores + [table.backup]).flatMap(\.releases) {
      #expect(text.contains(" \(release.minimum) |"), "\(release.name)")
    }
    #expect(text.contains("all 276,480 combinations"))
    #expect(text.contains("against \(Invariant.all.count) invariants"))
    let rows = Moment.allCases.map { Combination.all($0, .standard).count * 2 }
    #expect(rows.reduce(0, +) == 276_480)
  }
}
