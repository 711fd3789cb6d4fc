import Foundation
import ServiceAPI
import Testing

/// What `valise admin` answers where something is not there, is empty, was done already, or is not to be
/// trusted with the terminal.
@Suite("Answers to the help desk", .serialized)
struct AdminAnswerTests {
  private struct WouldDelete: Decodable {
    struct Count: Decodable {
      let profiles: Int
      let versions: Int?
      let offers: Int
    }
    let wouldDelete: Count
  }

  private struct NotNow: Decodable {
    let state: String
    let reason: String
  }

  /// A stage on which alice of the old PC is backed up.
  private func backedUp() async throws -> (stage: Stage, found: PersonsProfileMessage) {
    let stage = try Stage()
    let backup = try stage.valise("backup", "--volume", stage.oldPC, "--user", "alice")
    try #require(backup.status == 0, "\(backup.errors)")
    let client = try ServiceClient(address: stage.address, token: stage.token())
    let found = try await client.profiles(matching: "DESKTOP-4F2").profiles.first
    return (stage, try #require(found))
  }

  private func entries(_ stage: Stage, _ more: String...) throws -> Int {
    let listed = try stage.valise(["admin", "audit", "list", "--json"] + more)
    try #require(listed.status == 0, "\(listed.errors)")
    return try listed.json([AuditEntry].self).count
  }

  @Test("a name does not steer the terminal, in text, in errors or as JSON")
  func terminal() async throws {
    let (stage, found) = try await backedUp()
    let token = try stage.valise("admin", "scim", "token", "create", "--name", "test").output
    let pushed = try NetworkTests.curl(
      "-H", "Authorization: Bearer " + token.trimmingCharacters(in: .whitespacesAndNewlines),
      "-H", "Content-Type: application/scim+json", "-d",
      """
      {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "carla",
        "externalId": "carla-1", "displayName": "Carla\u{202e}evil"}
      """,
      stage.address + "/scim/v2/Users")
    try #require(pushed.output.contains("carla-1"), "\(pushed.output)")
    let list = try stage.valise("admin", "find", "person", "carla", "--json")
    let person = try #require(try list.json(PeopleList.self).people.first)
    #expect(person.name == "Carla\u{202e}evil")
    let shown = try stage.valise("admin", "person", "show", person.user)
    #expect(shown.output.hasPrefix("\(person.user), Carla\u{FFFD}evil\n"), "\(shown.output)")
    let refused = try stage.valise(
      "admin", "profile", "delete", "Esc\u{1b}]0;pwned\u{7}", "--user", found.user)
    #expect(refused.errors.contains("There is no profile Esc\u{FFFD}]0;pwned\u{FFFD}."))
    for result in [list, shown, refused] {
      let isSafe = (result.output + result.errors).unicodeScalars.allSatisfy {
        $0 == "\n" || ($0.properties.generalCategory != .control && !$0.properties.isBidiControl)
      }
      #expect(isSafe, "\(result)")
    }
  }

  @Test("a person of whom nothing is known is told from one who has nothing")
  func unknownPerson() async throws {
    let (stage, found) = try await backedUp()
    let shown = try stage.valise("admin", "person", "show", "nobody")
    #expect(shown.status == 0)
    #expect(shown.output.hasPrefix("Nothing is known of nobody: "))
    for more in [[], ["--confirm"]] {
      let deleted = try stage.valise(["admin", "person", "delete", "--user", "nobody"] + more)
      #expect(deleted.status == 1)
      #expect(deleted.errors.contains("Check that the id is right"))
      #expect(deleted.errors.contains("[person.unknown]"))
    }
    // What the service does not show may be there: a confirmed deletion is made and recorded.
    #expect(try entries(stage, "--action", "person.deleted") == 1)
    let impossible = try stage.valise("admin", "person", "show", "no\nbody")
    #expect(impossible.errors.contains("The id of the user must be "), "\(impossible.errors)")
    let archive = stage.folder.appending(path: "nobody.jsonl").path
    let exported = try stage.valise(
      "admin", "person", "export", "--user", "nobody", "--output", archive)
    #expect(exported.status == 1)
    #expect(exported.errors.contains("[person.unknown]"))
    #expect(!FileManager.default.fileExists(atPath: archive))
    #expect(
      try stage.valise("admin", "person", "show", found.user).output.hasPrefix(found.user))
  }

