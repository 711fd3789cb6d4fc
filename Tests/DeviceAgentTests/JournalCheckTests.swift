import Foundation
import RestoreRules
import SampleVolume
import Testing
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

@Suite("What is believed of a journal")
struct JournalCheckTests {
  /// Whether a journal that changes the taskbar so many times, then the mouse, is, with these new keys.
  private func accepts(
    _ newKeys: [String], in hive: SettingDefinition.HiveKind = .user, taskbarChanges: Int = 1
  ) async throws -> Bool {
    try await SampleDisks.withCopy(of: SampleVolume.Layout.windows11) { folder in
      let pc = try await NewPC(folder)
      func change(_ id: String, _ after: SettingValue) throws -> RestoreJournal.RegistryChange {
        let row = try #require(pc.catalog.row(withID: id))
        return RestoreJournal.RegistryChange(
          setting: row.id, name: row.name,
          place: RegistryPlace(hive: row.hive, key: row.key, value: row.value), before: nil,
          after: after)
      }
      let taskbar = try change("taskbar.alignment", .dword(1))
      let mouse = try change("mouse.double-click-speed", .string("10"))
      let journal = RestoreJournal(
        id: "one", number: 1, startedAt: SampleDisks.time, profile: "p", version: 1,
        source: SourceDevice(
          name: "OLD", product: "windows10", build: "19045.1", edition: "Pro"),
        registry: Array(repeating: taskbar, count: taskbarChanges) + [mouse],
        newKeys: newKeys.map { RestoreJournal.NewKey(hive: hive, key: $0) }, files: [], pins: nil,
        state: .applied)
      return JournalFolder(device: pc.device, account: pc.account, catalog: pc.catalog)
        .accepts(journal)
    }
  }

  @Test("new keys are those of its values and those above them, in whatever case")
  func newKeys() async throws {
    let key = #"Software\Microsoft\Windows\CurrentVersion\Explorer\Advanced"#
    #expect(try await accepts([key, "software", #"SOFTWARE\Microsoft"#]))
    for other in [key + #"\x"#, #"Software\Micro"#, #"Software\"#, "", #"Software\Elsewhere"#] {
      #expect(try await !accepts([other]), "\(other)")
    }
    #expect(try await !accepts([key], in: .software))
  }

  /// The limit is for a check that compares each key with each change: that takes many minutes.
  @Test("one with very many changes and keys is checked to its end", .timeLimit(.minutes(2)))
  func size() async throws {
    let count = 20_000
    #expect(
      try await accepts(
        Array(repeating: "Control Panel", count: count), taskbarChanges: count))
  }
}
