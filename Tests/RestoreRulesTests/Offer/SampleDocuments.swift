import Testing

/// Facts as JSON text: what the reader and the published schema must agree on.
enum SampleDocuments {
  /// The example of the design, word for word.
  static let design = """
    {
      "moment": "firstSignIn",
      "now": "2026-11-22T08:00:00Z",
      "device": {
        "os": {"product": "windows11", "build": "26100.7922", "edition": "Enterprise"},
        "join": "entraJoined",
        "kind": "physical",
        "use": "personal",
        "provisioning": "userDriven",
        "enrollment": {"id": "e-1", "state": "complete", "at": "2026-11-22T07:30:00Z"}
      },
      "user": {"account": "work", "groups": ["pilot"], "firstSignInSinceEnrollment": true},
      "profiles": [{"id": "p-1", "device": "DESKTOP-4F2", "lastBackupAt": "2026-11-19T08:00:00Z", "restorable": true}],
      "history": [{"enrollment": "e-1", "moment": "oobe", "outcome": "missed", "at": "2026-11-22T07:20:00Z"}],
      "policies": [{"name": "default", "groups": [], "priority": 0, "restore": {"oobe": true, "firstSignIn": true}}],
      "requirements": "standard"
    }
    """

  /// The keys that must be there, and nothing else.
  static let smallest = """
    {"moment": "oobe", "now": "2026-11-22T08:00:00Z",
     "device": {"os": {"product": "windows11", "build": "26100"},
                "enrollment": {"id": "e-1", "at": "2026-11-22T07:30:00Z"}},
     "user": {}}
    """

  /// Every key that there is.
  static let fullest = """
    {"moment": "onDemand", "now": "2026-11-22T09:00:00.250+01:00",
     "device": {"id": "d-1", "os": {"product": "windows10", "build": "19045.6216", "edition": "Professional"},
                "join": "entraHybridJoined", "kind": "cloudPC", "use": "nonPersistent",
                "provisioning": "configurationManager",
                "enrollment": {"id": "e-2", "state": "complete", "at": "2026-11-01T07:30:00-05:30"}},
     "user": {"account": "local", "groups": ["a", "b"], "firstSignInSinceEnrollment": false},
     "profiles": [{"id": "p", "device": "D", "lastBackupAt": "2026-11-19T08:00:00z", "restorable": false}],
     "history": [{"event": "offer", "enrollment": "e-2", "moment": "onDemand", "outcome": "failed", "at": "2026-11-21T07:20:00Z"},
                 {"event": "rearmed", "enrollment": "e-2", "at": "2026-11-21T08:20:00Z", "by": "help desk", "sequence": 7},
                 {"event": "rearmed", "enrollment": "e-2", "at": "2026-11-21T09:20:00Z"}],
     "policies": [{"name": "all", "groups": ["a"], "priority": -5,
                   "restore": {"oobe": true, "firstSignIn": false, "onDemand": true},
                   "offerLimit": 1, "correctionWindowDays": 0, "firstSignInWindowHours": 72,
                   "admit": {"userless": true, "nonPersistent": false}},
                  {"name": "nothing"}],
     "requirements": "microsoft",
     "previews": [{"feature": "onDemandRestore", "programme": "Early birds", "admitted": true}]}
    """

  static let valid = [design, smallest, fullest]

  /// The design's example with one change, and what the reader must say of it.
  struct Broken: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let code: String
    let path: String
    /// Words that the message must have.
    let says: String

    init(_ old: String, _ new: String, _ code: String, _ path: String, says: String) {
      (self.old, self.new, self.code, self.path, self.says) = (old, new, code, path, says)
    }

