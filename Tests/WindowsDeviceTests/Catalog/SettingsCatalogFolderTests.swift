import Foundation
import Testing
import WindowsDevice

@Suite("Loading the settings catalog from a folder")
struct SettingsCatalogFolderTests {
  @Test("reads the .tsv files and nothing else")
  func readsFolder() throws {
    try withTemporaryFolder { folder in
      try Data(SettingsCatalogFileTests.file().utf8)
        .write(to: folder.appendingPathComponent("mouse.tsv"))
      try Data("not a catalog".utf8).write(to: folder.appendingPathComponent("README.md"))
      let catalog = try SettingsCatalog(folder: folder)
      #expect(catalog.categories == ["mouse"])
      #expect(catalog.rows.map(\.id) == ["mouse.speed"])
    }
  }

  @Test("says that the catalog is missing when the folder is not there")
  func missingFolder() throws {
    try withTemporaryFolder { folder in
      let error = try #require(throws: SettingsCatalogError.self) {
        try SettingsCatalog(folder: folder.appendingPathComponent("nowhere"))
      }
      #expect(error.code == .missing)
    }
  }

  @Test("refuses a file that is not text")
  func notText() throws {
    try withTemporaryFolder { folder in
      try Data([0xff, 0xfe, 0x00]).write(to: folder.appendingPathComponent("mouse.tsv"))
      #expect(throws: SettingsCatalogError.self) { try SettingsCatalog(folder: folder) }
    }
  }

  private func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("catalog-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }
}
