import Foundation
import Testing

@testable import RestoreRules

@Suite("The JSON format of facts")
struct FactsFormatTests {
  private func facts(_ json: String) throws -> Facts { try Facts(json: Data(json.utf8)) }

  private func error(_ json: String) throws -> FactsError {
    try #require(throws: FactsError.self) { try facts(json) }
  }

  @Test("The design's example means what it says, and gives an offer")
  func designExample() throws {
    let facts = try facts(SampleDocuments.design)
    #expect(
      facts
        == Facts(
          moment: .firstSignIn, now: Date(timeIntervalSince1970: 1_795_334_400),
          device: .init(
            os: .init(
              product: .windows11, build: WindowsBuild(26100, revision: 7922),
              edition: "Enterprise"),
            join: .entraJoined, kind: .physical, use: .personal, provisioning: .userDriven,
            enrollment: .init(
              id: "e-1", state: .complete, at: Date(timeIntervalSince1970: 1_795_332_600))),
          user: .init(account: .work, groups: ["pilot"], firstSignInSinceEnrollment: true),
          profiles: [
            .init(
              id: "p-1", device: "DESKTOP-4F2",
              lastBackupAt: Date(timeIntervalSince1970: 1_795_075_200), restorable: true)
          ],
          history: [
            .init(
              enrollment: "e-1", moment: .oobe, outcome: .missed,
              at: Date(timeIntervalSince1970: 1_795_332_000))
          ],
          policies: [
            .init(
              name: "default", groups: [], priority: 0, restore: [.oobe: true, .firstSignIn: true])
          ],
          requirements: .standard))
    let decision = decide(facts)
    #expect(decision.answer == .offer)
    #expect(decision.failed == [])
  }

  @Test("A key that is missing takes the first value that the format names")
  func defaults() throws {
    let facts = try facts(SampleDocuments.smallest)
    #expect(facts.device.os.edition == "Enterprise")
    #expect(facts.device.os.build == WindowsBuild(26100, revision: 0))
    #expect(facts.device.join == .entraJoined)
    #expect(facts.device.kind == .physical)
    #expect(facts.device.use == .personal)
    #expect(facts.device.provisioning == .userDriven)
    #expect(facts.device.enrollment.state == .inProgress)
    #expect(facts.user == Facts.User(account: .work, groups: [], firstSignInSinceEnrollment: true))
    #expect(facts.profiles.isEmpty && facts.history.isEmpty && facts.policies.isEmpty)
    #expect(facts.requirements == .standard)
    #expect(decide(facts).failed == ["policy", "backup"])
  }

  @Test("Every key that there is can be said")
  func fullest() throws {
    let facts = try facts(SampleDocuments.fullest)
    #expect(facts.now == Date(timeIntervalSince1970: 1_795_334_400.25))
    #expect(facts.device.enrollment.at == date("2026-11-01T13:00:00Z"))
    #expect(
      facts.history.map(\.event) == [
        .offer(.onDemand, .failed), .rearmed(by: "help desk"), .rearmed(by: nil),
      ])
    #expect(
      facts.policies == [
        Policy(
          name: "all", groups: ["a"], priority: -5,
          restore: [.oobe: true, .firstSignIn: false, .onDemand: true], offerLimit: 1,
          correctionWindowDays: 0, firstSignInWindowHours: 72,
          admit: [.userless: true, .nonPersistent: false]),
        Policy(name: "nothing"),
      ])
  }

  @Test("What is written reads back as it was, dates in UTC", arguments: SampleDocuments.valid)
  func roundTrip(json: String) throws {
    let facts = try facts(json)
    let written = try facts.json()
    #expect(try Facts(json: written) == facts)
    #expect(try Facts(json: written).json() == written)
    let text = String(decoding: written, as: UTF8.self)
    #expect(!text.contains("+01:00"))
    if facts.moment == .onDemand { #expect(text.contains("\"2026-11-22T08:00:00.250Z\"")) }
  }

  @Test(
    "A key that nobody knows is refused, with its path and the keys that are known",
    arguments: SampleDocuments.unknownKeys)
  func unknownKey(broken: SampleDocuments.Broken) throws { try check(broken) }

  @Test(
    "A key that is needed and missing is named, with what it must be",
    arguments: SampleDocuments.missingKeys)
  func missingKey(broken: SampleDocuments.Broken) throws { try check(broken) }

  @Test(
    "A value that cannot be is named, with what is allowed",
    arguments: SampleDocuments.wrongValues)
  func wrongValue(broken: SampleDocuments.Broken) throws { try check(broken) }

  private func check(_ broken: SampleDocuments.Broken) throws {
    #expect(broken.json != SampleDocuments.design, "the change changes nothing")
    let error = try error(broken.json)
    #expect(error.code.description == broken.code)
    #expect(error.path == broken.path)
    #expect(error.message.contains(broken.says), "\(error.message)")
    #expect(error.message.contains(broken.path), "\(error.message)")
    #expect(error.message.hasSuffix("."))
    #expect(!error.message.contains("\n"))
  }

  @Test("Of several unknown keys the first in the alphabet is named, so that the answer is stable")
  func severalUnknownKeys() throws {
    let json = SampleDocuments.design.replacing(
      "\"moment\": \"firstSignIn\"", with: "\"zebra\": 1, \"ant\": 2")
    #expect(try error(json).path == "ant")
  }

  @Test(
    "What is not JSON, or no object, is said to be so",
    arguments: [
      ("", "facts.malformedJSON"), ("{", "facts.malformedJSON"),
      ("nonsense", "facts.malformedJSON"), (#"{"now": 1, "now": 1}"#, "facts.malformedJSON"),
      ("[]", "facts.invalidValue"), ("7", "facts.invalidValue"), ("null", "facts.invalidValue"),
    ])
  func notFacts(json: String, code: String) throws {
    let error = try error(json)
    #expect(error.code.description == code)
    #expect(error.path == "")
    #expect(error.message.hasSuffix("."))
  }

  @Test("Every beginning of a document gives an error and no trap")
  func truncation() throws {
    let whole = Data(SampleDocuments.design.utf8)
    for count in 0..<whole.count {
      let error = try #require(throws: FactsError.self) { try Facts(json: whole.prefix(count)) }
      #expect(error.code == .malformedJSON)
    }
  }

  @Test("Facts inside another document name their place in it")
  func nested() throws {
    struct Request: Decodable { var facts: Facts }
    let json = "{\"facts\": \(SampleDocuments.unknownKeys[2].json)}"
    let error = try #require(throws: FactsError.self) {
      try JSONDecoder().decode(Request.self, from: Data(json.utf8))
    }
    #expect(error.path == "facts.device.os.colour")
  }
}
