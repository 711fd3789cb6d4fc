import Foundation
import Testing

/// `valise admin policy` and what policies do to `valise backup`, against a service that runs.
@Suite("The programs under policies")
struct PolicyProgramTests {
  private func file(_ text: String, in stage: Stage) throws -> String {
    let file = stage.folder.appending(path: UUID().uuidString + ".json")
    try Data(text.utf8).write(to: file)
    return file.path
  }

  @Test("a policy is put, shown, previewed, rolled back and removed, each with its answer")
  func administration() throws {
    let stage = try Stage()
    func policy(_ arguments: String...) throws -> Program.Result {
      try stage.valise(["admin", "policy"] + arguments)
    }
    let first = try file(#"{"name": "pilot", "offerLimit": 5}"#, in: stage)
    let second = try file(#"{"name": "pilot", "offerLimit": 7}"#, in: stage)
    #expect(try policy("put", "--file", first).output == "Made the policy pilot: revision 1.\n")
    #expect(
      try policy("put", "--file", second).output == "Replaced the policy pilot: revision 2.\n")
    #expect(try policy("show", "pilot").output.contains("\"offerLimit\" : 7"))
    let list = try policy("list").output
    #expect(list.contains("default") && list.contains("in the configuration"))
    #expect(list.contains("pilot") && list.contains("by the service"))
    #expect(try policy("rollback", "pilot", "--to", "1").output.contains("revision 3"))
    #expect(try policy("delete", "pilot").status == 0)
    #expect(try policy("show", "pilot").errors.contains("[policy.notFound]"))
    let history = try policy("history", "pilot").output.split(separator: "\n")
    #expect(history.count == 5)
    #expect(history.last?.contains("removed") == true)
    #expect(try policy("delete", "default").errors.contains("[input.configuredPolicy]"))

    let wrong = try file(#"{"name": "pilot", "offers": 1}"#, in: stage)
    let refused = try policy("put", "--file", wrong)
    #expect(refused.status == 1 && refused.errors.contains("[facts.unknownKey]"))
    let preview = try policy("preview", "--file", first)
    #expect(preview.output.contains("0 gain, 0 lose"))
    #expect(try policy("preview").status == 2)
    for verb in [["list"], ["history", "pilot"], ["preview", "--file", first]] {
      let answer = try stage.valise(["admin", "policy"] + verb + ["--json"])
      #expect(throws: Never.self) {
        try JSONSerialization.jsonObject(with: Data(answer.output.utf8))
      }
    }
  }

  @Test("words that nobody knows are warned of, and refused where backups would be empty")
  func unknownWords() throws {
    let stage = try Stage()
    func policy(_ arguments: String...) throws -> Program.Result {
      try stage.valise(["admin", "policy"] + arguments)
    }
    let sentence =
      "The policy names nonsense in backup.include, which this version of Valise does not know"
    let empty = try file(
      #"{"name": "pilot", "backup": {"include": ["nonsense"]}}"#, in: stage)
    let refused = try policy("put", "--file", empty)
    #expect(refused.status == 1 && refused.errors.contains("[input.unknownSelection]"))
    #expect(refused.errors.contains("backups would be empty") && refused.output.isEmpty)
    #expect(try policy("show", "pilot").errors.contains("[policy.notFound]"))
    let preview = try policy("preview", "--file", empty)
    #expect(preview.status == 3 && preview.output.contains("0 gain, 0 lose"))
    #expect(preview.errors.contains("Warning: " + sentence))
    #expect(preview.errors.contains("backups would be empty"))
    let forced = try policy("put", "--file", empty, "--allow-unknown")
    #expect(forced.status == 3 && forced.output == "Made the policy pilot: revision 1.\n")
    #expect(forced.errors.contains("Warning: " + sentence))

    let some = try file(
      #"{"name": "pilot", "backup": {"include": ["mouse", "nonsense"]}}"#, in: stage)
    let warned = try policy("put", "--file", some, "--json")
    #expect(warned.status == 3 && warned.errors.contains("Warning: " + sentence))
    #expect(throws: Never.self) {
      try JSONSerialization.jsonObject(with: Data(warned.output.utf8))
    }
    #expect(try policy("preview", "--delete", "pilot").status == 0)
  }

  @Test("a policy file with a key twice is refused by the name of the key")
  func keyTwice() throws {
    let stage = try Stage()
    let twice = try file(#"{"name": "pilot", "\u006eame": "other"}"#, in: stage)
    for verb in ["put", "preview"] {
      let refused = try stage.valise("admin", "policy", verb, "--file", twice)
      #expect(refused.status == 1 && refused.errors.contains("[facts.malformedJSON]"))
      #expect(refused.errors.contains("the key \"name\" is there twice"))
    }
  }

  @Test("a backup is made when it is due, not before, and not where policy forbids it")
  func backups() throws {
    let stage = try Stage()
    func backUp(_ more: String...) throws -> Program.Result {
      try stage.valise(["backup", "--volume", stage.oldPC, "--user", "alice"] + more)
    }
    #expect(try backUp("--if-due").output.hasPrefix("Backed up alice"))
    let early = try backUp("--if-due")
    #expect(early.status == 0 && early.output.hasPrefix("The backup is not due until 20"))
    #expect(try backUp().output.hasPrefix("Nothing has changed"))
    let answer = try backUp("--if-due", "--json").output
    #expect(answer.contains("\"state\" : \"notDue\""))

    let narrow = try file(
      #"""
      {"name": "narrow", "priority": 5,
       "backup": {"components": {"apps": false}, "exclude": ["mouse"]}}
      """#, in: stage)
    #expect(try stage.valise("admin", "policy", "put", "--file", narrow).status == 0)
    let narrowed = try backUp().output
    #expect(narrowed.contains("Settings") && !narrowed.contains("\nApps"))

    let off = try file(
      #"{"name": "off", "priority": 20, "backup": {"enabled": false}}"#, in: stage)
    #expect(try stage.valise("admin", "policy", "put", "--file", off).status == 0)
    let refused = try backUp()
    #expect(refused.status == 1 && refused.errors.contains("[backup.turnedOff]"))
    #expect(refused.errors.contains("\"off\" (priority 20, for everyone)"))
    #expect(try backUp("--if-due").status == 0)
  }

  @Test("what policy leaves out of a restore is not restored")
  func restores() throws {
    let stage = try Stage()
    #expect(
      try stage.valise("backup", "--volume", stage.oldPC, "--user", "alice")
        .status == 0)
    let file = try file(
      #"{"name": "no-apps", "priority": 5, "restore": {"components": {"apps": false}}}"#, in: stage)
    #expect(try stage.valise("admin", "policy", "put", "--file", file).status == 0)
    let restored = try stage.valise(
      "restore", "--volume", stage.newPC, "--user", "alice", "--profile",
      "DESKTOP-4F2")
    #expect(restored.status == 0, "\(restored.errors)")
    #expect(!restored.output.contains("to install, by: valise apps install"))
    let effective = try stage.valise(
      "admin", "policy", "effective", "--user", "alice", "--device", "some")
    #expect(effective.output.contains("restore.components.apps"))
    #expect(effective.output.contains("The policy \"no-apps\" (priority 5, for everyone)"))
  }
}
