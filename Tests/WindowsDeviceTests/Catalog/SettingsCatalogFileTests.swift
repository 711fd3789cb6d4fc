import Testing
import UserEnvironment
import WindowsDevice

@Suite("Reading a file of the settings catalog")
struct SettingsCatalogFileTests {
  static let header = [
    "id", "name", "hive", "key", "value", "types", "portability", "condition", "dependency",
    "builds", "successor", "merge", "effect", "sensitivity", "policies", "evidence", "note",
  ]

  static let row = [
    "mouse.speed", "Mouse > Speed", "user", #"Control Panel\Mouse"#, "MouseSensitivity",
    "string|dword", "portable", "none", "none", "10240-", "", "replace", "broadcast", "ordinary",
    "", "realHive", "A note.",
  ]

  /// A file with the row, some of its columns changed.
  static func file(_ changes: [String: String] = [:]) -> String {
    text(rows: [changed(changes)])
  }

  static func changed(_ changes: [String: String]) -> [String] {
    zip(header, row).map { changes[$0] ?? $1 }
  }

  static func text(rows: [[String]]) -> String {
    ([header] + rows).map { $0.joined(separator: "\t") + "\n" }.joined()
  }

  static func load(_ text: String, named name: String = "mouse.tsv") throws -> SettingsCatalog {
    try SettingsCatalog(texts: [name: text])
  }

