import Foundation
import RegistryHive
import RestoreRules
import SampleVolume
import Testing
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

@Suite("What a restore sees of the new PC")
struct SettingsTargetTests {
  private let time = SampleDisks.time

  private func onNewPC(_ body: (NewPC) async throws -> Void) async throws {
    try await SampleDisks.withCopy(of: SampleVolume.Layout.windows11) { folder in
      try await body(try await NewPC(folder))
    }
  }

  private func planned(
    _ key: String, in environment: Environment, on pc: NewPC
  ) async throws -> PlannedSetting {
    let plan = try await pc.restore().plan(for: environment)
    return try #require(plan.settings.first { $0.key == key })
  }

  @Test("a policy keeps the person's own choice away, and without it the choice is applied")
  func policy() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let key = "sharing.clipboard-sync"
      let left = try await planned(key, in: environment, on: pc)
      #expect(left.decision.code == "setting.policyOnThisPC")
      let policy = try #require(pc.catalog.row(withID: "policies.clipboard-sync"))
      try await pc.device.apply(
        [.removeValue(key: policy.key, name: policy.value)], to: .software, of: pc.account, at: time
      )
      #expect(try await planned(key, in: environment, on: pc).after == .dword(0))
    }
  }

  @Test("a font that is not installed keeps the setting away")
  func font() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      #expect(
        try await planned("console.font", in: environment, on: pc).after == .string("Consolas"))
      try await pc.device.apply(
        [
          .removeValue(
            key: #"Microsoft\Windows NT\CurrentVersion\Fonts"#, name: "Consolas (TrueType)")
        ], to: .software, of: pc.account, at: time)
      let left = try await planned("console.font", in: environment, on: pc)
      #expect(left.decision.code == "setting.fontMissing")
    }
  }

  @Test("a handler of AutoPlay that the PC has registered is known, another one is not")
  func autoPlay() async throws {
    let handlers = #"Microsoft\Windows\CurrentVersion\Explorer\AutoplayHandlers\Handlers\"#
    let setting = Setting(
      id: "devices.autoplay-memory-card-chosen", value: .string("PlayerOnArrival"))
    try await onNewPC { pc in
      let source = SettingsComponent(profilePath: #"C:\Users\alice"#, settings: [setting])
      func code() async throws -> String? {
        let target = SettingsTarget(
          device: pc.device, account: pc.account, catalog: pc.catalog,
          reader: RegistryReader(device: pc.device, account: pc.account))
        let values = try await target.target(
          for: source, build: 26100, apps: AppsComponent(apps: []))
        return SettingsPlanner(source: source, target: values).plan().first?.decision.code
      }
      #expect(try await code() == "setting.appMissing")
      try await pc.device.apply(
        [.setValue(key: handlers + "PlayerOnArrival", name: "Action", .string("Play"))],
        to: .software, of: pc.account, at: time)
      #expect(try await code() == "setting.new")
    }
  }

  @Test("a setting that moved is written to its new place, once, and undone there")
  func moved() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let before = try await pc.content()
      let restore = pc.restore()
      let plan = try await restore.plan(
        for: environment, selection: Selection(only: .init(settings: ["taskbar.small-buttons"])))
      let moved = try #require(plan.settings.first { $0.after != nil })
      #expect(moved.key == "taskbar.small-buttons")
      #expect(moved.place?.value == "IconSizePreference")
      let report = try await restore.carryOut(
        plan, from: environment.source, profile: "p-1", version: 1, at: time)
      #expect(report.verifiedSettings == 1)
      let place = try #require(moved.place)
      let reader = RegistryReader(device: pc.device, account: pc.account)
      #expect(try await reader.value(at: place) == .dword(0))
      let again = try await planned("taskbar.small-buttons", in: environment, on: pc)
      #expect(again.decision.code == "setting.same")
      _ = try await restore.undo(at: time)
      #expect(try await pc.content() == before)
    }
  }

  @Test("the folders of Windows 10's Start, read from its cloud store, become those of Windows 11")
  func startFolders() async throws {
    let environment = try await SampleDisks.aliceOnOldPC()
    try await onNewPC { pc in
      let folders = try await planned("start.folders-windows10", in: environment, on: pc)
      #expect(folders.decision.action == .convert)
      #expect(folders.place?.value == "VisiblePlaces")
      #expect(folders.after?.bytes.count == 3 * 16)
      let report = try await pc.restore().carryOut(
        try await pc.restore().plan(for: environment), from: environment.source, profile: "p-1",
        version: 1, at: time)
      #expect(report.settingsNotKept.isEmpty)
      let again = try await planned("start.folders-windows10", in: environment, on: pc)
      #expect(again.decision.code == "setting.same")
    }
  }

  /// Settings of the whole catalog with values made by chance: what a strange backup could hold.
  private func environment(
    seed: UInt64, of source: SourceDevice, _ catalog: SettingsCatalog
  ) -> Environment {
    var random = SeededGenerator(seed: seed)
    let rows = catalog.rows.filter { $0.pattern?.hasPlaceholders == false }
      .shuffled(using: &random).prefix(150)
    let texts = [
      "", "1", "7", "Segoe UI", #"C:\Users\alice\x.jpg"#, #"%SystemRoot%\x.cur"#, "MSOpenFolder",
    ]
    let settings = rows.map { row in
      let kind = row.types.compactMap { SettingValue.Kind(word: $0) }.randomElement(using: &random)
      let text = texts.randomElement(using: &random) ?? ""
      let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      let value: SettingValue =
        switch kind {
        case .string: .string(text)
        case .expandString: .expandString(text)
        case .dword: .dword(UInt32.random(in: 0...3, using: &random))
        case .qword: .qword(UInt64.random(in: 0...3, using: &random))
        case .multiString: .multiString([text, "x"].filter { !$0.isEmpty })
        case .binary, nil: .binary(bytes)
        }
      return Setting(id: row.id, value: value)
    }
    return Environment(
      source: source,
      settings: SettingsComponent(profilePath: #"C:\Users\alice"#, settings: settings))
  }

  @Test(
    "any settings are written as planned, have nothing left to do then, and are undone exactly",
    arguments: 1...8)
  func anySettings(seed: Int) async throws {
    let source = try await SampleDisks.aliceOnOldPC().source
    try await onNewPC { pc in
      let environment = environment(seed: UInt64(seed), of: source, pc.catalog)
      let before = try await pc.content()
      let restore = pc.restore()
      let plan = try await restore.plan(for: environment)
      #expect(plan.settings.contains { $0.after != nil }, "seed \(seed)")
      let report = try await restore.carryOut(
        plan, from: source, profile: "p-1", version: 1, at: time)
      #expect(report.settingsNotKept.isEmpty, "seed \(seed)")
      let again = try await restore.plan(for: environment)
      #expect(again.settings.filter { $0.after != nil }.map(\.key) == [], "seed \(seed)")
      let undone = try await restore.undo(at: time)
      #expect(undone.changedSince.isEmpty, "seed \(seed)")
      #expect(try await pc.content() == before, "seed \(seed)")
    }
  }
}

/// SplitMix64: the numbers follow from the seed alone.
private struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
