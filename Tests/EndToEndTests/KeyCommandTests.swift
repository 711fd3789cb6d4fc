import Foundation
import Testing

@Suite("valised keys, valised check", .serialized)
struct KeyCommandTests {
  /// A service that ran, took a backup of bob, and was stopped.
  private static func stoppedStage() throws -> Stage {
    let stage = try Stage()
    let backup = try stage.valise("backup", "--volume", stage.oldPC, "--user", "bob")
    try #require(backup.status == 0, "\(backup.errors)")
    stage.stopService()
    return stage
  }

  private func valised(_ stage: Stage, _ arguments: String...) throws -> Program.Result {
    let words = arguments
    // The words of an old command come last, so the configuration goes before them.
    let options = words.firstIndex { $0.hasPrefix("--") } ?? words.endIndex
    return try Program.valised.run(
      Array(words[..<options]) + ["--config", configuration(stage).path]
        + Array(words[options...]))
  }

  private func configuration(_ stage: Stage) -> URL {
    stage.folder.appending(path: "service/valised.json")
  }

  private func keyFile(_ stage: Stage) -> URL {
    stage.folder.appending(path: "service/data/master.key")
  }

  private func edit(_ stage: Stage, _ old: String, _ new: String) throws {
    let text = try String(contentsOf: configuration(stage), encoding: .utf8)
    try #require(text.contains(old))
    try text.replacing(old, with: new)
      .write(to: configuration(stage), atomically: true, encoding: .utf8)
  }

  private func fingerprint(_ stage: Stage, of file: URL) throws -> String {
    let printed = try valised(stage, "keys", "fingerprint", "--key-file", file.path)
    try #require(printed.status == 0, "\(printed.errors)")
    return printed.output.trimmingCharacters(in: .newlines)
  }

  @Test("every start warns until a copy of the master key is confirmed by its fingerprint")
  func escrow() throws {
    let log = TemporaryFolder.make().appending(path: "log")
    try Data().write(to: log)
    let stage = try Stage(log: log.path)
    func said() throws -> String { try String(contentsOf: log, encoding: .utf8) }
    #expect(try said().contains("loses all the data"))
    #expect(try said().contains("No copy of the master key"))

    let copy = stage.folder.appending(path: "copy.key")
    try FileManager.default.copyItem(at: keyFile(stage), to: copy)
    let printed = try fingerprint(stage, of: copy)
    #expect(printed.wholeMatch(of: /([0-9a-f]{4}-){3}[0-9a-f]{4}/) != nil)
    let unconfirmed = try valised(stage, "keys", "status")
    #expect(unconfirmed.output.contains("NOT CONFIRMED"))
    let wrong = try valised(
      stage, "keys", "confirm-escrow", "--fingerprint", "0000-0000-0000-0000")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("[keys.otherFingerprint]"))
    #expect(!wrong.errors.contains(printed))
    let right = try valised(stage, "keys", "confirm-escrow", "--fingerprint", printed.uppercased())
    #expect(right.status == 0, "\(right.errors)")
    #expect(try valised(stage, "keys", "status").output.contains("a copy was confirmed on"))

