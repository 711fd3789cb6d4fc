import Foundation
import Testing

@Suite("Bad input at the command line", .serialized)
struct BadInputTests {
  private func expectFailure(
    _ result: Program.Result, status: Int32 = 1, code: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.status == status, "\(result.errors)", sourceLocation: sourceLocation)
    #expect(result.errors.contains("[\(code)]"), "\(result.errors)", sourceLocation: sourceLocation)
    #expect(result.output.isEmpty, sourceLocation: sourceLocation)
    #expect(
      result.errors.split(separator: "\n").count == 1, "one sentence",
      sourceLocation: sourceLocation)
  }

  private func sample() throws -> URL {
    let folder = TemporaryFolder.make()
    let built = try Program.valise.run(["sample", "build", folder.path])
    try #require(built.status == 0, "\(built.errors)")
    return folder
  }

  @Test("a folder without Windows, a user who is not there, a hive that is none")
  func noWindows() throws {
    expectFailure(
      try Program.valise.run(["capture", "--volume", TemporaryFolder.make().path, "--user", "a"]),
      code: "device.notWindows")
    let disk = try sample().appending(path: "windows10")
    expectFailure(
      try Program.valise.run(["capture", "--volume", disk.path, "--user", "carol"]),
      code: "device.unknownUser")
    try Data("not a hive".utf8).write(to: disk.appending(path: "Users/alice/NTUSER.DAT"))
    expectFailure(
      try Program.valise.run(["capture", "--volume", disk.path, "--user", "alice"]),
      code: "device.unreadable")
  }

  @Test("a hive cut off at half is a hive with warnings or an error, and never a crash")
  func truncatedHive() throws {
    let disk = try sample().appending(path: "windows10")
    let hive = disk.appending(path: "Users/alice/NTUSER.DAT")
    let bytes = try Data(contentsOf: hive)
    for part in 1..<8 {
      try bytes.prefix(bytes.count / 8 * part).write(to: hive)
      let result = try Program.valise.run(["capture", "--volume", disk.path, "--user", "alice"])
      #expect([1, 3].contains(result.status), "\(result.status) \(result.errors)")
      #expect(!result.errors.isEmpty)
    }
  }

  @Test("a wrong command line is status 2, with help")
  func wrongUsage() throws {
    for arguments in [["capture"], ["no-such-command"], ["explain"], ["hive", "info"]] {
      let result = try Program.valise.run(arguments)
      #expect(result.status == 2, "\(arguments): \(result.errors)")
      #expect(result.output.isEmpty)
    }
    for arguments in [["--help"], ["help", "sign-in"], ["--version"]] {
      let result = try Program.valise.run(arguments)
      #expect(result.status == 0)
      #expect(!result.output.isEmpty)
    }
    #expect(try Program.valised.run(["--no-such-option"]).status == 2)
    #expect(try Program.valised.run(["--version"]).output == "0.1.0\n")
    let install = try Program.valise.run(
      ["apps", "install", "--volume", "/disk", "--user", "alice"])
    #expect(install.status == 2)
    #expect(install.errors.contains("valise apps install"), "\(install.errors)")
  }

  @Test("which PC is meant: one, with whose environment, or a usage error that says what to write")
  func whichPC() throws {
    let onePC = [
      ["capture"], ["capture", "--user", "alice"], ["capture", "--volume", "/disk"],
      ["undo", "--live", "--volume", "/disk", "--user", "alice"],
      ["backup", "--volume", "/disk", "--user", "alice", "--wine-prefix", "/prefix"],
      ["restore", "--profile", "p"], ["sign-in", "--moment", "oobe"],
      ["list"], ["show", "p"], ["offers", "--wine-prefix", "/prefix"], ["diff", "p@1", "p@2"],
      ["explain", "--facts", "-", "--live"],
    ]
    for arguments in onePC {
      let result = try Program.valise.run(arguments)
      #expect(result.status == 2, "\(arguments): \(result.errors)")
      #expect(result.errors.contains("--live"), "\(arguments): \(result.errors)")
      #expect(result.output.isEmpty)
    }
  }

  @Test("a running Windows where there is none")
  func noRunningWindows() throws {
    let folder = TemporaryFolder.make().path
    expectFailure(
      try Program.valise.run(["capture", "--live"], environment: ["WINEPREFIX": ""]),
      code: "input.noWindows")
    expectFailure(
      try Program.valise.run(["capture", "--live", "--wine-prefix", folder]),
      code: "device.notWindows")
  }

  @Test("what is chosen and opted in, in words that nobody knows or that mean nothing")
  func unknownChoice() throws {
    let disk = try sample().appending(path: "windows10").path
    func capture(_ arguments: String...) throws -> Program.Result {
      try Program.valise.run(["capture", "--volume", disk, "--user", "alice"] + arguments)
    }
    for word in ["muose", "mouse.no-such", "mouse.pointer-speed[x]", "environment.variable[A"] {
      for option in ["--only", "--except", "--include-secret"] {
        expectFailure(try capture(option, word), code: "input.unknownSelection")
      }
    }
    expectFailure(
      try capture("--include-secret", "mouse.pointer-speed"), code: "input.notASecret")
    expectFailure(try capture("--include-secret", "environment.temp"), code: "input.notASecret")
    expectFailure(
      try capture("--include-secret", "environment.variable"), code: "input.unnamedSecret")
  }

  @Test("facts with an unknown key, a missing one, or no JSON")
  func badFacts() throws {
    let file = TemporaryFolder.make().appending(path: "facts.json")
    func explain(_ text: String) throws -> Program.Result {
      try Data(text.utf8).write(to: file)
      return try Program.valise.run(["explain", "--facts", file.path])
    }
    expectFailure(try explain("{"), code: "facts.malformedJSON")
    expectFailure(try explain(#"{"colour": 1}"#), code: "facts.unknownKey")
    expectFailure(try explain("{}"), code: "facts.missingKey")
    expectFailure(
      try Program.valise.run(["explain", "--facts", "/no/such/file"]), code: "input.unreadable")
  }

  @Test("a missing file is said to be missing, and is no environment")
  func missingEnvironment() throws {
    let disk = try sample().appending(path: "windows11").path
    expectFailure(
      try Program.valise.run(["new-profiles", "place", "/no/such/file", "--volume", disk]),
      code: "input.unreadable")
    let undone = try Program.valise.run(["new-profiles", "undo", "--volume", disk])
    #expect(undone.output == "Nothing was placed here.\n")
  }

  @Test("a profile that is not there uses up no offer")
  func mistypedProfile() throws {
    let stage = try Stage()
    let backup = try stage.valise("backup", "--volume", stage.oldPC, "--user", "alice")
    try #require(backup.status == 0, "\(backup.errors)")
    let pc = ["--volume", stage.newPC, "--user", "alice"]
    expectFailure(
      try stage.valise(["restore", "--profile", "NOPE"] + pc), code: "profile.notFound")
    #expect(try stage.valise(["offers"] + pc).output.contains("There was no offer."))
    #expect(try stage.valise(["show", "desktop-4f2"] + pc).output.contains("DESKTOP-4F2"))
  }

  @Test("signing out without a sign-in leaves nothing behind, and looks where HOME says")
  func signedOut() throws {
    let home = TemporaryFolder.make()
    let result = try Program.valise.run(
      ["logout"], environment: ["HOME": home.path, "XDG_STATE_HOME": ""])
    #expect(result.status == 0, "\(result.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: home.path).isEmpty)
  }

  @Test("a wrong token, no token, a service that is not there, a profile that is not there")
  func service() throws {
    let stage = try Stage()
    let wrong = try Program.valise.run(
      ["list", "--subject", "x", "--server", stage.address],
      environment: ["VALISE_TOKEN": "wrong-token-that-is-long-enough"])
    expectFailure(wrong, code: "identity.wrongToken")
    expectFailure(
      try Program.valise.run(
        ["list", "--subject", "x", "--server", stage.address], environment: ["VALISE_TOKEN": ""]),
      code: "input.noToken")
    expectFailure(
      try stage.valise("list", "--subject", "x", server: "http://127.0.0.1:1"), status: 4,
      code: "service.unreachable")
    expectFailure(
      try stage.valise("show", "p-none", "--subject", "x"), code: "profile.notFound")
    expectFailure(
      try stage.valise("list", "--subject", "x", server: "nonsense"),
      code: "service.invalidAddress")
  }

  @Test("a sample is not built over a folder that holds something else")
  func occupiedFolder() throws {
    let folder = TemporaryFolder.make()
    let mine = folder.appending(path: "mine.txt")
    try Data("mine".utf8).write(to: mine)
    expectFailure(
      try Program.valise.run(["sample", "build", folder.path]), code: "sample.folderNotEmpty")
    #expect(try Data(contentsOf: mine) == Data("mine".utf8))
  }
}
