import Foundation
import SampleVolume
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("A capture")
struct EnvironmentCaptureTests {
  /// Captures alice from the sample's old PC, after a change to its disk.
  private func capture(
    changing change: (URL) throws -> Void = { _ in }
  ) async throws -> EnvironmentCapture.Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try SampleVolume.build(at: folder, setUpAt: Date(timeIntervalSince1970: 1_795_392_000))
    let disk = folder.appending(path: SampleVolume.Layout.windows10)
    try change(disk)
    let device = try OfflineVolume(mountedAt: disk)
    return try await EnvironmentCapture(catalog: .bundled(), appCatalog: .bundled())
      .capture(from: device, of: device.accounts().account(named: "alice"))
  }

  private func values(_ result: EnvironmentCapture.Result) throws -> [String: SettingValue] {
    let settings = try #require(result.environment.settings).settings
    return Dictionary(uniqueKeysWithValues: settings.map { ($0.key, $0.value) })
  }

  @Test("of a sound disk has every component and no warning")
  func complete() async throws {
    let result = try await capture()
    let kinds = try result.environment.encodedComponents().map(\.description.kind)
    #expect(kinds == [.settings, .apps, .startPins, .taskbarPins, .files])
    #expect(result.warnings.isEmpty)
  }

  @Test("leaves out what may be secret: no word of it is in what is stored")
  func secrets() async throws {
    let result = try await capture()
    // The sample's hive holds a password in an environment variable, to be found here if it leaked.
    for component in try result.environment.encodedComponents() {
      let text = String(decoding: component.bytes, as: UTF8.self)
      #expect(!text.contains("not-a-real-password"))
      #expect(!text.contains("PIP_INDEX_URL"))
    }
  }

  @Test("finds every place that a placeholder stands for, but none that has a row of its own")
  func placeholders() async throws {
    let catalog = try SettingsCatalog.bundled()
    let settings = try #require(try await capture().environment.settings).settings
    let placed = settings.filter {
      !$0.instance.isEmpty && catalog.recorded(withID: $0.id) == nil
    }
    #expect(!placed.isEmpty)
    for setting in placed {
      let row = try #require(catalog.row(withID: setting.id))
      let place = try #require(row.pattern?.place(instance: setting.instance))
      #expect(catalog.match(hive: row.hive, key: place.key, value: place.value)?.row.id == row.id)
    }
    #expect(Set(settings.map(\.key)).count == settings.count)
  }

  @Test("reads the machine's own settings through the control set that is in use")
  func currentControlSet() async throws {
    let values = try values(try await capture())
    let catalog = try SettingsCatalog.bundled()
    let timeZone = try #require(catalog.rows.first { $0.value == "TimeZoneKeyName" })
    #expect(timeZone.key.hasPrefix("CurrentControlSet"))
    #expect(values[timeZone.id]?.text?.isEmpty == false)
  }

  @Test("without a classes hive is taken all the same, and says that Store apps are missing")
  func missingClasses() async throws {
    let result = try await capture { disk in
      try FileManager.default.removeItem(
        at: disk.appending(path: "Users/alice/AppData/Local/Microsoft/Windows/UsrClass.dat"))
    }
    #expect(result.warnings.count == 1)
    let apps = try #require(result.environment.apps).apps
    #expect(!apps.isEmpty)
    #expect(apps.allSatisfy { $0.kind == .desktop })
    #expect(result.environment.settings != nil)
  }

  @Test(
    "of real people's hives, dirty ones with their logs, finds their settings and apps",
    .enabled(if: RealHive.folder != nil, "real hives are not here"))
  func realHives() async throws {
    let result = try await capture { disk in
      let profile = disk.appending(path: "Users/alice")
      let classes = profile.appending(path: "AppData/Local/Microsoft/Windows")
      for (name, folder, file) in [
        ("transactions_NTUSER.DAT", profile, "NTUSER.DAT"),
        ("transactions_ntuser.dat.log1", profile, "ntuser.dat.LOG1"),
        ("transactions_ntuser.dat.log2", profile, "ntuser.dat.LOG2"),
        ("UsrClass.dat", classes, "UsrClass.dat"),
        ("UsrClass.dat.LOG1", classes, "UsrClass.dat.LOG1"),
        ("UsrClass.dat.LOG2", classes, "UsrClass.dat.LOG2"),
      ] {
        try RealHive.with(name) { path in
          let target = folder.appending(path: file)
          try? FileManager.default.removeItem(at: target)
          try FileManager.default.copyItem(atPath: path, toPath: target.path)
        }
      }
    }
    #expect(result.warnings.isEmpty, "\(result.warnings)")
    #expect(try #require(result.environment.settings).settings.count > 400)
    // 86 packages in the hive, less the frameworks, the system's own, and old versions.
    let packaged = try #require(result.environment.apps).apps.filter { $0.kind == .packaged }
    #expect((20...64).contains(packaged.count), "\(packaged.count)")
    #expect(try #require(result.environment.startPins).pins.count > 10)
  }
}
