import Foundation
import RegistryHive
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("Installed apps")
struct InstalledAppsTests {
  private static let repository =
    #"Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository"#
  private static let uninstall = #"Microsoft\Windows\CurrentVersion\Uninstall"#

  @Test("a packaged app has its names, version and the Store's product id")
  func packagedApp() throws {
    var hive = TestHive()
    try hive.package("Microsoft.WindowsCalculator_11.2405.2.0_x64__8wekyb3d8bbwe")
    let apps = try PackagedApps(catalog: .bundled()).read(classes: hive.root())
    #expect(
      apps == [
        InstalledApp(
          id: "Microsoft.WindowsCalculator_8wekyb3d8bbwe", kind: .packaged,
          name: "Windows Calculator", version: "11.2405.2.0", architecture: "x64", scope: .user,
          storeProductID: "9WZDNCRFHVN5")
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
    #expect(try PackagedApps(catalog: .bundled()).read(classes: hive.root()) == [])
  }

  @Test("of several versions the newest is taken, by number")
  func newestVersion() throws {
    var hive = TestHive()
    for version in ["1.9.0.0", "1.10.0.0", "1.2.0.0"] {
      try hive.package("Contoso.App_\(version)_x64__n0r4vfwm7vxx4", name: "App \(version)")
    }
    let apps = try PackagedApps(catalog: .bundled()).read(classes: hive.root())
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
    let apps = try PackagedApps(catalog: .bundled()).read(classes: hive.root())
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
      programs == [
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
    #expect(programs.map(\.id) == ["program"])
  }

  @Test("hives without any list have no apps")
  func nothing() throws {
    let empty = try TestHive().root()
    #expect(try PackagedApps(catalog: .bundled()).read(classes: empty) == [])
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
    }
  }

  /// A hive made for a test.
  private struct TestHive {
    private var editor = HiveEditor(emptyHiveNamed: "test")
    private let time = FileTime(secondsSince1970: 0)

    mutating func package(
      _ fullName: String, name: String? = nil, flags: UInt32? = nil, framework: UInt32? = nil,
      folder: String? = nil
    ) throws {
      let key = InstalledAppsTests.repository + #"\Packages\"# + fullName
      try set("DisplayName", .string(name ?? "ms-resource:Name"), at: key)
      if let folder { try set("PackageRootFolder", .string(folder), at: key) }
      if let framework { try set("Framework", .dword(framework), at: key) }
      if let flags, let family = PackageFullName(fullName)?.family.description {
        try set(
          "Flags", .dword(flags),
          at: InstalledAppsTests.repository + #"\Families\"# + family + "\\" + fullName)
      }
    }

    mutating func program(
      _ key: String, _ texts: [String: String], systemComponent: UInt32? = nil
    ) throws {
      for (name, text) in texts { try set(name, .string(text), at: key) }
      if let systemComponent { try set("SystemComponent", .dword(systemComponent), at: key) }
    }

    func root() throws -> HiveKey { try editor.hive().root }

    private mutating func set(_ name: String, _ value: SettingValue, at key: String) throws {
      try editor.setValue(
        name, type: RegistryValueType(rawValue: value.type), bytes: value.bytes, at: key,
        lastWritten: time)
    }
  }
}
