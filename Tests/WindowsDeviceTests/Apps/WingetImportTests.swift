import Foundation
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("winget's import file")
struct WingetImportTests {
  private static let apps = [
    app("Microsoft.WindowsCalculator_8wekyb3d8bbwe", .packaged, store: "9WZDNCRFHVN5"),
    app("Git_is1", .desktop, winget: "Git.Git"),
    app("Git again", .desktop, winget: "Git.Git"),
    app("Contoso VPN", .desktop),
    app("PowerShell", .packaged, store: "9MZ1SNWT0N5D", winget: "Microsoft.PowerShell"),
  ]

  private static func app(
    _ id: String, _ kind: InstalledApp.Kind, store: String? = nil, winget: String? = nil
  ) -> InstalledApp {
    InstalledApp(
      id: id, kind: kind, name: id, scope: .user, storeProductID: store, wingetID: winget)
  }

  @Test("apps are split by source, each once; what has no source is listed")
  func split() {
    let file = WingetImport(apps: Self.apps)
    #expect(file.storeProductIDs == ["9MZ1SNWT0N5D", "9WZDNCRFHVN5"])
    #expect(file.packageIDs == ["Git.Git"])
    #expect(file.missing.map(\.id) == ["Contoso VPN"])
    #expect(!file.isEmpty)
  }

  @Test("the file names both sources as winget knows them")
  func sources() throws {
    let json = try WingetImport(apps: Self.apps).json(createdAt: Self.createdAt)
    let document = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(document["CreationDate"] as? String == "2025-11-22T08:30:00Z")
    let sources = try #require(document["Sources"] as? [[String: Any]])
    let details = sources.compactMap { $0["SourceDetails"] as? [String: String] }
    #expect(
      details.map { $0["Identifier"] } == ["StoreEdgeFD", "Microsoft.Winget.Source_8wekyb3d8bbwe"])
    #expect(details.map { $0["Type"] } == ["Microsoft.Rest", "Microsoft.PreIndexed.Package"])
    let packages = sources.compactMap { $0["Packages"] as? [[String: String]] }
    #expect(
      packages.map { $0.compactMap { $0["PackageIdentifier"] } }
        == [["9MZ1SNWT0N5D", "9WZDNCRFHVN5"], ["Git.Git"]])
  }

  @Test("a source without packages is not there")
  func emptySource() throws {
    let file = WingetImport(apps: [Self.app("Git", .desktop, winget: "Git.Git")])
    let text = String(decoding: try file.json(createdAt: Self.createdAt), as: UTF8.self)
    #expect(!text.contains("msstore"))
    #expect(WingetImport(apps: []).isEmpty)
  }

  @Test(
    "the file is valid by winget's published schema",
    .enabled(if: WingetSchema.canValidate, "python3 with jsonschema is not here"),
    arguments: [apps, [], [app("Git", .desktop, winget: "Git.Git")]])
  func schema(apps: [InstalledApp]) throws {
    let json = try WingetImport(apps: apps).json(createdAt: Self.createdAt)
    #expect(try WingetSchema.accepts(json))
  }

  @Test(
    "the schema would notice an empty list of packages",
    .enabled(if: WingetSchema.canValidate, "python3 with jsonschema is not here"))
  func schemaNotices() throws {
    let json = try WingetImport(apps: Self.apps).json(createdAt: Self.createdAt)
    let broken = String(decoding: json, as: UTF8.self)
      .replacing("\"PackageIdentifier\"", with: "\"Id\"")
    #expect(try !WingetSchema.accepts(Data(broken.utf8)))
  }

  private static let createdAt = Date(timeIntervalSince1970: 1_763_800_200)
}
