import Foundation
import Testing

@testable import RestoreRules

@Suite("The policy document")
struct PolicyDocumentTests {
  /// Every key that there is.
  static let fullest = """
    {"version": 1, "name": "all", "groups": ["a"], "devices": ["d-1"], "priority": -5,
     "backup": {"enabled": true, "intervalHours": 1,
                "components": {"settings": true, "apps": false, "startPins": true,
                               "taskbarPins": false, "files": true},
                "include": ["mouse"], "exclude": [], "secrets": ["network.proxy-server"],
                "onMetered": false, "onBattery": true},
     "restore": {"oobe": true, "firstSignIn": false, "onDemand": true,
                 "components": {"settings": true, "apps": false, "startPins": true,
                                "taskbarPins": false, "files": true}},
     "offerLimit": 1, "correctionWindowDays": 0, "firstSignInWindowHours": 72,
     "answerTimeoutSeconds": 600, "admit": {"userless": true, "nonPersistent": false},
     "requirements": "microsoft", "retention": {"versions": 10, "days": 365}}
    """

  static let valid = [
    fullest, #"{"name": "nothing"}"#,
    #"{"name": "empty", "backup": {}, "restore": {"components": {}}, "admit": {}, "retention": {}}"#,
  ]

  /// One change to the fullest document, the code, and the path that the reader must name.
  static let broken: [(old: String, new: String, code: FactsError.Code, path: String)] = [
    ("\"version\": 1", "\"version\": 2", .invalidValue, "version"),
    ("\"version\": 1", "\"colour\": 1", .unknownKey, "colour"),
    ("\"name\": \"all\", ", "", .missingKey, "name"),
    ("\"d-1\"", "7", .invalidValue, "devices[0]"),
    ("\"intervalHours\": 1", "\"intervalHours\": 0", .invalidValue, "backup.intervalHours"),
    ("\"intervalHours\": 1", "\"intervalHours\": 8761", .invalidValue, "backup.intervalHours"),
    ("\"intervalHours\": 1", "\"intervalHours\": 1.5", .invalidValue, "backup.intervalHours"),
    ("\"enabled\": true", "\"enabled\": \"yes\"", .invalidValue, "backup.enabled"),
    ("\"enabled\": true", "\"on\": true", .unknownKey, "backup.on"),
    ("\"settings\": true", "\"network\": true", .unknownKey, "backup.components.network"),
    ("[\"mouse\"]", "[]", .invalidValue, "backup.include"),
    ("[\"mouse\"]", "\"mouse\"", .invalidValue, "backup.include"),
    ("\"oobe\": true", "\"later\": true", .unknownKey, "restore.later"),
    ("\"offerLimit\": 1", "\"offerLimit\": 0", .invalidValue, "offerLimit"),
    (
      "\"correctionWindowDays\": 0", "\"correctionWindowDays\": 3651", .invalidValue,
      "correctionWindowDays"
    ),
    (
      "\"firstSignInWindowHours\": 72", "\"firstSignInWindowHours\": 0", .invalidValue,
      "firstSignInWindowHours"
    ),
    (
      "\"firstSignInWindowHours\": 72", "\"firstSignInWindowHours\": null", .invalidValue,
      "firstSignInWindowHours"
    ),
    (
      "\"answerTimeoutSeconds\": 600", "\"answerTimeoutSeconds\": 2592001", .invalidValue,
      "answerTimeoutSeconds"
    ),
    ("\"userless\"", "\"personal\"", .unknownKey, "admit.personal"),
    ("\"microsoft\"", "\"ours\"", .invalidValue, "requirements"),
    ("\"versions\": 10", "\"versions\": 0", .invalidValue, "retention.versions"),
    ("\"days\": 365", "\"days\": 40000", .invalidValue, "retention.days"),
    ("\"days\": 365", "\"weeks\": 3", .unknownKey, "retention.weeks"),
  ]

