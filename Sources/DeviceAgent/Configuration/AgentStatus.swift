import Foundation
import RestoreRules
import WindowsDevice

/// How the agent stands on a PC: what is in force and who said it, and what it remembers of a person.
public struct AgentStatus: Sendable, Codable {
  public let version: String
  /// The PC's name.
  public let device: String
  /// The person's account name.
  public let user: String
  public let keys: [Key]
  public let microsoft: MicrosoftBackup
  /// The last backup from this PC that the service confirmed; nil when the agent knows of none.
  public let lastBackup: AgentMemory.LastBackup?
  /// When the next backup is due, by the organization's policy as it was at the last one and by this
  /// PC's own configuration; nil when none was made, so that one is due now, or when none is to be made.
  public let nextBackupDue: Date?
  /// What the service decided last; nil when the agent knows of no decision.
  public let lastDecision: AgentMemory.LastDecision?
  /// Answers and missed offers that the service has not been told yet.
  public let untold: Int
  public let problems: [AgentProblem]
  /// Sentences for an administrator.
  public let warnings: [String]

  public struct Key: Sendable, Codable, Hashable {
    public let name: AgentKey.Name
    public let value: AgentValue?
    public let source: AgentConfiguration.Source
    /// The registry value that a policy sets.
    public let policy: String
    /// False when somebody said what cannot be understood and may forbid it: what the key is about is not
    /// done, whatever its value.
    public let isUsable: Bool
  }

  /// - Parameter version: of the program.
  public static func load(
    _ configuration: AgentConfiguration, on device: any Device, of account: Account,
    version: String
  ) async throws -> AgentStatus {
    let memory = try await AgentMemory.load(of: account, from: device)
    let microsoft = try await MicrosoftBackup.load(from: device)
    let backsUp = (try? configuration.checkBackup()) != nil
    let restores = Moment.allCases.contains { (try? configuration.checkRestore(at: $0)) != nil }
    let last = memory.lastBackup
    return AgentStatus(
      version: version, device: try await device.description().name, user: account.name,
      keys: configuration.entries.map {
        Key(
          name: $0.key.name, value: $0.value, source: $0.source, policy: $0.key.value,
          isUsable: configuration.isUsable($0.key.name))
      },
      microsoft: microsoft, lastBackup: last,
      nextBackupDue: last.flatMap { backsUp ? nextBackup(after: $0, configuration) : nil },
      lastDecision: memory.lastDecision,
      untold: memory.unreportedMisses.count + memory.unreportedOutcomes.count,
      problems: configuration.problems,
      warnings: configuration.problems.map(\.message)
        + microsoft.warnings(backsUp: backsUp, restores: restores))
  }
  /// Both times must have passed; the PC's own counts where somebody has set it, or nothing else is known.
  private static func nextBackup(
    after last: AgentMemory.LastBackup, _ configuration: AgentConfiguration
  ) -> Date? {
    let policy = last.intervalHours.map { Duration.seconds(3600 * $0) }
    if let policy, configuration.source(of: .backupInterval) == .standard {
      return last.at.addingTimeInterval(policy / .seconds(1))
    }
    guard let own = try? configuration.backupInterval else { return nil }
    return last.at.addingTimeInterval(max(own, policy ?? own) / .seconds(1))
  }
}
