import Foundation
import RegistryHive
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("The app list of a PC")
struct AppListTests {
  private static let uninstall = #"Microsoft\Windows\CurrentVersion\Uninstall\"#

  /// A PC with two packages and some programs.
  private func list() throws -> AppList {
    var classes = TestHive()
    try classes.package("Microsoft.WindowsTerminal_1.20.0.0_x64__8wekyb3d8bbwe")
    try classes.package("Contoso.App_1.0.0.0_x64__n0r4vfwm7vxx4")
    try classes.package(
      "www.youtube.com-54E21B02_1.0.0.0_neutral__pd8mbgmqs65xy", name: "YouTube")
    try classes.package("Microsoft.MicrosoftEdge.Stable_120.0.0.0_neutral__8wekyb3d8bbwe")
    var software = TestHive()
    let programs: [(String, [String: String])] = [
      (
        "Git_is1",
        [
          "DisplayName": "Git", "Publisher": "The Git Development Community",
          "DisplayVersion": "2.47.0", "InstallLocation": #"C:\Program Files\Git\"#,
        ]
      ),
      (
        "{11111111-2222-3333-4444-555555555555}",
        ["DisplayName": "Fabrikam Planner 4.2 (x64)", "Publisher": "Fabrikam, Inc."]
      ),
      (
        "Tailspin",
        [
          "DisplayName": "Tailspin Media Workshop", "Publisher": "Tailspin Toys",
          "DisplayVersion": "7.4.1190.2",
          "InstallLocation": #""C:\Program Files (x86)\Tailspin""#,
        ]
      ),
      (
        "edge-page",
        [
          "DisplayName": "YouTube",
          "UninstallString": "msedge.exe --uninstall-app-id=abc",
        ]
      ),
      (
        "Microsoft Edge",
        ["DisplayName": "Microsoft Edge", "Publisher": "Microsoft Corporation"]
      ),
    ]
    for (id, texts) in programs { try software.program(Self.uninstall + id, texts) }
    return try AppList(
      classes: classes.root(), software: software.root(), user: TestHive().root(),
      sid: "S-1-5-21-7", catalog: .bundled())
  }

  private func app(_ id: String, _ list: AppList) throws -> InstalledApp {
    let found = list.apps.filter { $0.id == id }
    #expect(found.count == 1)
    return try #require(found.first)
  }

