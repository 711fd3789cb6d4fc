import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("The catalog's tables beside the registry")
struct SettingFileTableTests {
  private static let header =
    "id\tname\tsource\tplace\tcontent\tlimit\tmerge\tbuilds\teffect\tevidence\tnote\n"

  @Test("are all there, and every setting that names a file is one of the registry's")
  func bundled() throws {
    let catalog = try SettingsCatalog.bundled()
    #expect(catalog.files.count == 9)
    #expect(catalog.recorded.count == 15)
    for row in catalog.files {
      guard case .setting = row.source else { continue }
      #expect(catalog.rows.contains { row.isNamed(by: $0.id) }, "\(row.id)")
      #expect(row.merge == .beside, "\(row.id)")
    }
    #expect(catalog.files.allSatisfy { $0.largestSize <= FilesComponent.largestTotal })
  }

  @Test(
    "refuse a row that is not understood, and say which",
    arguments: [
      "a.b\tA > B\tpath\tx\\<y>\tpicture\t0\treplace\t10240-\tnone\trealHive\t",
      "a.b\tA > B\tpath\tx\\<y\tpicture\t1\treplace\t10240-\tnone\trealHive\t",
      "a.b\tA > B\tsomewhere\tx\tpicture\t1\treplace\t10240-\tnone\trealHive\t",
      "a.b\tA > B\tlockScreen\t..\\x\tpicture\t1\treplace\t10240-\tnone\trealHive\t",
      "a.b\tA > B\tpath\tx\tprogram\t1\treplace\t10240-\tnone\trealHive\t",
      "a.b\tA > B\tpath\tx\tpicture\t1\treplace\tnow\tnone\trealHive\t",
      "A\tA > B\tpath\tx\tpicture\t1\treplace\t10240-\tnone\trealHive\t",
      "a.b\tA > B\tpath\tx\tpicture\t1\treplace\t10240-\tnone",
    ])
  func invalid(row: String) {
    let error = #expect(throws: SettingsCatalogError.self) {
      try SettingFileTable(text: Self.header + row + "\n")
    }
    #expect(error?.code == .invalidRow)
    #expect(error?.line == 2)
  }
}