  @Test("what would be deleted is said as it is, and as an object for a program")
  func dryRuns() async throws {
    let (stage, found) = try await backedUp()
    let at = ["--user", found.user]
    func version(_ number: String) throws -> Program.Result {
      try stage.valise(
        ["admin", "version", "delete", number, "--profile", found.profile.id] + at)
    }
    let absent = try version("7")
    #expect(absent.status == 1 && absent.errors.contains("[snapshot.notFound]"))
    let only = try version("1")
    #expect(only.status == 1 && only.errors.contains("[snapshot.onlyVersion]"))
    let person = try stage.valise(["admin", "person", "delete"] + at)
    #expect(person.status == 2)
    #expect(person.output.contains("with 1 profile, "), "\(person.output)")
    #expect(person.output.contains("0 offers, and with their sign-ins"), "\(person.output)")
    for words in [["profile", "delete", found.profile.id], ["person", "delete"]] {
      let shown = try stage.valise(["admin"] + words + at + ["--json"])
      #expect(shown.status == 2)
      let count = try shown.json(WouldDelete.self).wouldDelete
      #expect(count.profiles == 1 && count.offers == 0 && count.versions ?? 1 == 1)
    }
    #expect(try stage.valise("list", "--subject", found.user).output.contains("DESKTOP-4F2"))
  }

  @Test(
    "an empty id or name is wrong usage",
    arguments: [
      ["person", "show", ""], ["person", "delete", "--user", ""],
      ["policy", "effective", "--user", "alice", "--device", ""], ["explain", "--user", ""],
      ["find", "person", ""], ["find", "person", " "], ["programme", "requests", ""],
    ])
  func emptyNames(arguments: [String]) throws {
    let result = try Program.valise.run(
      ["admin"] + arguments + ["--server", "http://127.0.0.1:1"])
    #expect(result.status == 2)
    #expect(result.errors.contains("must not be empty"), "\(result.errors)")
  }

  @Test("the audit log is listed to the end of a day, and no further than a number of entries")
  func auditPeriod() async throws {
    let (stage, found) = try await backedUp()
    let today = Date().formatted(.iso8601.year().month().day())
    _ = try stage.valise("admin", "person", "show", found.user)
    _ = try stage.valise("admin", "person", "show", found.user)
    let all = try entries(stage, "--action", "staff.looked")
    try #require(all >= 2)
    #expect(try entries(stage, "--action", "staff.looked", "--until", today) >= 2)
    #expect(try entries(stage, "--until", "2020-01-01") == 0)
    let limited = try stage.valise("admin", "audit", "list", "--limit", "1")
    #expect(limited.output.split(separator: "\n").count == 2)
    #expect(limited.errors.contains("There are more"))
    let unknown = try stage.valise("admin", "audit", "list", "--until", "tomorrow")
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("2026-11-22T08:00:00Z, or a day"), "\(unknown.errors)")
  }

  @Test("a policy of the configuration has no history, and one that never was cannot come back")
  func policies() async throws {
    let stage = try Stage()
    let history = try stage.valise("admin", "policy", "history", "default")
    #expect(history.status == 1)
    #expect(history.errors.contains("stands in the service's configuration, and has no history"))
    let rollback = try stage.valise("admin", "policy", "rollback", "nope", "--to", "1")
    #expect(rollback.errors.contains("[policy.notFound]"), "\(rollback.errors)")
    for (path, words) in [
      ("/nowhere.json", "There is no file"), (stage.folder.path, "is a folder, not a file"),
    ] {
      let put = try stage.valise("admin", "policy", "put", "--file", path)
      #expect(put.status == 1)
      #expect(put.errors.contains(words) && put.errors.contains("[input.unreadable]"))
    }
  }

  @Test("an order that waits is told from a new one, and having none is an answer for a program")
  func orders() async throws {
    let (stage, found) = try await backedUp()
    let none = try stage.valise(
      "backup", "--if-ordered", "--json", "--volume", stage.oldPC, "--user", "alice")
    #expect(none.status == 0)
    #expect(try none.json(NotNow.self).state == "notOrdered")
    let order = [
      "admin", "backup", "request", "--user", found.user, "--device", found.device, "--reason", "T",
    ]
    let first = try stage.valise(order)
    #expect(first.status == 0 && !first.output.contains("waits already"), "\(first.errors)")
    #expect(try stage.valise(order).output.contains("waits already since "))
    #expect(try stage.valise("admin", "device", "list").output == "No PC is enrolled.\n")
  }
}
