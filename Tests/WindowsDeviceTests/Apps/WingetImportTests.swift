import Foundation
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("winget's import file")
struct WingetImportTests {
  private static let contoso = WingetSource(
    name: "contoso", identifier: "Contoso.Source", argument: "https://winget.example/api",
    type: "Microsoft.Rest")

  private static let packages = [
    AppPackage(id: "Git.Git", source: .community),
    AppPackage(id: "Contoso.Expenses", source: contoso, scope: .machine),
    AppPackage(id: "9WZDNCRFHVN5", source: .store),
    AppPackage(id: "git.git", source: .community, scope: .user),
    AppPackage(id: "9MZ1SNWT0N5D", source: .store),
  ]

  @Test("packages are split by source, each once, the Store first")
  func split() {
    let sources = WingetImport(packages: Self.packages).sources
    #expect(sources.map(\.source.name) == ["msstore", "winget", "contoso"])
    #expect(
      sources.map { $0.packages.map { $0.id.lowercased() } }
        == [["9mz1snwt0n5d", "9wzdncrfhvn5"], ["git.git"], ["contoso.expenses"]])
    #expect(sources[1].packages[0].scope == .user)
  }

  @Test("an app that both the Store and another source have is taken from the Store")
  func package() {
    var app = InstalledApp(id: "a", kind: .packaged, name: "A", scope: .user, wingetID: "A.A")
    #expect(app.package == AppPackage(id: "A.A", source: .community))
    app.wingetSource = Self.contoso
    #expect(app.package == AppPackage(id: "A.A", source: Self.contoso))
    app.storeProductID = "9MZ1SNWT0N5D"
    #expect(app.package == AppPackage(id: "9MZ1SNWT0N5D", source: .store))
  }

  @Test("the file names both sources as winget knows them")
  func sources() throws {
    let json = try WingetImport(packages: Self.packages).json(createdAt: Self.createdAt)
    let document = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(document["CreationDate"] as? String == "2025-11-22T08:30:00Z")
    let sources = try #require(document["Sources"] as? [[String: Any]])
    let details = sources.compactMap { $0["SourceDetails"] as? [String: String] }
    #expect(
      details.map { $0["Identifier"] } == [
        "StoreEdgeFD", "Microsoft.Winget.Source_8wekyb3d8bbwe", "Contoso.Source",
      ])
    #expect(
      details.map { $0["Type"] } == [
        "Microsoft.Rest", "Microsoft.PreIndexed.Package", "Microsoft.Rest",
      ])
    let packages = sources.compactMap { $0["Packages"] as? [[String: String]] }
    #expect(
      packages.map { $0.compactMap { $0["PackageIdentifier"] } }
        == [["9MZ1SNWT0N5D", "9WZDNCRFHVN5"], ["git.git"], ["Contoso.Expenses"]])
    #expect(packages.map { $0.map { $0["Scope"] } } == [[nil, nil], ["user"], ["machine"]])
  }

  @Test("a source without packages is not there")
  func emptySource() throws {
    let file = WingetImport(packages: [Self.packages[0]])
    let text = String(decoding: try file.json(createdAt: Self.createdAt), as: UTF8.self)
    #expect(!text.contains("msstore"))
    #expect(WingetImport(packages: []).isEmpty)
  }

  @Test(
    "the file is valid by winget's published schema",
    .enabled(if: WingetSchema.canValidate, "python3 with jsonschema is not here"),
    arguments: [packages, [], [packages[0]]])
  func schema(packages: [AppPackage]) throws {
    let json = try WingetImport(packages: packages).json(createdAt: Self.createdAt)
    #expect(try WingetSchema.accepts(json))
  }

  @Test(
    "the schema would notice an empty list of packages",
    .enabled(if: WingetSchema.canValidate, "python3 with jsonschema is not here"))
  func schemaNotices() throws {
    let json = try WingetImport(packages: Self.packages).json(createdAt: Self.createdAt)
    let broken = String(decoding: json, as: UTF8.self)
      .replacing("\"PackageIdentifier\"", with: "\"Id\"")
    #expect(try !WingetSchema.accepts(Data(broken.utf8)))
  }

  private static let createdAt = Date(timeIntervalSince1970: 1_763_800_200)
}