    stage.stopService()
    try Data().write(to: log)
    try stage.startService()
    #expect(try !said().contains("No copy of the master key"))
  }

  @Test("a damaged or exposed copy of the master key has no fingerprint, and none is made")
  func badCopies() throws {
    let stage = try Self.stoppedStage()
    let copy = stage.folder.appending(path: "copy.key")
    let missing = try valised(stage, "keys", "fingerprint", "--key-file", copy.path)
    #expect(missing.status == 2)
    #expect(missing.errors.contains("[vault.unreadableKeyFile]"))
    #expect(!FileManager.default.fileExists(atPath: copy.path))
    try FileManager.default.copyItem(at: keyFile(stage), to: copy)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: copy.path)
    let exposed = try valised(stage, "keys", "fingerprint", "--key-file", copy.path)
    #expect(exposed.errors.contains("[vault.exposedKeyFile]"))
  }

  @Test(
    "check says that all is sound, finds a flipped byte when it reads, and names whom it touches")
  func check() throws {
    let stage = try Self.stoppedStage()
    let sound = try valised(stage, "check", "--read-data")
    #expect(sound.status == 0, "\(sound.output)\(sound.errors)")
    #expect(sound.output.contains("Everything is sound."))

    try SQLiteShell.run(
      """
      UPDATE component SET sealed_bytes = CAST(substr(sealed_bytes, 1, 20) ||
        CASE WHEN substr(sealed_bytes, 21, 1) = x'55' THEN x'AA' ELSE x'55' END ||
        substr(sealed_bytes, 22) AS BLOB) WHERE kind = 'settings'
      """, on: stage.folder.appending(path: "service/data/valise.sqlite"))
    #expect(try valised(stage, "check").status == 0)
    let damaged = try valised(stage, "check", "--read-data")
    #expect(damaged.status == 1)
    #expect(damaged.output.contains("[component.doesNotOpen]"))
    #expect(damaged.output.contains("touching 1 person"))
    let json = try valised(stage, "check", "--read-data=100%", "--json")
    #expect(json.status == 1)
    struct Checked: Decodable {
      struct Touched: Decodable { let person: String? }
      let sound: Bool
      let people: [Touched]
    }
    let checked = try json.json(Checked.self)
    #expect(!checked.sound)
    #expect(checked.people.count == 1)
    let part = try valised(stage, "check", "--read-data=10%", "--seed", "abc")
    #expect(part.output.contains("--seed abc"))
    #expect(try valised(stage, "check", "--read-data=0").status == 2)
    #expect(try valised(stage, "check", "--read-data=9%", "--read-data").status == 2)
    #expect(try valised(stage, "check", "--repair").output.contains("made anew"))
  }

  @Test("what cannot be checked is status 2: no store, no master key")
  func uncheckable() throws {
    let stage = try Self.stoppedStage()
    try FileManager.default.moveItem(
      at: keyFile(stage), to: stage.folder.appending(path: "moved.key"))
    let noKey = try valised(stage, "check")
    #expect(noKey.status == 2)
    #expect(noKey.errors.contains("[vault.masterKeyGone]"))
    #expect(!FileManager.default.fileExists(atPath: keyFile(stage).path))
    try edit(stage, "data/valise.sqlite", "data/elsewhere.sqlite")
    let noStore = try valised(stage, "check")
    #expect(noStore.status == 2)
    #expect(noStore.errors.contains("[store.notThere]"))
    #expect(
      !FileManager.default.fileExists(
        atPath: stage.folder.appending(path: "service/data/elsewhere.sqlite").path))
  }

  @Test("after rotate and rewrap the old backup restores, from a file to a command and back")
  func rotateAndRewrap() throws {
    let stage = try Self.stoppedStage()
    let rotated = try valised(stage, "keys", "rotate", "--tenant", "example")
    #expect(rotated.output == "example: key 2 is the newest now\n", "\(rotated.errors)")
    #expect(try valised(stage, "keys", "rotate", "--tenant", "nowhere").status == 2)

    // From the file to another file.
    try edit(stage, "data/master.key", "data/new.key")
    let refused = try Program.valised.run(["serve", "--config", configuration(stage).path])
    #expect(refused.errors.contains("[vault.masterKeyGone]"))
    let old = keyFile(stage).path
    let rewrapped = try valised(stage, "keys", "rewrap", "--old-key-file", old)
    #expect(rewrapped.status == 0, "\(rewrapped.errors)")
    #expect(rewrapped.output.contains("2 keys put under the master key"))
    let again = try valised(stage, "keys", "rewrap", "--old-key-file", old)
    #expect(again.output.contains("0 keys put under"))
    #expect(again.output.contains("2 were under it before"))

    // From the file to a command. This one hides nothing: it shows the way.
    let new = stage.folder.appending(path: "service/data/new.key").path
    let words = ["/bin/sh", "-c", "cat"]
    let list = String(decoding: try JSONEncoder().encode(words), as: UTF8.self)
    try edit(stage, #""masterKeyFile": "data/new.key""#, "\"masterKeyCommand\": \(list)")
    let toCommand = try valised(stage, "keys", "rewrap", "--old-key-file", new)
    #expect(toCommand.output.contains("2 keys put under"), "\(toCommand.errors)")
    #expect(try valised(stage, "keys", "status").output.contains("from the command /bin/sh"))
    #expect(try valised(stage, "check", "--read-data").status == 0)

    // And back to the first file.
    try edit(stage, "\"masterKeyCommand\": \(list)", #""masterKeyFile": "data/master.key""#)
    let back = try Program.valised.run(
      ["keys", "rewrap", "--config", configuration(stage).path, "--old-command"] + words)
    #expect(back.output.contains("2 keys put under"), "\(back.errors)")
    try stage.startService()
    let profile = try SQLiteShell.run(
      "SELECT id FROM profile", on: stage.folder.appending(path: "service/data/valise.sqlite"))
    let restored = try stage.valise(
      "restore", "--volume", stage.newPC, "--user", "bob", "--profile",
      profile.trimmingCharacters(in: .newlines))
    #expect(restored.status == 0, "\(restored.errors)")
  }

  @Test("a start with a command as master key makes its mark, and another key is refused")
  func startWithCommand() throws {
    let stage = try Stage()
    stage.stopService()
    let service = stage.folder.appending(path: "service")
    try FileManager.default.removeItem(at: service.appending(path: "data"))
    try edit(
      stage, #""masterKeyFile": "data/master.key""#,
      #""masterKeyCommand": ["/bin/sh", "-c", "cat"]"#)
    try stage.startService()
    let backup = try stage.valise("backup", "--volume", stage.oldPC, "--user", "bob")
    #expect(backup.status == 0, "\(backup.errors)")
    stage.stopService()
    try edit(stage, #""cat""#, #""cat >/dev/null; exit 65""#)
    let other = try Program.valised.run(["serve", "--config", configuration(stage).path])
    #expect(other.status == 2)
    #expect(other.errors.contains("[vault.wrongMasterKey]"))
    try edit(stage, #""cat >/dev/null; exit 65""#, #""cat >/dev/null; exit 1""#)
    let silent = try Program.valised.run(["serve", "--config", configuration(stage).path])
    #expect(silent.status == 2)
    #expect(silent.errors.contains("[vault.masterKeyCommandFailed]"))
    try edit(
      stage, #""masterKeyCommand""#, #""masterKeyFile": "data/a.key", "masterKeyCommand""#)
    let both = try Program.valised.run(["serve", "--config", configuration(stage).path])
    #expect(both.errors.contains("[configuration.twoMasterKeys]"))
  }

  @Test("erase needs the name twice, says what it did, and the next backup begins anew")
  func erase() throws {
    let stage = try Stage()
    let first = try stage.valise("backup", "--volume", stage.oldPC, "--user", "bob")
    try #require(first.status == 0, "\(first.errors)")
    let subject = try #require(
      try SQLiteShell.run(
        "SELECT subject FROM profile LIMIT 1",
        on: stage.folder.appending(path: "service/data/valise.sqlite")
      ).split(separator: "\n").first.map(String.init))
    let unconfirmed = try valised(
      stage, "keys", "erase", "--tenant", "example", "--user", subject, "--confirm", "example")
    #expect(unconfirmed.status == 2)
    #expect(unconfirmed.errors.contains("[keys.notConfirmed]"))
    let erased = try valised(
      stage, "keys", "erase", "--tenant", "example", "--user", subject, "--confirm", subject)
    #expect(erased.status == 0, "\(erased.errors)")
    #expect(erased.output.contains("1 key, 1 profile, 1 version"))
    // The service ran all the while, with the key in its memory.
    let second = try stage.valise("backup", "--volume", stage.oldPC, "--user", "bob")
    #expect(second.status == 0, "\(second.errors)")
    stage.stopService()
    #expect(try valised(stage, "check", "--read-data").status == 0)
    let tenant = try valised(
      stage, "keys", "erase", "--tenant", "example", "--confirm", "example")
    #expect(tenant.output.contains("1 key of the tenant, and of 1 person"), "\(tenant.output)")
    #expect(
      try valised(stage, "keys", "status").output.contains("No tenant has a key yet."))
    let nothing = try valised(
      stage, "keys", "erase", "--tenant", "example", "--confirm", "example")
    #expect(nothing.output.contains("nothing to erase"))
  }
}

/// The `sqlite3` of the system, on a store's file.
private enum SQLiteShell {
  @discardableResult
  static func run(_ statement: String, on file: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sqlite3", file.path, statement]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: text, as: UTF8.self)
  }
}
