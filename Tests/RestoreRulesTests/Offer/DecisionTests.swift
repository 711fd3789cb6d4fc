import Foundation
import Testing

@testable import RestoreRules

@Suite("A decision")
struct DecisionTests {
  static let ids = [
    "policy", "osBuild", "edition", "join", "provisioning", "deviceUse", "account", "enrollment",
    "backup", "firstSignIn", "notSkipped", "notRestored",
  ]

  /// Facts that fail every check that can fail at once.
  static let hopeless = Facts(
    moment: .firstSignIn, now: date("2026-11-22T08:00:00Z"),
    device: .init(
      os: .init(product: .windows10, build: WindowsBuild(19045), edition: "PPIPro"), join: .none,
      use: .userless, provisioning: .selfDeploying,
      enrollment: .init(id: "e-1", state: .inProgress, at: date("2026-11-22T07:30:00Z"))),
    user: .init(account: .local, firstSignInSinceEnrollment: false),
    history: [.offer(.restored, minute: 10), .offer(.skipped, minute: 20)])

  @Test("All twelve checks are evaluated, in the order of the table, even where all say no")
  func allChecks() {
    #expect(decide(.sample()).checks.map(\.id.rawValue) == Self.ids)
    let decision = decide(Self.hopeless)
    #expect(decision.checks.map(\.id.rawValue) == Self.ids)
    #expect(decision.failed == Self.ids)
    #expect(Check.ID.all.map(\.rawValue) == Self.ids)
  }

  @Test("Every check says which facts it rests on, and they exist in the format")
  func restsOn() throws {
    var all = try Facts(json: Data(SampleDocuments.design.utf8))
    all.device.id = "d-1"
    let facts = try all.json()
    let json = try #require(try JSONSerialization.jsonObject(with: facts) as? [String: Any])
    for check in decide(.sample()).checks {
      #expect(!check.restsOn.isEmpty)
      for path in check.restsOn {
        let value = path.split(separator: ".").reduce(json as Any?) { object, key in
          (object as? [String: Any])?[String(key)]
        }
        #expect(value != nil, "\(path)")
      }
    }
  }

  @Test("The JSON has the documented keys in the documented order, and reads back")
  func json() throws {
    let decision = decide(.sample { $0.history = [.offer(.skipped)] })
    let text = try decision.json()
    #expect(
      text.hasPrefix(
        "{\n  \"decision\": \"noOffer\",\n  \"checks\": [\n    {\"id\": \"policy\", \"passed\": true, \"reason\": \"The policy \\\"default\\\" "
      ))
    #expect(try JSONDecoder().decode(Decision.self, from: Data(text.utf8)) == decision)
    #expect(
      try JSONDecoder().decode(Decision.self, from: JSONEncoder().encode(decision)) == decision)
  }

  @Test("A name with quotes and line breaks cannot break the JSON")
  func hostileNames() throws {
    let decision = decide(.sample { $0.policies[0].name = "a\"},\n{\\ \u{1}" })
    #expect(
      try JSONDecoder().decode(Decision.self, from: Data(try decision.json().utf8)) == decision)
  }

  @Test("The explanation says the answer, and a line for every check")
  func explanation() {
    let lines = decide(.sample { $0.history = [.offer(.skipped)] }).explanation.split(
      separator: "\n")
    #expect(lines.count == 13)
    #expect(lines[0] == "No offer: 1 of 12 checks says no (notSkipped).")
    #expect(lines[1].hasPrefix("  yes  policy        The policy \"default\""))
    #expect(lines[11].hasPrefix("  NO   notSkipped    The person chose to set up as new"))
    #expect(decide(.sample()).explanation.hasPrefix("Offer: all 12 checks say yes.\n"))
    #expect(
      decide(
        .sample {
          $0.policies = []
          $0.profiles = []
        }
      ).explanation
        .hasPrefix("No offer: 2 of 12 checks say no (policy, backup).\n"))
  }
}