  @Test("gives every column its meaning")
  func columns() throws {
    let text = Self.file([
      "condition": "sameDisplayScale", "dependency": "font", "builds": "22000-26120",
      "successor": "mouse.new-speed:0=1,1=0", "merge": "bits:00ff24",
      "policies": "mouse.one|mouse.two",
    ])
    let others = [
      Self.changed(["id": "mouse.new-speed", "value": "New"]),
      Self.changed(["id": "mouse.one", "value": "One", "portability": "policyOwned"]),
      Self.changed(["id": "mouse.two", "value": "Two", "portability": "policyOwned"]),
    ].map { $0.joined(separator: "\t") + "\n" }.joined()
    let row = try #require(Self.load(text + others).rows.first)
    #expect(
      row
        == SettingDefinition(
          id: "mouse.speed", category: "mouse", name: "Mouse > Speed", hive: .user,
          key: #"Control Panel\Mouse"#, value: "MouseSensitivity", types: ["string", "dword"],
          portability: .portable, condition: .sameDisplayScale, dependency: .font,
          firstBuild: 22000, lastBuild: 26120,
          successor: .init(id: "mouse.new-speed", mapping: .numbers([0: 1, 1: 0])),
          merge: .bits([0x00, 0xff, 0x24]), effect: .broadcast, sensitivity: .ordinary,
          policies: ["mouse.one", "mouse.two"], evidence: .realHive, note: "A note."))
  }

  @Test("allows an empty value name, which is the key's default value, and an empty note")
  func emptyColumns() throws {
    let row = try #require(Self.load(Self.file(["value": "", "note": ""])).rows.first)
    #expect(row.value.isEmpty)
    #expect(row.note.isEmpty)
  }

  @Test(
    "refuses a column that it does not understand, and says where",
    arguments: [
      ("id", "speed"), ("id", "mouse."), ("id", "mouse.Speed"), ("id", "mouse.speed setting"),
      ("id", ""), ("name", "Speed"), ("name", "Mouse > "), ("name", ""), ("hive", "HKCU"),
      ("key", ""), ("key", #"Control Panel\\Mouse"#), ("key", #"Control Panel\<tag"#),
      ("key", "<one><two>"), ("key", "a>b"), ("types", ""), ("types", "number"),
      ("types", "string|"), ("types", "string|string"), ("portability", "yes"),
      ("condition", "sometimes"), ("dependency", "luck"), ("successor", "a:1"),
      ("successor", "a:1=2,1=3"), ("successor", "a:1=2:3"), ("successor", "a:b=zz"),
      ("successor", "a:b=0"), ("successor", "a:b=00,1=2"), ("successor", "a:=00"),
      ("successor", "mouse.none"),
      ("policies", "a|"), ("policies", "a|a"), ("policies", "mouse.none"),
      ("policies", "mouse.speed"), ("builds", "10"), ("builds", "9600-"), ("builds", "-22000"),
      ("builds", "22000-10240"), ("builds", "10240-22000-26100"), ("merge", "bits:"),
      ("merge", "bits:123"), ("merge", "bits:zz"), ("merge", "add"), ("effect", "restart"),
      ("sensitivity", "public"), ("evidence", "hearsay"), ("note", " A note."),
      ("note", "A\rnote."),
    ])
  func badColumn(column: String, text: String) throws {
    let error = try #require(throws: SettingsCatalogError.self) {
      try Self.load(Self.file([column: text]))
    }
    #expect(error.code == .invalidRow)
    #expect(error.file == "mouse.tsv")
    #expect(error.line == 2)
    #expect(error.column == column)
    #expect(!error.reason.isEmpty)
    #expect(error.message == "mouse.tsv, line 2, column \(column): \(error.reason)")
    #expect("\(error.code)" == "catalog.invalidRow")
  }

  @Test("refuses a successor of a row that every build has, and one of another form")
  func successors() throws {
    let next = Self.changed(["id": "mouse.next", "value": "<name>"]).joined(separator: "\t") + "\n"
    for builds in ["10240-", "10240-19045"] {
      let error = try #require(throws: SettingsCatalogError.self) {
        try Self.load(Self.file(["builds": builds, "successor": "mouse.next"]) + next)
      }
      #expect(error.line == 2)
      #expect(error.column == "successor")
    }
  }

  @Test("refuses an unfinished placeholder in a value name")
  func badValueName() throws {
    let error = try #require(throws: SettingsCatalogError.self) {
      try Self.load(Self.file(["value": "<name"]))
    }
    #expect(error.column == "key")
  }

  @Test("refuses a row with a column too few or too many")
  func columnCount() throws {
    for row in [Array(Self.row.dropLast()), Self.row + ["more"], [""]] {
      let error = try #require(throws: SettingsCatalogError.self) {
        try Self.load(Self.text(rows: [Self.row, row]))
      }
      #expect(error.code == .invalidRow)
      #expect(error.line == 3)
      #expect(error.column.isEmpty)
    }
  }

  @Test("refuses a header that is not the known one")
  func header() throws {
    for header in ["", "id\tname\n", Self.header.reversed().joined(separator: "\t") + "\n"] {
      let error = try #require(throws: SettingsCatalogError.self) { try Self.load(header) }
      #expect(error.code == .invalidRow)
      #expect(error.line == 1)
    }
  }

  @Test("refuses an id or a place that is used twice, in whatever file and case")
  func duplicates() throws {
    let again = Self.changed(["key": #"Control Panel\Other"#])
    let sameID = try #require(throws: SettingsCatalogError.self) {
      try Self.load(Self.text(rows: [Self.row, again]))
    }
    #expect(sameID.line == 3)
    #expect(sameID.column == "id")

    let other = Self.changed(["id": "pen.speed", "key": #"CONTROL PANEL\mouse"#])
    let samePlace = try #require(throws: SettingsCatalogError.self) {
      try SettingsCatalog(texts: [
        "mouse.tsv": Self.file(), "pen.tsv": Self.text(rows: [other]),
      ])
    }
    #expect(samePlace.file == "pen.tsv")
    #expect(samePlace.line == 2)
    #expect(samePlace.column == "key")
    #expect(samePlace.reason.contains("mouse.speed"))
  }

  @Test("refuses every file that was cut off")
  func truncation() throws {
    let text = Self.file()
    for length in 0..<text.count {
      let error = try #require(throws: SettingsCatalogError.self) {
        try Self.load(String(text.prefix(length)))
      }
      #expect(error.code == .invalidRow)
      #expect(error.file == "mouse.tsv")
    }
    #expect(try Self.load(text).rows.count == 1)
  }

  @Test("says that a catalog without files is missing")
  func missing() throws {
    let empty = try #require(throws: SettingsCatalogError.self) { try SettingsCatalog(texts: [:]) }
    #expect(empty.code == .missing)
    let misnamed = try #require(throws: SettingsCatalogError.self) {
      try Self.load(Self.file(), named: "mouse.txt")
    }
    #expect(misnamed.code == .missing)
    #expect(misnamed.file == "mouse.txt")
  }
}
