import Foundation
import RestoreRules
import ServiceAPI
import WindowsDevice

extension BackupRules {
  /// The rules in the service's answer.
  ///
  /// - Throws: ``AgentError`` with `agent.policyNotUnderstood` when they are not all there.
  public init(of answer: EffectivePolicyAnswer) throws(AgentError) {
    guard let rules = BackupRules(answer.keys) else {
      throw AgentError(
        .policyNotUnderstood,
        "The service's policy lacks what this version of Valise needs to know, so nothing is backed "
          + "up. Check that both are of the same version.")
    }
    self = rules
  }
}

/// Whether a device backs up now, by its person's effective policy.
public enum BackupTurn: Sendable, Equatable {
  case now
  /// Policy has turned backups off; why, in a sentence.
  case turnedOff(String)
  /// The last backup is young enough: the next one is due then.
  case notDue(until: Date)
  /// Something about the PC that the policy forbids, in a sentence.
  case notUnder(String)

  /// - Parameters:
  ///   - onlyIfDue: whether the time since the last backup counts; it does not for a person who asks.
  ///   - conditions: what the PC tells of itself; what it does not tell forbids nothing.
  public init(
    _ rules: BackupRules, _ schedule: EffectivePolicyAnswer.Schedule, onlyIfDue: Bool,
    conditions: DeviceConditions
  ) {
    if !rules.isEnabled {
      self = .turnedOff(rules.reason)
    } else if onlyIfDue, !schedule.isDue, let dueAt = schedule.dueAt {
      self = .notDue(until: dueAt)
    } else if !rules.onMetered, conditions.isMetered == true {
      self = .notUnder(
        "The PC's connection is metered, and its policy has no backups made over such a one.")
    } else if !rules.onBattery, conditions.isOnBattery == true {
      self = .notUnder("The PC runs on its battery, and its policy has no backups made then.")
    } else {
      self = .now
    }
  }
}