  @Test("Every key is read")
  func everyKeyIsRead() throws {
    let policy = try Policy(json: Data(Self.fullest.utf8))
    #expect(
      policy
        == Policy(
          name: "all", groups: ["a"], devices: ["d-1"], priority: -5,
          backup: .init(
            enabled: true, intervalHours: 1,
            components: [
              .settings: true, .apps: false, .startPins: true, .taskbarPins: false, .files: true,
            ], include: ["mouse"], exclude: [], secrets: ["network.proxy-server"],
            onMetered: false, onBattery: true),
          restore: [.oobe: true, .firstSignIn: false, .onDemand: true],
          restoreComponents: [
            .settings: true, .apps: false, .startPins: true, .taskbarPins: false, .files: true,
          ], offerLimit: 1, correctionWindowDays: 0, firstSignInWindowHours: 72,
          answerTimeoutSeconds: 600, admit: [.userless: true, .nonPersistent: false],
          requirements: .microsoft, retention: .init(versions: 10, days: 365)))
  }

  @Test("Every key of the effective policy is decided by the document that names them all")
  func everyKeyIsNamed() throws {
    let policy = try Policy(json: Data(Self.fullest.utf8))
    let effective = EffectivePolicy(groups: ["a"], device: "d-1", policies: [policy])
    for entry in effective.entries { #expect(entry.policy == "all", "\(entry.key)") }
  }

  @Test("What is written reads back as it was", arguments: PolicyDocumentTests.valid)
  func roundTrip(json: String) throws {
    let policy = try Policy(json: Data(json.utf8))
    #expect(try Policy(json: JSONEncoder().encode(policy)) == policy)
  }

  @Test("A mistake is named with its path")
  func mistakes() throws {
    for (old, new, code, path) in Self.broken {
      let json = Self.fullest.replacing(old, with: new, maxReplacements: 1)
      #expect(json != Self.fullest)
      let error = try #require(throws: FactsError.self) { try Policy(json: Data(json.utf8)) }
      #expect(error.code == code, "\(new)")
      #expect(error.path == path, "\(new)")
      #expect(error.message.hasSuffix("."))
    }
    for (json, code) in [("", FactsError.Code.malformedJSON), ("[]", .invalidValue)] {
      let error = try #require(throws: FactsError.self) { try Policy(json: Data(json.utf8)) }
      #expect(error.code == code)
    }
  }

  @Test(
    "A key twice in one object is refused by its name and place, not taken for the first of the two",
    arguments: [
      (#"{"name": "x", "name": "x"}"#, "name", 15),
      (#"{"name": "x", "\u006eame": "y"}"#, "name", 15),
      (#"{"name": "x", "backup": {"enabled": true}, "backup": {"enabled": false}}"#, "backup", 44),
      (#"{"name": "x", "backup": {"enabled": true, "enabled": false}}"#, "enabled", 43),
    ])
  func keyTwice(json: String, key: String, column: Int) throws {
    let error = try #require(throws: FactsError.self) { try Policy(json: Data(json.utf8)) }
    #expect(error.code == .malformedJSON)
    #expect(
      error.message
        == "The policy is not valid JSON at line 1, column \(column): the key \"\(key)\" is there twice."
    )
  }

  @Test("A byte order mark before a document is no fault")
  func byteOrderMark() throws {
    #expect(try Policy(json: Data("\u{feff}{\"name\": \"x\"}".utf8)).name == "x")
  }

  @Test("Every beginning of a document gives an error and no trap")
  func truncation() throws {
    let whole = Data(Self.fullest.utf8)
    for count in 0..<whole.count {
      #expect(throws: FactsError.self) { try Policy(json: whole.prefix(count)) }
    }
  }

  @Test(
    "With any one bit changed a document is a policy that reads back, or an error that says why")
  func changed() throws {
    let whole = Data(Self.fullest.utf8)
    for place in whole.indices {
      for bit in 0..<8 {
        var changed = whole
        changed[place] ^= 1 << UInt8(bit)
        do throws(FactsError) {
          let policy = try Policy(json: changed)
          let written = try? JSONEncoder().encode(policy)
          #expect(try Policy(json: written ?? Data()) == policy)
        } catch {
          #expect(error.message.hasSuffix("."))
        }
      }
    }
  }

  // MARK: What is published

  @Test(
    "The schema takes what the reader takes, and refuses what it refuses",
    .enabled(if: JSONSchema.isAvailable, "python3 cannot import jsonschema"))
  func schema() throws {
    let schema = try PublishedDocuments.text("schema/policy.schema.json")
    let written = try Self.valid.map {
      String(decoding: try JSONEncoder().encode(Policy(json: Data($0.utf8))), as: UTF8.self)
    }
    let examples = try PublishedDocuments.blocks("json", in: "policies.md")
    try #require(!examples.isEmpty)
    let good = Self.valid + written + examples
    for (document, error) in zip(good, try JSONSchema.errors(schema: schema, documents: good)) {
      #expect(error == "", "\(document)")
      #expect(throws: Never.self) { try Policy(json: Data(document.utf8)) }
    }
    let bad = Self.broken.map {
      Self.fullest.replacing($0.old, with: $0.new, maxReplacements: 1)
    }
    for (document, error) in zip(bad, try JSONSchema.errors(schema: schema, documents: bad)) {
      #expect(error != "", "\(document)")
    }
  }

  @Test("The schema knows exactly the keys of the code, and the page describes each")
  func keys() throws {
    let text = try PublishedDocuments.text("schema/policy.schema.json")
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let assignment: Set = ["version", "name", "groups", "devices", "priority"]
    let decided = EffectivePolicy.keys.map(\.name)
    #expect(Self.leaves(of: schema, in: schema) == Set(decided).union(assignment))
    let page = try PublishedDocuments.text("policies.md")
    for key in assignment.union(decided) {
      let isOneOfComponents = key.contains(".components.")
      let shown = isOneOfComponents ? key.replacing(/components\.\w+/, with: "components.*") : key
      #expect(page.contains("| `\(shown)` |"), "\(key)")
    }
  }

  @Test("The schema of facts describes policies in the same words")
  func factsSchema() throws {
    func object(_ path: String) throws -> [String: Any] {
      let text = try PublishedDocuments.text(path)
      return try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
    var policy = try object("schema/policy.schema.json")
    let shared = try #require(policy["$defs"] as? [String: Any])
    let facts = try #require(try object("schema/facts.schema.json")["$defs"] as? [String: Any])
    for key in ["$schema", "$id", "title", "$defs"] { policy[key] = nil }
    #expect(NSDictionary(dictionary: policy) == facts["policy"] as? NSDictionary)
    for (name, definition) in shared {
      #expect(definition as? NSDictionary == facts[name] as? NSDictionary, "\(name)")
    }
  }

  /// The paths of everything in a schema that is no object with keys of its own.
  private static func leaves(
    of node: [String: Any], in schema: [String: Any], at path: String = ""
  ) -> Set<String> {
    var node = node
    if let reference = node["$ref"] as? String, let name = reference.split(separator: "/").last,
      let target = (schema["$defs"] as? [String: Any])?[String(name)] as? [String: Any]
    {
      node = target
    }
    guard let properties = node["properties"] as? [String: Any] else { return [path] }
    return properties.reduce(into: []) { leaves, property in
      guard let child = property.value as? [String: Any] else { return }
      leaves.formUnion(
        Self.leaves(
          of: child, in: schema, at: path.isEmpty ? property.key : path + "." + property.key))
    }
  }
}
