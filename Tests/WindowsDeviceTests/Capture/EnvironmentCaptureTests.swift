import Foundation
import RestoreRules
import SampleVolume
import Testing
import UserEnvironment

@testable import WindowsDevice

@Suite("A capture")
struct EnvironmentCaptureTests {
  /// Captures alice from the sample's old PC, after a change to its disk.
  private func capture(
    _ selection: Selection = .everything, by policy: CapturePolicy = .standard,
    and servicePolicy: CapturePolicy = .standard,
    changing change: (URL) throws -> Void = { _ in }
  ) async throws -> EnvironmentCapture.Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try SampleVolume.build(at: folder, setUpAt: Date(timeIntervalSince1970: 1_795_392_000))
    let disk = folder.appending(path: SampleVolume.Layout.windows10)
    try change(disk)
    let device = try OfflineVolume(mountedAt: disk)
    return try await EnvironmentCapture(
      catalog: .bundled(), appCatalog: .bundled(), selection: selection, policy: policy,
      servicePolicy: servicePolicy
    ).capture(from: device, of: device.accounts().account(named: "alice"))
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

  @Test("leaves out what the PC's policy or the service's leaves out")
  func twoPolicies() async throws {
    func except(_ words: [String]) -> CapturePolicy {
      CapturePolicy(selection: Selection(except: Selection.Items(words: words)))
    }
    let result = try await capture(
      by: except(["mouse", "apps"]), and: except(["keyboard", "startPins"]))
    let categories = Set(
      try #require(result.environment.settings).settings.map(\.category))
    #expect(categories.isDisjoint(with: ["mouse", "keyboard"]))
    #expect(!categories.isEmpty)
    #expect(result.environment.apps == nil && result.environment.startPins == nil)
    #expect(result.environment.taskbarPins != nil)
  }

  @Test("takes the sensitive settings that the policy opts in, and no other")
  func optedIn() async throws {
    let without = try values(try await capture())
    let policy = CapturePolicy(secrets: SecretOptIn(["environment.variable[pip_index_url]"]))
    let with = try values(try await capture(by: policy))
    let more = Set(with.keys).subtracting(without.keys)
    #expect(more == ["environment.variable[PIP_INDEX_URL]"])
    #expect(with[try #require(more.first)]?.text?.contains("not-a-real-password") == true)
  }

  @Test("takes what is wanted as far as the policy lets it")
  func chosen() async throws {
    let policy = CapturePolicy(
      selection: Selection(except: Selection.Items(words: ["mouse.pointer-speed", "apps"])))
    let result = try await capture(
      Selection(only: Selection.Items(words: ["mouse", "apps", "taskbarPins"])), by: policy)
    let kinds = try result.environment.encodedComponents().map(\.description.kind)
    // The files are those that settings of the mouse name: the pointers.
    #expect(kinds == [.settings, .taskbarPins, .files])
    let settings = try #require(result.environment.settings).settings
    #expect(Set(settings.map(\.category)) == ["mouse"])
    #expect(!settings.map(\.id).contains("mouse.pointer-speed"))
    #expect(result.warnings.isEmpty)
  }

  @Test("says which names of the policy it does not know: they may be misspelt exceptions")
  func unknownNames() async throws {
    let policy = CapturePolicy(
      selection: Selection(except: Selection.Items(words: ["muose", "mouse.no-such"])),
      secrets: SecretOptIn(["network.no-such"]))
    let warnings = try await capture(by: policy).warnings
    for word in ["muose", "mouse.no-such", "network.no-such"] {
      #expect(warnings.contains { $0.contains(" " + word + ",") }, "\(word)")
    }
    #expect(warnings.count == 3)
  }

  @Test("is by the policy that lies on the PC, and by none that cannot be understood")
  func policyOfPC() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try SampleVolume.build(at: folder, setUpAt: Date(timeIntervalSince1970: 1_795_392_000))
    let device = try OfflineVolume(mountedAt: folder.appending(path: SampleVolume.Layout.windows10))
    #expect(try await CapturePolicy.load(from: device) == .standard)
    let policy = CapturePolicy(selection: Selection(except: Selection.Items(words: ["mouse"])))
    try await device.replaceFile(at: CapturePolicy.path, with: JSONEncoder().encode(policy))
    #expect(try await CapturePolicy.load(from: device) == policy)
    let bytes = try JSONEncoder().encode(policy)
    for count in 0..<bytes.count {
      try await device.replaceFile(at: CapturePolicy.path, with: bytes.prefix(count))
      await #expect(throws: DeviceError(.invalidPolicy, "")) {
        _ = try await CapturePolicy.load(from: device)
      }
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
