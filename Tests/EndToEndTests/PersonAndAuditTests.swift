import Foundation
import Testing

/// The verbs about all of a person, and the audit log, as the programs have them.
@Suite("Deletion, archives and the audit log", .serialized)
struct PersonAndAuditTests {
  private struct Profiles: Decodable {
    struct Profile: Decodable {
      let id: String
      let newestVersion: Int
    }
    let profiles: [Profile]
  }

  private func configuration(_ stage: Stage) -> String {
    stage.folder.appending(path: "service/valised.json").path
  }

  private func profiles(_ stage: Stage, of user: String) throws -> [Profiles.Profile] {
    let listed = try stage.valise("list", "--subject", user, "--json")
    return try listed.json(Profiles.self).profiles
  }

  @Test("exports a person, deletes them when it is confirmed, and imports them again")
  func personVerbs() throws {
    let stage = try Stage()
    let user = "bob@example.org"
    let backup = try stage.valise(
      "backup", "--volume", stage.oldPC, "--user", "bob", "--subject", user)
    try #require(backup.status == 0, "\(backup.errors)")
    try #require(try profiles(stage, of: user).count == 1)

    let archive = stage.folder.appending(path: "bob.jsonl").path
    let exported = try stage.valise(
      "admin", "person", "export", "--user", user, "--output", archive)
    #expect(exported.status == 0, "\(exported.errors)")
    let rights = try FileManager.default.attributesOfItem(atPath: archive)
    #expect(rights[.posixPermissions] as? Int == 0o600)
    let again = try stage.valise(
      "admin", "person", "export", "--user", user, "--output", archive)
    #expect(again.errors.contains("[output.fileExists]"))

    let shown = try stage.valise("admin", "person", "delete", "--user", user)
    #expect(shown.status == 2)
    #expect(shown.output.contains("Would delete all of \(user), with 1 profile"))
    #expect(try profiles(stage, of: user).count == 1)
    let deleted = try stage.valise(
      "admin", "person", "delete", "--user", user, "--confirm", "--reason", "left us")
    #expect(deleted.status == 0, "\(deleted.errors)")
    #expect(deleted.output.contains("Deleted 1 profile, 1 version"))
    #expect(try profiles(stage, of: user).isEmpty)

    let bytes = try Data(contentsOf: URL(fileURLWithPath: archive))
    let cut = stage.folder.appending(path: "cut.jsonl")
    try bytes.prefix(bytes.count - 7).write(to: cut)
    let refused = try stage.valise("admin", "person", "import", "--user", user, cut.path)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("[archive.truncated]"))
    let imported = try stage.valise("admin", "person", "import", "--user", user, archive)
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(imported.output.contains("Imported 1 profile with 1 version"))
    #expect(try profiles(stage, of: user).count == 1)
    // The device goes on where it was.
    let next = try stage.valise(
      "backup", "--volume", stage.oldPC, "--user", "bob", "--subject", user)
    #expect(next.status == 0, "\(next.errors)")
    #expect(try profiles(stage, of: user).map(\.newestVersion) == [1])
  }

  @Test("proves the audit log, and tells when it was cut off or changed")
  func auditLog() throws {
    let stage = try Stage()
    for path in ["/console", "/console/person?user=bob", "/console/audit"] {
      #expect(try page(path, stage) == 200)
    }
    let verified = try Program.valised.run(
      ["audit", "verify", "--config", configuration(stage)])
    #expect(verified.status == 0, "\(verified.errors)")
    #expect(verified.output.contains("tenant example: entries 1 to 3, as they were written"))
    let checkpoint = try Program.valised.run(
      ["audit", "checkpoint", "--config", configuration(stage), "--tenant", "example"])
    #expect(checkpoint.output.contains(#""sequence":3"#))
    let kept = stage.folder.appending(path: "kept.jsonl")
    try Data(checkpoint.output.utf8).write(to: kept)

    let exported = try Program.valised.run(
      ["audit", "export", "--config", configuration(stage), "--tenant", "example"])
    #expect(exported.status == 0, "\(exported.errors)")
    let lines = exported.output.split(separator: "\n")
    // The three pages, the export itself, and the end.
    #expect(lines.count == 5)
    let file = stage.folder.appending(path: "audit.jsonl")
    func verify(_ text: String) throws -> Program.Result {
      try Data(text.utf8).write(to: file)
      return try Program.valised.run(
        ["audit", "verify", "--from-file", file.path, "--checkpoint", kept.path])
    }
    #expect(try verify(exported.output).status == 0)
    let cut = try verify(lines.prefix(2).joined(separator: "\n") + "\n")
    #expect(cut.status == 1)
    #expect(cut.output.contains("truncated at 3"))
    #expect(try verify(exported.output.replacing("person", with: "persom")).status == 1)
    let nowhere = try Program.valised.run(["audit", "verify", "--from-file", "/nowhere"])
    #expect(nowhere.status == 2)
  }

  /// Opens a page of the console as a browser with the tenant's token.
  private func page(_ path: String, _ stage: Stage) throws -> Int {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      """
      import base64, os, urllib.request
      request = urllib.request.Request(os.environ["PAGE"])
      request.add_header("Authorization", "Basic " + base64.b64encode(
          b"it:" + os.environ["TOKEN"].encode()).decode())
      print(urllib.request.urlopen(request).status)
      """,
    ]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["PAGE": stage.address + path, "TOKEN": try stage.token()]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
  }
}
