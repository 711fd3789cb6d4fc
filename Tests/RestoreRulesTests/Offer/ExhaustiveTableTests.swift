import RestoreRules
import Testing

@Suite("The exhaustive table")
struct ExhaustiveTableTests {
  @Test(
    "Every combination keeps every invariant", arguments: Moment.allCases,
    RequirementSet.allCases)
  func invariants(moment: Moment, requirements: RequirementSet) {
    let rows = Combination.all(moment, requirements)
    // 5 joins, 3 kinds, 4 uses, 8 modes, 8 pasts, 9 policies; first sign-in or not where it counts.
    #expect(rows.count == 5 * 3 * 4 * 8 * 8 * 9 * (moment == .firstSignIn ? 2 : 1))
    let table = Invariant.Table(
      decisions: Dictionary(uniqueKeysWithValues: rows.map { ($0, decide($0.facts)) }))
    var broken: [String: [Combination]] = [:]
    for (row, decision) in table.decisions {
      for invariant in Invariant.all where !invariant.holds(row, decision, table) {
        broken[invariant.name, default: []].append(row)
      }
    }
    for (name, rows) in broken {
      Issue.record("\(rows.count) rows break \"\(name)\", for example: \(rows[0])")
    }
    // A table in which nothing is ever offered would keep most invariants, too.
    #expect(table.decisions.values.contains { $0.isOffer })
  }
}
