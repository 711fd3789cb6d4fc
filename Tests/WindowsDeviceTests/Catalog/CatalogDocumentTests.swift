import Foundation
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("The documents of the catalog")
struct CatalogDocumentTests {
  let catalog: SettingsCatalog
  let coverage: CatalogCoverage

  init() throws {
    catalog = try SettingsCatalog.bundled()
    coverage = try CatalogCoverage.bundled()
  }

  private static let docs = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "docs")

  @Test("docs/settings.md is the catalog as it is")
  func settings() throws {
    let text = try String(contentsOf: Self.docs.appending(path: "settings.md"), encoding: .utf8)
    #expect(
      text == SettingsDocument(catalog).markdown,
      "docs/settings.md is stale: valise catalog document settings > docs/settings.md")
  }

  @Test("docs/catalog-coverage.md is the table as it is")
  func coveragePage() throws {
    let text = try String(
      contentsOf: Self.docs.appending(path: "catalog-coverage.md"), encoding: .utf8)
    #expect(
      text == CoverageDocument(coverage, catalog).markdown,
      "It is stale: valise catalog document coverage > docs/catalog-coverage.md")
  }

  @Test("the page of settings has every setting once, with its place and what becomes of it")
  func everySetting() {
    let lines = SettingsDocument(catalog).markdown.split(separator: "\n")
    let ids = catalog.definitions.map(\.id) + catalog.files.map(\.id)
    for id in ids {
      let found = lines.filter { $0.contains(" | `\(id)` | ") }
      #expect(found.count == 1, "\(id)")
    }
    #expect(
      lines.count { $0.hasPrefix("| ") } == ids.count + 2 * lines.count { $0.hasPrefix("## ") })
    let autoHide = lines.first { $0.contains("`taskbar.auto-hide`") } ?? ""
    #expect(
      autoHide
        == #"| Personalization > Taskbar > Hide the taskbar automatically | `taskbar.auto-hide` | "#
        + #"`HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\StuckRects3`, `Settings` | "#
        + "binary | only the person's choice out of the value | when Explorer starts again |")
    let small = lines.first { $0.contains("| `taskbar.small-buttons` |") } ?? ""
    #expect(small.contains("up to build 19045, then as `taskbar.smaller-buttons`"))
  }

  // MARK: Coverage

  @Test("every one of Microsoft's settings is there once")
  func once() {
    let backup = coverage.rows.filter { $0.catalog == .backup }
    #expect(backup.count == 291)
    #expect(coverage.rows.count - backup.count == 21)
    let names = coverage.rows.map { [$0.catalog.rawValue, $0.area, $0.group, $0.setting] }
    #expect(Set(names).count == names.count)
    let byArea = Dictionary(grouping: backup, by: \.area).mapValues(\.count)
    #expect(
      byArea == [
        "System": 39, "Bluetooth & devices": 34, "Network & internet": 7, "Personalization": 47,
        "Apps": 1, "Accounts": 8, "Time & language": 11, "Gaming": 9, "Accessibility > Vision": 76,
        "Accessibility > Hearing": 5, "Accessibility > Interaction": 42, "Privacy & security": 1,
        "Windows Update": 1, "File Explorer": 10,
      ])
  }

  @Test("names ids that the catalog has, and says of each row what the catalog does with them")
  func ids() {
    let components = Set(ComponentKind.allCases.map(\.rawValue))
    for row in coverage.rows {
      let portabilities = row.carried.filter { !components.contains($0) }.map { id in
        #expect(catalog.knows(id), "\(id)")
        return catalog.definition(withID: id)?.portability
      }
      let isRestored =
        row.carried.contains(where: components.contains)
        || row.carried.contains { catalog.file(withID: $0) != nil }
        || portabilities.contains(.portable) || portabilities.contains(.profilePath)
      #expect((row.state == .carried) == isRestored, "\(row.area) > \(row.setting)")
      #expect(Set(row.carried).count == row.carried.count, "\(row.setting)")
    }
  }

  @Test("at least 95 % of what Microsoft carries is in a backup where its place is known")
  func share() {
    let theirs = coverage.carriedByMicrosoft
    let others = coverage.notCarriedByMicrosoft
    #expect(theirs.total + others.total == coverage.rows.count)
    #expect((theirs.carried + theirs.recorded) * 100 >= theirs.known * 95)
    let cloudStore = coverage.recordedInCloudStore(of: catalog)
    #expect(cloudStore == 12)
    #expect(theirs.carried * 100 >= (theirs.known - cloudStore) * 95)
    let page = CoverageDocument(coverage, catalog).markdown
    #expect(
      page.contains(
        "| Microsoft carries it | \(theirs.carried) | \(theirs.recorded) | \(theirs.left) | "
          + "\(theirs.unknown) | \(theirs.total) |"))
    #expect(page.components(separatedBy: "beyond Microsoft |").count - 1 == others.carried)
  }

  @Test("refuses a table that is cut off, or whose row says neither what carries it nor why not")
  func badTable() throws {
    let head = "catalog\tarea\tgroup\tsetting\twindows11\twindows10\tstate\tcarried\tnote\n"
    let row = "backup\tSystem\t\tSound\tyes\tno\tcarried\tsounds.scheme\t\n"
    #expect(try CatalogCoverage(file: "x", text: head + row).rows.count == 1)
    for length in 0..<(head + row).count where length != head.count {
      #expect(throws: SettingsCatalogError.self) {
        try CatalogCoverage(file: "x", text: String((head + row).prefix(length)))
      }
    }
    for bad in [
      "backup\tSystem\t\tSound\tyes\tno\tcarried\t\t\n",
      "backup\tSystem\t\tSound\tyes\tno\tleft\t\t\n",
      "backup\tSystem\t\tSound\tyes\tno\trecorded\tsounds.scheme\t\n",
      "backup\tSystem\t\tSound\tmaybe\tno\tcarried\tsounds.scheme\t\n",
      "other\tSystem\t\tSound\tyes\tno\tcarried\tsounds.scheme\t\n",
    ] {
      #expect(throws: SettingsCatalogError.self) {
        try CatalogCoverage(file: "x", text: head + bad)
      }
    }
  }

  @Test("rounds a share down, so that a missed goal is not shown as reached")
  func percent() {
    #expect(Markdown.percent(949, of: 1000) == "94.9")
    #expect(Markdown.percent(9499, of: 10000) == "94.9")
    #expect(Markdown.percent(1, of: 1) == "100.0")
    #expect(Markdown.percent(0, of: 0) == "0.0")
  }
}