  @Test("what is listed as a package and for removal is one app")
  func oneRecord() throws {
    let list = try list()
    #expect(list.apps.count == 7)
    #expect(
      try app("www.youtube.com-54E21B02_pd8mbgmqs65xy", list).origin == .edgeApp)
    let edge = try app("Microsoft.MicrosoftEdge.Stable_8wekyb3d8bbwe", list)
    #expect(edge.publisher == "Microsoft Corporation")
    #expect(!list.apps.contains { $0.id == "edge-page" || $0.id == "Microsoft Edge" })
  }

  @Test("Get-AppxPackage says version, publisher and origin, and adds what the registry lacks")
  func packages() throws {
    var list = try list()
    let microsoft =
      "CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond, S=Washington, C=US"
    let json = #"""
      [{"PackageFullName":"Microsoft.WindowsTerminal_1.21.0.0_x64__8wekyb3d8bbwe",
        "Publisher":"\#(microsoft)","SignatureKind":3},
       {"PackageFullName":"Contoso.App_1.0.0.0_x64__n0r4vfwm7vxx4","Publisher":"\#(microsoft)","SignatureKind":1},
       {"PackageFullName":"SpotifyAB.SpotifyMusic_1.2.0.0_x64__zpdnekdrzrea0",
        "Publisher":"CN=453637B3-4E12-4CDF-B0D3-2A3C863BF6EF","SignatureKind":"Store"}]
      """#
    list.merge(LiveApps(packages: try AppxPackage.list(Data(json.utf8)).elements))
    #expect(list.apps.count == 8)
    let terminal = try app("Microsoft.WindowsTerminal_8wekyb3d8bbwe", list)
    #expect(terminal.version == "1.21.0.0")
    #expect(terminal.publisher == "Microsoft Corporation")
    #expect(terminal.origin == .store)
    let contoso = try app("Contoso.App_n0r4vfwm7vxx4", list)
    #expect(contoso.origin == .sideloaded)
    // That is not the publisher that the package's id was made from.
    #expect(contoso.publisher == nil)
    let spotify = try app("SpotifyAB.SpotifyMusic_zpdnekdrzrea0", list)
    #expect(spotify.name == "Spotify")
    #expect(spotify.storeProductID == "9NCBCSZSJRSB")
    #expect(spotify.publisher == nil)
  }

  @Test("Get-StartApps names a package that has one app, in the person's language")
  func startNames() throws {
    var list = try list()
    list.merge(
      LiveApps(startApps: [
        StartApp(name: "Ausgaben", id: "Contoso.App_n0r4vfwm7vxx4!App"),
        StartApp(name: "Terminal", id: "Microsoft.WindowsTerminal_8wekyb3d8bbwe!App"),
        StartApp(name: "Terminal Admin", id: "Microsoft.WindowsTerminal_8wekyb3d8bbwe!Admin"),
      ]))
    #expect(try app("Contoso.App_n0r4vfwm7vxx4", list).name == "Ausgaben")
    #expect(
      try app("Microsoft.WindowsTerminal_8wekyb3d8bbwe", list).name == "Windows Terminal")
  }

  @Test("winget's export gives ids to the apps that it means, and the rest records of their own")
  func export() throws {
    var list = try list()
    let contoso = WingetSource(
      name: "contoso", identifier: "C", argument: "https://c.example", type: "Microsoft.Rest")
    list.merge(
      LiveApps(
        winget: try export([
          ("Git.Git", .community, "2.47.0"),  // by the catalog's id
          ("Microsoft.WindowsTerminal", .community, "1.20"),  // by the package's name
          ("Fabrikam.Planner", contoso, "4.2"),  // by publisher and name
          ("TailspinToys.Media", .community, "7.4.1190.2"),  // by publisher and version
          ("9N0DX20HK701", .store, nil),  // by the catalog's product
          ("9NBLGGH5R558", .store, "2.1"),  // not on the list
          ("Northwind.Tool", .community, "1.0"),  // not on the list
        ])))
    #expect(list.apps.count == 9)
    let git = try app("Git_is1", list)
    #expect(git.wingetID == "Git.Git")
    #expect(git.origin == .winget)
    let terminal = try app("Microsoft.WindowsTerminal_8wekyb3d8bbwe", list)
    #expect(terminal.wingetID == "Microsoft.WindowsTerminal")
    #expect(terminal.storeProductID == "9N0DX20HK701")
    #expect(terminal.origin == .store)
    let planner = try app("{11111111-2222-3333-4444-555555555555}", list)
    #expect(planner.package == AppPackage(id: "Fabrikam.Planner", source: contoso))
    #expect(try app("Tailspin", list).wingetID == "TailspinToys.Media")
    let todo = try app("9NBLGGH5R558", list)
    #expect(todo.name == "Microsoft To Do")
    #expect(todo.kind == .packaged)
    let tool = try app("Northwind.Tool", list)
    #expect(tool.name == "Tool")
    #expect(tool.origin == .winget)
  }

  @Test("a guess that fits two programs is none")
  func ambiguous() throws {
    var software = TestHive()
    for id in ["one", "two"] {
      try software.program(
        Self.uninstall + id,
        [
          "DisplayName": "Fabrikam Suite \(id)", "Publisher": "Fabrikam",
          "DisplayVersion": "1.2.3.4",
        ])
    }
    var list = try AppList(
      classes: nil, software: software.root(), user: TestHive().root(), sid: "",
      catalog: .bundled())
    list.merge(LiveApps(winget: try export([("Fabrikam.Suite", .community, "1.2.3.4")])))
    #expect(Set(list.apps.map(\.id)) == ["one", "two", "Fabrikam.Suite"])
  }

  @Test("merging the same twice changes nothing")
  func idempotent() throws {
    var list = try list()
    let live = LiveApps(
      winget: try export([("Northwind.Tool", .community, "1.0"), ("9NBLGGH5R558", .store, nil)]))
    list.merge(live)
    let once = list.apps
    list.merge(live)
    #expect(list.apps == once)
  }

  @Test(
    "an app is pinned by its family, its folder, its name or its shortcut",
    arguments: [
      (
        PinTarget.packaged(appUserModelID: "contoso.app_n0r4vfwm7vxx4!App"),
        "Contoso.App_n0r4vfwm7vxx4"
      ),
      (
        .secondary(appUserModelID: "Contoso.App_n0r4vfwm7vxx4!App", tileID: "x"),
        "Contoso.App_n0r4vfwm7vxx4"
      ),
      (.desktop(appID: #"{6D809377-6AF0-444B-8957-A3773F02200E}\Git\git-bash.exe"#), "Git_is1"),
      (.desktop(appID: #"{7C5A40EF-A0FB-4BFC-874A-C0F2E0B9FA8E}\Tailspin\t.exe"#), "Tailspin"),
      (.desktop(appID: #"C:\Program Files\Git\cmd\git-gui.exe"#), "Git_is1"),
      (.desktop(appID: "Tailspin.App"), "Tailspin"),
      (
        .link(path: #"%ALLUSERSPROFILE%\Start Menu\Fabrikam Planner.lnk"#),
        "{11111111-2222-3333-4444-555555555555}"
      ),
      (.link(path: #"%APPDATA%\Media Workshop.lnk"#), "Tailspin"),
      (.link(path: #"%APPDATA%\Notes.txt"#), nil),
      (.desktop(appID: #"C:\Program Files\GitHub\x.exe"#), nil),
    ] as [(PinTarget, String?)])
  func pinned(target: PinTarget, id: String?) throws {
    var list = try list()
    list.merge(
      LiveApps(startApps: [StartApp(name: "Tailspin Media Workshop", id: "Tailspin.App")]))
    list.markPinned(in: PinsComponent(groups: [PinGroup(name: "", pins: [Pin(target: target)])]))
    #expect(list.apps.filter(\.isPinned).map(\.id) == (id.map { [$0] } ?? []))
  }

  @Test("names are compared without version, architecture and language")
  func names() {
    #expect(AppName("7-Zip 24.08 (x64 edition)") == AppName("7zip"))
    #expect(AppName("Mozilla Firefox (x64 en-GB)") == AppName("mozilla firefox"))
    #expect(AppName("Power Toys") == AppName("PowerToys"))
    #expect(AppName("Notepad++ (64-bit x64)") == AppName("Notepad++"))
    #expect(AppName("Notepad++") != AppName("Notepad"))
    #expect(AppName("Office 2019") != AppName("Office 2021"))
    #expect(AppName("Contoso Mail Client").contains(AppName("Mail Client")))
    #expect(!AppName("Contoso Mailbox").contains(AppName("Mail")))
    #expect(!AppName("Mail").contains(AppName("")))
  }

  private func export(
    _ packages: [(id: String, source: WingetSource, version: String?)]
  ) throws -> WingetExport {
    let sources = packages.map { package -> [String: Any] in
      var entry = ["PackageIdentifier": package.id]
      entry["Version"] = package.version
      return [
        "Packages": [entry],
        "SourceDetails": [
          "Name": package.source.name, "Identifier": package.source.identifier,
          "Argument": package.source.argument, "Type": package.source.type,
        ],
      ]
    }
    return try WingetExport(json: JSONSerialization.data(withJSONObject: ["Sources": sources]))
  }
}
