import Foundation
import UserEnvironment
import WindowsDevice

/// When a person's next backup from a PC is due, by what the agent remembers there.
public struct BackupSchedule: Sendable {
  private let device: any Device
  private let account: Account

  public init(device: any Device, account: Account) {
    self.device = device
    self.account = account
  }

  /// What a backup that was asked for only when it is due finds.
  public struct Due: Sendable, Codable, Hashable {
    public let isDue: Bool
    public let lastBackupAt: Date?
    /// Nil when one is due now.
    public let nextDueAt: Date?
  }

  /// Whether one is due. A last backup that lies in the future was noted by a clock that ran wrong, and
  /// does not count.
  public func due(at time: Date, interval: Duration) async throws -> Due {
    guard let last = try await AgentMemory.load(of: account, from: device).lastBackup?.at else {
      return Due(isDue: true, lastBackupAt: nil, nextDueAt: nil)
    }
    let next = last.addingTimeInterval(interval / .seconds(1))
    let isDue = next <= time || last > time
    return Due(isDue: isDue, lastBackupAt: last, nextDueAt: isDue ? nil : next)
  }

  /// Notes a backup that the service confirmed.
  ///
  /// - Parameter intervalHours: the time between two backups by the organization's policy.
  /// - Throws: `DeviceError` when it cannot be noted, or while a sign-in is at work on what is remembered;
  ///   then the next one is due earlier than it need be.
  public func note(
    _ report: Backup.Report, at time: Date, intervalHours: Int
  ) async throws {
    try await device.checkWritable(for: account)
    let lock = try await device.lock(.restore, for: account)
    defer { lock.release() }
    var memory = try await AgentMemory.load(of: account, from: device)
    memory.lastBackup = AgentMemory.LastBackup(
      at: time, profile: report.receipt.profile, version: report.receipt.version,
      intervalHours: intervalHours)
    try await memory.save(of: account, to: device)
  }
}
