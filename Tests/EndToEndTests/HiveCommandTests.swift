import Foundation
import Testing

@Suite("valise hive")
struct HiveCommandTests {
  private struct Information: Decodable {
    struct Recovery: Decodable {
      struct Log: Decodable { let entriesApplied: Int }
      let logs: [Log]
      let lastSequence: Int
    }
    let keys: Int
    let values: Int
    let valueBytes: Int
    let minorVersion: Int
    let dirty: Bool
    let recovery: Recovery?
    let warnings: [String]
  }

  /// alice's hive of the sample's old PC.
  private func sampleHive() throws -> String {
    let folder = TemporaryFolder.make()
    let built = try Program.valise.run(["sample", "build", folder.path])
    try #require(built.status == 0, "\(built.errors)")
    return folder.appending(path: "windows10/Users/alice/NTUSER.DAT").path
  }

  private func hive(_ arguments: String...) throws -> Program.Result {
    try Program.valise.run(["hive"] + arguments)
  }

  @Test("info counts a clean hive and says that it needed no recovery")
  func info() throws {
    let result = try hive("info", sampleHive(), "--json")
    #expect(result.status == 0)
    #expect(result.output.contains(#""recovery" : null"#))
    let information = try result.json(Information.self)
    #expect(information.keys > 100 && information.values > 400 && information.valueBytes > 1000)
    #expect((3...6).contains(information.minorVersion))
    #expect(!information.dirty)
  }

  @Test("info of what is no hive is status 1, of a cut-off one 1 or 3")
  func unreadable() throws {
    let file = TemporaryFolder.make().appending(path: "x")
    try Data("MZ this is a program".utf8).write(to: file)
    let result = try hive("info", file.path)
    #expect(result.status == 1)
    #expect(result.errors.contains("[hive.notAHive]"))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: sampleHive()))
    try bytes.prefix(bytes.count / 2).write(to: file)
    #expect([1, 3].contains(try hive("info", file.path).status))
    #expect(try hive("info", "/no/such/file").status == 1)
  }

  @Test("export, import into the same hive, and diff show no difference; an edit shows as one")
  func exportImportDiff() throws {
    let original = try sampleHive()
    let folder = TemporaryFolder.make()
    let (text, copy, edited) = (
      folder.appending(path: "all.reg").path, folder.appending(path: "copy").path,
      folder.appending(path: "edited").path
    )
    #expect(try hive("export", original, "--output", text).status == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: text)).starts(with: [0xFF, 0xFE]))
    #expect(try hive("import", original, "--reg", text, "--output", copy).status == 0)
    let same = try hive("diff", original, copy)
    #expect(same.status == 0)
    #expect(same.output.isEmpty)

    let change = folder.appending(path: "change.reg")
    try Data(
      """
      Windows Registry Editor Version 5.00

      [HKEY_CURRENT_USER\\Software\\Valise test]
      "answer"=dword:0000002a

      """.utf8
    ).write(to: change)
    #expect(try hive("import", copy, "--reg", change.path, "--output", edited).status == 0)
    #expect(try hive("diff", copy, edited).output.contains("Valise test"))
    let answer = try hive("get", edited, #"software\VALISE TEST"#, "Answer")
    #expect(answer.output == "42\n")
    #expect(try hive("import", copy, "--reg", change.path, "--output", edited).status == 1)
  }

  @Test("get says what is not there")
  func get() throws {
    let file = try sampleHive()
    #expect(try hive("get", file, "Control Panel").output.contains("[Desktop]"))
    for arguments in [["No such key"], ["Control Panel", "No such value"]] {
      let result = try Program.valise.run(["hive", "get", file] + arguments)
      #expect(result.status == 1)
      #expect(result.errors.contains("[hive.notFound]"))
    }
  }
}

@Suite("valise catalog")
struct CatalogCommandTests {
  @Test("lists a category, shows a setting, and says what is not there")
  func catalog() throws {
    struct Row: Decodable {
      let id: String
      let category: String
    }
    let list = try Program.valise.run(["catalog", "list", "--category", "mouse", "--json"])
    let rows = try list.json([Row].self)
    #expect(!rows.isEmpty)
    #expect(rows.allSatisfy { $0.category == "mouse" })
    let first = try #require(rows.first)
    #expect(try Program.valise.run(["catalog", "show", first.id]).output.contains(first.id))
    #expect(try Program.valise.run(["catalog", "show", "no.such"]).status == 1)
    #expect(try Program.valise.run(["catalog", "list", "--category", "none"]).status == 1)
  }

  @Test("lists and shows the files that are settings, too")
  func files() throws {
    struct File: Decodable {
      struct Source: Decodable { let path: String? }
      let id: String
      let largestSize: Int?
      let source: Source?
    }
    let list = try Program.valise.run(["catalog", "list", "--json"]).json([File].self)
    let files = list.filter { $0.largestSize != nil }
    let dictionary = try #require(files.first { $0.source?.path?.contains("Spelling") == true })
    #expect(try Program.valise.run(["catalog", "list"]).output.contains(dictionary.id))
    for file in files {
      let shown = try Program.valise.run(["catalog", "show", file.id])
      #expect(shown.status == 0 && shown.output.contains("Largest size"))
      let row = try Program.valise.run(["catalog", "show", file.id, "--json"]).json(File.self)
      #expect(row.largestSize == file.largestSize)
    }
  }
}