    var json: String { design.replacing(old, with: new, maxReplacements: 1) }
    var testDescription: String { "\(new) gives \(code) at \(path)" }
  }

  static let unknownKeys: [Broken] = [
    .init(
      "\"moment\"", "\"colour\": 1, \"moment\"", "facts.unknownKey", "colour",
      says: "moment, now, device, user, profiles, history, policies, requirements, previews"),
    .init(
      "\"join\"", "\"colour\": 1, \"join\"", "facts.unknownKey", "device.colour",
      says: "id, os, join, kind, use, provisioning, enrollment"),
    .init(
      "\"edition\"", "\"colour\": 1, \"edition\"", "facts.unknownKey", "device.os.colour",
      says: "product, build, edition"),
    .init(
      "\"state\"", "\"colour\": 1, \"state\"", "facts.unknownKey", "device.enrollment.colour",
      says: "id, state, at"),
    .init(
      "\"account\"", "\"colour\": 1, \"account\"", "facts.unknownKey", "user.colour",
      says: "account, active, groups, groupsKnown, firstSignInSinceEnrollment"),
    .init(
      "\"restorable\"", "\"colour\": 1, \"restorable\"", "facts.unknownKey", "profiles[0].colour",
      says: "id, device, lastBackupAt, restorable"),
    .init(
      "\"outcome\"", "\"colour\": 1, \"outcome\"", "facts.unknownKey", "history[0].colour",
      says: "event, enrollment, moment, outcome, at, by, sequence"),
    .init(
      "\"priority\"", "\"colour\": 1, \"priority\"", "facts.unknownKey", "policies[0].colour",
      says: "version, name, groups, devices, priority, backup, restore, offerLimit"),
    .init(
      "\"oobe\": true", "\"colour\": 1", "facts.unknownKey", "policies[0].restore.colour",
      says: "oobe, firstSignIn, onDemand"),
    .init(
      "\"priority\": 0", "\"admit\": {\"personal\": true}", "facts.unknownKey",
      "policies[0].admit.personal", says: "userless, nonPersistent"),
  ]

  static let missingKeys: [Broken] = [
    .init(
      "\"moment\": \"firstSignIn\",", "", "facts.missingKey", "moment",
      says: "one of oobe, firstSignIn, onDemand"),
    .init(
      "\"now\": \"2026-11-22T08:00:00Z\",", "", "facts.missingKey", "now", says: "RFC 3339"),
    .init(
      "\"build\": \"26100.7922\", ", "", "facts.missingKey", "device.os.build", says: "26100.7922"),
    .init(
      "\"product\": \"windows11\", ", "", "facts.missingKey", "device.os.product",
      says: "one of windows11, windows10"),
    .init(
      "\"os\": {\"product\": \"windows11\", \"build\": \"26100.7922\", \"edition\": \"Enterprise\"},",
      "", "facts.missingKey", "device.os", says: "an object"),
    .init(
      "\"id\": \"e-1\", ", "", "facts.missingKey", "device.enrollment.id", says: "text in quotes"),
    .init("\"name\": \"default\", ", "", "facts.missingKey", "policies[0].name", says: "text"),
    .init(
      "\"outcome\": \"missed\", ", "", "facts.missingKey", "history[0].outcome",
      says: "one of restored, skipped, missed, failed"),
  ]

  static let wrongValues: [Broken] = [
    .init(
      "\"firstSignIn\",", "\"later\",", "facts.invalidValue", "moment",
      says: "one of oobe, firstSignIn, onDemand, not \"later\""),
    .init("\"firstSignIn\",", "null,", "facts.invalidValue", "moment", says: "one of oobe"),
    .init("\"2026-11-22T08:00:00Z\"", "\"today\"", "facts.invalidValue", "now", says: "RFC 3339"),
    .init("\"2026-11-22T08:00:00Z\"", "1763798400", "facts.invalidValue", "now", says: "RFC 3339"),
    .init(
      "\"2026-11-22T08:00:00Z\"", "\"2026-11-22T08:00:00\"", "facts.invalidValue", "now",
      says: "RFC 3339"),
    .init(
      "\"26100.7922\"", "\"24H2\"", "facts.invalidValue", "device.os.build", says: "not \"24H2\""),
    .init(
      "\"26100.7922\"", "26100.7922", "facts.invalidValue", "device.os.build", says: "26100.7922"),
    .init(
      "\"entraJoined\"", "\"joined\"", "facts.invalidValue", "device.join",
      says: "entraJoined, entraHybridJoined, entraRegistered, domainJoined, none"),
    .init("[\"pilot\"]", "\"pilot\"", "facts.invalidValue", "user.groups", says: "a list"),
    .init("[\"pilot\"]", "[7]", "facts.invalidValue", "user.groups[0]", says: "text in quotes"),
    .init(
      "\"restorable\": true", "\"restorable\": \"yes\"", "facts.invalidValue",
      "profiles[0].restorable", says: "true or false"),
    .init(
      "\"priority\": 0", "\"priority\": 0.5", "facts.invalidValue", "policies[0].priority",
      says: "a whole number"),
    .init(
      "\"oobe\": true", "\"oobe\": 1", "facts.invalidValue", "policies[0].restore.oobe",
      says: "true or false"),
    .init(
      "\"priority\": 0", "\"offerLimit\": 0", "facts.invalidValue", "policies[0].offerLimit",
      says: "1 or more"),
    .init(
      "\"priority\": 0", "\"correctionWindowDays\": -1", "facts.invalidValue",
      "policies[0].correctionWindowDays", says: "from 0 to 3650"),
    .init(
      "\"outcome\": \"missed\"", "\"outcome\": \"missed\", \"by\": \"me\"", "facts.invalidValue",
      "history[0].by", says: "rearmed"),
    .init(
      "\"outcome\": \"missed\"", "\"outcome\": \"missed\", \"sequence\": 0", "facts.invalidValue",
      "history[0].sequence", says: "1 or more"),
    .init(
      "\"outcome\": \"missed\"", "\"event\": \"rearmed\"", "facts.invalidValue",
      "history[0].moment", says: "rearmed"),
    .init(
      "\"moment\": \"oobe\", \"outcome\"", "\"event\": \"rearmed\", \"outcome\"",
      "facts.invalidValue", "history[0].outcome", says: "rearmed"),
  ]

  static let broken = unknownKeys + missingKeys + wrongValues
}
