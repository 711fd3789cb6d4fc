import Foundation
import RegistryHive
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("Installed apps")
struct InstalledAppsTests {
  private static let uninstall = #"Microsoft\Windows\CurrentVersion\Uninstall"#

  @Test("a packaged app has its names, version and the Store's product id")
  func packagedApp() throws {
    var hive = TestHive()
    try hive.package("Microsoft.WindowsCalculator_11.2405.2.0_x64__8wekyb3d8bbwe")
    let apps = try packaged(hive)
    #expect(
      apps == [
        InstalledApp(
          id: "Microsoft.WindowsCalculator_8wekyb3d8bbwe", kind: .packaged,
          name: "Windows Calculator", version: "11.2405.2.0", architecture: "x64", scope: .user,
          origin: .store, storeProductID: "9WZDNCRFHVN5")
      ])
  }

  @Test("frameworks, resource packages and parts of Windows are left out")
  func leftOutPackages() throws {
    var hive = TestHive()
    try hive.package("Microsoft.VCLibs.140.00_14.0.33519.0_x64__8wekyb3d8bbwe", framework: 1)
    try hive.package("Microsoft.UI.Xaml.2.8_8.2310.30001.0_x64__8wekyb3d8bbwe", flags: 2)
    try hive.package("Contoso.App_1.0.0.0_neutral_split.scale-125_n0r4vfwm7vxx4", flags: 4)
    try hive.package("Contoso.App_1.0.0.0_neutral_split.language-de_n0r4vfwm7vxx4")
    try hive.package("Microsoft.LockApp_10.0.19041.1_neutral__cw5n1h2txyewy")
    try hive.package(
      "Microsoft.ECApp_10.0.19041.1_neutral__8wekyb3d8bbwe",
      folder: #"C:\Windows\SystemApps\Microsoft.ECApp_8wekyb3d8bbwe"#)
    try hive.package("not a package's name")
    #expect(try packaged(hive) == [])
  }

  @Test("of several versions the newest is taken, by number")
  func newestVersion() throws {
    var hive = TestHive()
    for version in ["1.9.0.0", "1.10.0.0", "1.2.0.0"] {
      try hive.package("Contoso.App_\(version)_x64__n0r4vfwm7vxx4", name: "App \(version)")
    }
    let apps = try packaged(hive)
    #expect(apps.map(\.name) == ["App 1.10.0.0"])
  }

  @Test(
    "an app whose name is a place in its package gets a readable one",
    arguments: [
      ("Contoso.ExpenseTracker", "Expense Tracker"), ("Contoso.Team.RSSReader", "Team RSSReader"),
      ("MSTeamsWork", "MSTeams Work"),
    ])
  func readableName(package: String, name: String) throws {
    var hive = TestHive()
    try hive.package(
      package + "_1.0.0.0_x64__n0r4vfwm7vxx4",
      name: "@{\(package)_1.0.0.0_x64__n0r4vfwm7vxx4?ms-resource://x/Resources/Name}")
    let apps = try packaged(hive)
    #expect(apps.map(\.name) == [name])
  }

  @Test("programs come from all three lists, each once, with winget's id")
  func programs() throws {
    var software = TestHive()
    var user = TestHive()
    try software.program(
      Self.uninstall + #"\Git_is1"#,
      [
        "DisplayName": "Git", "Publisher": "The Git Development Community",
        "DisplayVersion": "2.47.0",
      ])
    try software.program(
      #"WOW6432Node\"# + Self.uninstall + #"\Steam"#, ["DisplayName": "Steam", "Publisher": ""])
    try software.program(
      #"WOW6432Node\"# + Self.uninstall + #"\GIT_IS1"#, ["DisplayName": "Git again"])
    try user.program(#"Software\"# + Self.uninstall + #"\slack"#, ["DisplayName": "Slack"])
    let programs = try DesktopPrograms(catalog: .bundled()).read(
      software: software.root(), user: user.root())
    #expect(
      programs.map(\.app) == [
        InstalledApp(
          id: "Git_is1", kind: .desktop, name: "Git", publisher: "The Git Development Community",
          version: "2.47.0", scope: .machine, wingetID: "Git.Git"),
        InstalledApp(
          id: "Steam", kind: .desktop, name: "Steam", architecture: "x86", scope: .machine),
        InstalledApp(id: "slack", kind: .desktop, name: "Slack", scope: .user),
      ])
  }

  @Test("system components, updates and nameless entries are left out")
  func leftOutPrograms() throws {
    var software = TestHive()
    let entries: [(String, [String: String], UInt32?)] = [
      ("nameless", ["Publisher": "X"], nil), ("empty", ["DisplayName": ""], nil),
      ("component", ["DisplayName": "X"], 1),
      ("update", ["DisplayName": "X", "ParentKeyName": "App"], nil),
      ("hotfix", ["DisplayName": "X", "ReleaseType": "hotfix"], nil),
      ("program", ["DisplayName": "X", "ReleaseType": "", "ParentKeyName": ""], 0),
    ]
    for (name, texts, component) in entries {
      try software.program(Self.uninstall + "\\" + name, texts, systemComponent: component)
    }
    let programs = try DesktopPrograms(catalog: .bundled()).read(
      software: software.root(), user: TestHive().root())
    #expect(programs.map(\.app.id) == ["program"])
  }

  @Test("a package has its install time, and its name from what Windows has looked up")
  func lookedUp() throws {
    let name = "Contoso.App_1.10.0.0_x64__n0r4vfwm7vxx4"
    let installed = Date(timeIntervalSince1970: 1_700_000_000)
    var hive = TestHive()
    try hive.package(
      name, name: "@{\(name)?ms-resource://Contoso.App/Resources/StoreName}", installed: installed)
    #expect(try packaged(hive).map(\.name) == ["App"])
    #expect(try packaged(hive).map(\.installedAt) == [installed])
    try hive.applicationName("@{\(name)?ms-resource://Contoso.App/Resources/AppName}", of: name)
    let cache = #"Local Settings\MrtCache\C:%5Cx.pri\1d3c\fae8"#
    // Of another version, and with its slashes escaped, as Windows writes it.
    let older = "Contoso.App_1.9.0.0_x64__n0r4vfwm7vxx4"
    try hive.set(
      "@{\(older)?ms-resource:%2F%2FContoso.App%2Fresources%2FAppName}", .string("Expenses"),
      at: cache)
    #expect(try packaged(hive).map(\.name) == ["Expenses"])
    try hive.set(
      "@{\(name)?ms-resource:%2F%2FContoso.App%2FResources%2FStoreName}",
      .string("Contoso Expenses"), at: cache)
    #expect(try packaged(hive).map(\.name) == ["Contoso Expenses"])
  }

  @Test("what the Store's install service noted gives product ids that the catalog lacks")
  func installCache() throws {
    var hive = TestHive()
    try hive.package("Contoso.App_1.0.0.0_x64__n0r4vfwm7vxx4")
    try hive.package("Microsoft.SkypeApp_15.1.0.0_x64__kzf8qxf38zg5c")
    var software = TestHive()
    let cache = #"Microsoft\Windows\CurrentVersion\InstallService\State\CategoryCache"#
    try software.set(
      "a3ad7560-4be4-5c6d-58c6-6189e443332aUS",
      .string(
        #"{"ProductId":"9NBLGGH00001","SkuId":"0010","PackageFamilyName":"Contoso.App_n0r4vfwm7vxx4","ProductTitle":"Expenses"}"#
      ), at: cache)
    try software.set(
      "e6d3b497-80af-7f14-f9e6-9606ee369fc3US",
      .string(
        #"{"ProductId":"9WZDNCRFJ364","PackageFamilyName":"Microsoft.SkypeApp_kzf8qxf38zg5c"}"#),
      at: cache)
    for (index, text) in ["", "{", "[]", #"{"ProductId":"x"}"#].enumerated() {
      try software.set("broken\(index)", .string(text), at: cache)
    }
    let apps = try packaged(hive, software: software)
    #expect(apps.map(\.storeProductID) == ["9NBLGGH00001", nil])
    #expect(apps.map(\.name) == ["Expenses", "Skype"])
    #expect(apps.map(\.origin) == [.store, .store])
  }

  @Test("the machine says what everyone has, what is part of Windows, and what one person has")
  func machineWide() throws {
    var hive = TestHive()
    try hive.package("Contoso.App_1.0.0.0_x64__n0r4vfwm7vxx4")
    try hive.package("Contoso.Shell_1.0.0.0_x64__n0r4vfwm7vxx4")
    var software = TestHive()
    let store = #"Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore\"#
    try software.key(store + #"Applications\Contoso.App_1.0.0.0_neutral_~_n0r4vfwm7vxx4"#)
    try software.key(store + #"InboxApplications\Contoso.Shell_1.0.0.0_neutral__n0r4vfwm7vxx4"#)
    try software.key(store + #"S-1-5-21-7\Contoso.Notes_2.0.0.0_neutral_~_n0r4vfwm7vxx4"#)
    try software.key(store + #"S-1-5-21-8\Contoso.Other_2.0.0.0_neutral_~_n0r4vfwm7vxx4"#)
    let apps = try packaged(hive, software: software)
    #expect(apps.map(\.id) == ["Contoso.App_n0r4vfwm7vxx4"])
    #expect(apps.map(\.scope) == [.machine])
    // Without the person's own list, the machine's counts.
    let others = try PackagedApps(
      catalog: .bundled(), software: software.root(), sid: "S-1-5-21-7"
    ).read(classes: nil)
    #expect(others.map(\.id) == ["Contoso.Notes_n0r4vfwm7vxx4"])
  }

  @Test(
    "a page that Edge made into an app is known by its name and by the publisher of unsigned packages",
    arguments: [
      ("www.youtube.com-54E21B02_1.0.0.0_neutral__pd8mbgmqs65xy", true),
      ("web.whatsapp.com-6EC4871F_1.0.0.0_neutral__910631y4v73xw", true),
      ("web.whatsapp.com-6EC4871F_1.0.0.0_neutral__pd8mbgmqs65xy", false),
      ("Contoso.App_1.0.0.0_neutral__n0r4vfwm7vxx4", false),
    ])
  func edgeApp(name: String, isEdgeApp: Bool) throws {
    #expect(try #require(PackageFullName(name)).isEdgeApp == isEdgeApp)
    var hive = TestHive()
    try hive.package(name)
    #expect(try packaged(hive).map(\.origin) == [isEdgeApp ? .edgeApp : .unknown])
  }

  @Test("a package outside of the folder for apps was sideloaded")
  func sideloaded() throws {
    var hive = TestHive()
    try hive.package(
      "Contoso.App_1.0.0.0_x64__n0r4vfwm7vxx4", folder: #"C:\Users\alice\source\App\bin"#)
    try hive.package(
      "Contoso.Notes_1.0.0.0_x64__n0r4vfwm7vxx4",
      folder: #"C:\Program Files\WindowsApps\Contoso.Notes_1.0.0.0_x64__n0r4vfwm7vxx4"#)
    #expect(try packaged(hive).map(\.origin) == [.sideloaded, .unknown])
  }

  @Test("a program has its day of installation, and says how it came")
  func programOrigins() throws {
    var user = TestHive()
    let entries: [(String, [String: String])] = [
      ("a", ["InstallDate": "20240229", "UninstallString": "a.exe /u"]),
      ("b", ["InstallDate": "20230229", "WinGetPackageIdentifier": "B.B"]),
      (
        "c",
        [
          "InstallDate": "1/2/2024", "WinGetPackageIdentifier": "C.C",
          "WinGetSourceIdentifier": "Microsoft.Winget.Source_8wekyb3d8bbwe",
        ]
      ),
      (
        "d",
        [
          "UninstallString":
            #""C:\Edge\msedge.exe" --profile-directory=Default --uninstall-app-id=x"#
        ]
      ),
    ]
    for (id, texts) in entries {
      try user.program(
        #"Software\"# + Self.uninstall + "\\" + id, texts.merging(["DisplayName": id]) { $1 })
    }
    try user.set(
      "WindowsInstaller", .dword(1), at: #"Software\"# + Self.uninstall + #"\{e}"#)
    try user.program(#"Software\"# + Self.uninstall + #"\{e}"#, ["DisplayName": "e"])
    let apps = try DesktopPrograms(catalog: .bundled()).read(software: nil, user: user.root())
      .map(\.app)
    #expect(apps.map(\.id) == ["a", "b", "c", "d", "{e}"])
    #expect(apps.map(\.origin) == [.unknown, .unknown, .winget, .edgeApp, .msi])
    #expect(apps.map(\.wingetID) == [nil, nil, "C.C", nil, nil])
    #expect(
      apps.map(\.installedAt)
        == [Date(timeIntervalSince1970: 1_709_164_800), nil, nil, nil, nil])
  }

  @Test("hives without any list have no apps")
  func nothing() throws {
    let empty = try TestHive().root()
    #expect(try packaged(TestHive()) == [])
    #expect(try DesktopPrograms(catalog: .bundled()).read(software: empty, user: empty) == [])
  }

  @Test(
    "a real hive of Windows 10 16299 has its apps",
    .enabled(if: RealHive.folder != nil, "real hives are not here"))
  func realApps() throws {
    try RealHive.with("UsrClass.dat") { path in
      let hive = try Hive(contentsOf: path, options: HiveReadingOptions(recovery: .off))
      let apps = try PackagedApps(catalog: .bundled()).read(classes: hive.root)
      let ids = Set(apps.map(\.id))
      #expect(ids.contains("Microsoft.WindowsCalculator_8wekyb3d8bbwe"))
      #expect(ids.contains("Microsoft.BingWeather_8wekyb3d8bbwe"))
      #expect(!ids.contains { $0.hasSuffix("cw5n1h2txyewy") || $0.contains("VCLibs") })
      #expect(!ids.contains("Microsoft.ECApp_8wekyb3d8bbwe"))
      #expect(apps.allSatisfy { !$0.name.contains("ms-resource") && !$0.name.isEmpty })
      #expect(apps.allSatisfy { $0.installedAt != nil })
      // Only Windows' own cache of texts has this name; the catalog says Skype, and the package Video.
      let names = Dictionary(uniqueKeysWithValues: apps.map { ($0.id, $0.name) })
      #expect(names["Microsoft.ZuneVideo_8wekyb3d8bbwe"] == "Movies & TV")
      #expect(names["Microsoft.ZuneMusic_8wekyb3d8bbwe"] == "Groove Music")
      #expect(names["Microsoft.WindowsStore_8wekyb3d8bbwe"] == "Microsoft Store")
    }
  }

  private func packaged(
    _ hive: TestHive, software: TestHive? = nil
  ) throws -> [InstalledApp] {
    try PackagedApps(catalog: .bundled(), software: software?.root(), sid: "S-1-5-21-7")
      .read(classes: hive.root())
  }
}
