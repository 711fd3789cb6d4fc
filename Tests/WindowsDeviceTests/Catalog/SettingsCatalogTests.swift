import Testing
import UserEnvironment
import WindowsDevice

@Suite("The bundled settings catalog")
struct SettingsCatalogTests {
  let catalog: SettingsCatalog

  init() throws {
    catalog = try SettingsCatalog.bundled()
  }

  @Test("is as wide as the knowledge it was made from")
  func coverage() {
    #expect(catalog.rows.count == 991)
    #expect(catalog.categories.count == 40)
    let byPortability = Dictionary(grouping: catalog.rows, by: \.portability).mapValues(\.count)
    #expect(
      byPortability == [
        .portable: 747, .profilePath: 76, .machineBound: 113, .policyOwned: 48, .protected: 7,
      ])
    let byHive = Dictionary(grouping: catalog.rows, by: \.hive).mapValues(\.count)
    #expect(byHive == [.user: 909, .software: 42, .system: 40])
  }

  @Test("lists its rows by category, and its categories in alphabetical order")
  func order() {
    #expect(catalog.categories == catalog.categories.sorted())
    #expect(Set(catalog.rows.map(\.category)) == Set(catalog.categories))
    #expect(catalog.rows.map(\.category) == catalog.rows.map(\.category).sorted())
  }

  @Test("finds a row by its id, and nothing by an unknown one")
  func rowByID() throws {
    let row = try #require(catalog.row(withID: "explorer.hide-file-extensions"))
    #expect(row.name == "File Explorer > Folder options > Hide file name extensions")
    #expect(row.hive == .user)
    #expect(row.key == #"Software\Microsoft\Windows\CurrentVersion\Explorer\Advanced"#)
    #expect(row.value == "HideFileExt")
    #expect(row.types == ["dword"])
    #expect(row.portability == .portable)
    #expect(row.firstBuild == 10240)
    #expect(row.lastBuild == nil)
    #expect(row.effect == .explorerRestart)
    #expect(catalog.row(withID: "explorer.no-such-setting") == nil)
  }

  @Test("carries Microsoft's published settings under their real places")
  func publishedSettings() {
    let user = #"Software\Microsoft\Windows\CurrentVersion\"#
    let places: [(SettingDefinition.HiveKind, String, String, String)] = [
      (.user, user + #"Explorer\Advanced"#, "TaskbarAl", "taskbar.alignment"),
      (
        .user, user + #"Themes\Personalize"#, "ColorPrevalence",
        "colors.accent-on-start-and-taskbar"
      ),
      (
        .user, user + #"Explorer\AutoplayHandlers\UserChosenExecuteHandlers\StorageOnArrival"#, "",
        "devices.autoplay-removable-drive-chosen"
      ),
      (.user, user + "GameDVR", "VKToggleGameBar", "gaming.shortcut-open-key"),
      (
        .system, #"CurrentControlSet\Control\TimeZoneInformation"#, "TimeZoneKeyName",
        "time.time-zone"
      ),
      (
        .software, #"Microsoft\WindowsUpdate\UX\Settings"#, "IsExpedited",
        "windows-update.restart-soon"
      ),
    ]
    for (hive, key, value, id) in places {
      #expect(catalog.match(hive: hive, key: key, value: value)?.row.id == id)
    }
  }

  @Test("finds the row that owns a place, without regard to case")
  func match() throws {
    let exact = try #require(
      catalog.match(hive: .user, key: #"CONTROL PANEL\mouse"#, value: "mousesensitivity"))
    #expect(exact.row.id == "mouse.pointer-speed")
    #expect(exact.instance.isEmpty)

    let instance = try #require(catalog.match(hive: .user, key: #"Network\Z"#, value: "RemotePath"))
    #expect(instance.row.id == "network.drive-path")
    #expect(instance.instance == ["Z"])

    #expect(catalog.match(hive: .software, key: #"Network\Z"#, value: "RemotePath") == nil)
    #expect(catalog.match(hive: .user, key: #"Network\Z\Y"#, value: "RemotePath") == nil)
    #expect(catalog.match(hive: .user, key: "Environment", value: "") == nil)
  }

  @Test("prefers the row that names a place more narrowly")
  func narrowestMatch() {
    #expect(
      catalog.match(hive: .user, key: "environment", value: "Temp")?.row.id == "environment.temp")
    let other = catalog.match(hive: .user, key: "Environment", value: "EDITOR")
    #expect(other?.row.id == "environment.variable")
    #expect(other?.instance == ["EDITOR"])

    let profile = #"Control Panel\International\User Profile\de-DE"#
    let features = catalog.match(hive: .user, key: profile, value: "FeaturesToInstall")
    #expect(features?.row.id == "language.language-features")
    let method = catalog.match(hive: .user, key: profile, value: "0407:00000407")
    #expect(method?.row.id == "language.input-methods")
    #expect(method?.instance == ["de-DE", "0407:00000407"])
  }
}
