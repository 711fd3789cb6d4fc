import Foundation
import RestoreRules
import ServiceAPI
import Testing
import WindowsDevice

@testable import DeviceAgent

@Suite("Whether a device backs up now")
struct BackupTurnTests {
  private static let time = Date(timeIntervalSince1970: 1_795_334_400)

  private func turn(
    _ backup: Policy.Backup, due: Bool = true, onlyIfDue: Bool = true,
    metered: Bool? = nil, onBattery: Bool? = nil
  ) throws -> BackupTurn {
    let policy = EffectivePolicy(groups: [], policies: [Policy(name: "p", backup: backup)])
    let answer = EffectivePolicyAnswer(
      user: "alice", device: "d", groups: [], groupsKnown: true, keys: policy.entries,
      backup: .init(lastAt: Self.time - 1, dueAt: Self.time, isDue: due))
    return BackupTurn(
      try BackupRules(of: answer), answer.backup, onlyIfDue: onlyIfDue,
      conditions: DeviceConditions(isMetered: metered, isOnBattery: onBattery))
  }

  @Test("where no policy turns backups on, there is none, due or not, asked for or not")
  func off() throws {
    for onlyIfDue in [true, false] {
      guard case .turnedOff(let why) = try turn(.init(), onlyIfDue: onlyIfDue) else {
        Issue.record("a backup was made")
        continue
      }
      #expect(why.contains("nothing is backed up unless one does"))
    }
  }

  @Test("a scheduled task waits until it is due, a person who asks does not")
  func due() throws {
    let on = Policy.Backup(enabled: true)
    #expect(try turn(on) == .now)
    #expect(try turn(on, due: false) == .notDue(until: Self.time))
    #expect(try turn(on, due: false, onlyIfDue: false) == .now)
  }

  @Test("battery and metered connections count where policy says so and the PC tells")
  func conditions() throws {
    let strict = Policy.Backup(enabled: true, onMetered: false, onBattery: false)
    let lenient = Policy.Backup(enabled: true)
    #expect(try turn(strict) == .now)
    #expect(try turn(strict, metered: false, onBattery: false) == .now)
    #expect(try turn(strict, metered: true) != .now)
    #expect(try turn(strict, onBattery: true) != .now)
    #expect(try turn(lenient, metered: true, onBattery: true) == .now)
  }

  @Test("an answer that lacks a key is not taken for one that forbids nothing")
  func incomplete() throws {
    let policy = EffectivePolicy(
      groups: [], policies: [Policy(name: "p", backup: .init(enabled: true))])
    for index in policy.entries.indices where policy.entries[index].key.hasPrefix("backup.") {
      var keys = policy.entries
      let key = keys.remove(at: index).key
      let answer = EffectivePolicyAnswer(
        user: "alice", device: "d", groups: [], groupsKnown: true, keys: keys,
        backup: .init(lastAt: nil, dueAt: nil, isDue: true))
      if key.hasPrefix("backup.components.") {
        // A component that the service says nothing of is not taken.
        let rules = try BackupRules(of: answer)
        #expect(rules.components.count == Policy.components.count - 1)
      } else {
        #expect(throws: AgentError.self, "\(key)") { try BackupRules(of: answer) }
      }
    }
  }
}
