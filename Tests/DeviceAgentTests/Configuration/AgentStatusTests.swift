import Foundation
import RestoreRules
import ServiceAPI
import Testing
import UserEnvironment
import WindowsDevice

@testable import DeviceAgent

@Suite("The agent's status")
struct AgentStatusTests {
  private static let settingSync = #"Policies\Microsoft\Windows\SettingSync"#

  private func status(of pc: PolicyPC) async throws -> AgentStatus {
    try await AgentStatus.load(
      try await pc.configuration(), on: pc.device, of: pc.account, version: "1")
  }

  @Test("Microsoft's own backup and restore are warned of where both would work")
  func microsoft() async throws {
    try await PolicyPC.use { pc in
      #expect(try await status(of: pc).warnings == [])
      try await pc.set(["EnableWindowsBackup": .dword(0)], in: Self.settingSync)
      var status = try await status(of: pc)
      #expect(status.microsoft.backup == false)
      #expect(status.microsoft.restore == nil)
      #expect(status.warnings == [])
      try await pc.set(
        ["EnableWindowsBackup": .dword(1), "EnableWindowsRestore": .dword(1)], in: Self.settingSync)
      status = try await self.status(of: pc)
      #expect(status.warnings.count == 2)
      #expect(
        status.warnings.allSatisfy {
          $0.contains("both would restore") || $0.contains("both would")
        })
      #expect(status.warnings.contains { $0.contains("EnableWindowsRestore") })
      try await pc.set(["Enabled": .dword(0)])
      #expect(try await self.status(of: pc).warnings == [])
    }
  }

  @Test("a key that stops what it is about is shown as such")
  func unusable() async throws {
    try await PolicyPC.use(policies: ["BackupEnabled": .string("no"), "AppsParallel": .dword(0)]) {
      pc in
      let status = try await status(of: pc)
      #expect(status.keys.filter { !$0.isUsable }.map(\.name) == [.backup])
      #expect(status.problems.count == 2)
      #expect(status.warnings.count == 2)
      #expect(status.nextBackupDue == nil)
    }
  }

  @Test("the last backup is known, and when the next one is due")
  func lastBackup() async throws {
    try await PolicyPC.use(policies: ["BackupIntervalHours": .dword(24)]) { pc in
      let schedule = BackupSchedule(device: pc.device, account: pc.account)
      let (time, interval) = (SampleDisks.time, Duration.seconds(24 * 3600))
      #expect(try await schedule.due(at: time, interval: interval).isDue)
      let receipt = Receipt(profile: "p-1", version: 4, changed: true, storedAt: time)
      try await schedule.note(
        Backup.Report(receipt: receipt, components: [], sent: [], sentBytes: 0), at: time,
        intervalHours: 8)
      let status = try await status(of: pc)
      #expect(status.lastBackup == .init(at: time, profile: "p-1", version: 4, intervalHours: 8))
      #expect(status.nextBackupDue == time.addingTimeInterval(24 * 3600))
      let soon = try await schedule.due(at: time.addingTimeInterval(86399), interval: interval)
      #expect(soon == .init(isDue: false, lastBackupAt: time, nextDueAt: status.nextBackupDue))
      #expect(try await schedule.due(at: time.addingTimeInterval(86400), interval: interval).isDue)
      // A clock that ran ahead when it was noted does not keep backups away for ever.
      #expect(try await schedule.due(at: time.addingTimeInterval(-1), interval: interval).isDue)
    }
  }

  @Test(
    "the next backup is due by the longer of the organization's time and the PC's own, where one is set",
    arguments: [
      (nil, nil, 192), (nil, 48, 48), (24, nil, 24), (24, 48, 48), (72, 48, 72),
    ] as [(UInt32?, Int?, Int)])
  func nextBackup(own: UInt32?, policy: Int?, expected: Int) async throws {
    let policies = own.map { ["BackupIntervalHours": SettingValue.dword($0)] } ?? [:]
    try await PolicyPC.use(policies: policies) { pc in
      var memory = AgentMemory()
      memory.lastBackup = .init(
        at: SampleDisks.time, profile: "p-1", version: 1, intervalHours: policy)
      try await memory.save(of: pc.account, to: pc.device)
      let due = SampleDisks.time.addingTimeInterval(TimeInterval(expected) * 3600)
      #expect(try await status(of: pc).nextBackupDue == due)
    }
  }

  @Test("noting a backup keeps what the agent remembers besides")
  func memoryStays() async throws {
    try await PolicyPC.use { pc in
      var memory = AgentMemory()
      memory.unreportedOutcomes = [.init(user: "u", offer: "o-1", outcome: .skipped)]
      try await memory.save(of: pc.account, to: pc.device)
      let receipt = Receipt(profile: "p", version: 1, changed: true, storedAt: SampleDisks.time)
      try await BackupSchedule(device: pc.device, account: pc.account).note(
        Backup.Report(receipt: receipt, components: [], sent: [], sentBytes: 0),
        at: SampleDisks.time, intervalHours: 192)
      let kept = try await AgentMemory.load(of: pc.account, from: pc.device)
      #expect(kept.unreportedOutcomes == memory.unreportedOutcomes)
      #expect(try await status(of: pc).untold == 1)
      // What an older version noted is still read.
      let older = #"{"signIns":[],"unreportedMisses":[],"unreportedOutcomes":[]}"#
      let path = pc.account.profilePath + #"\AppData\Local\Valise\agent-memory.json"#
      try await pc.device.replaceFile(at: path, with: Data(older.utf8))
      #expect(try await AgentMemory.load(of: pc.account, from: pc.device) == AgentMemory())
    }
  }
}
