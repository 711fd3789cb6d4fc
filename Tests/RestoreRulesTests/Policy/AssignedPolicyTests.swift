import Testing
import UserEnvironment

@testable import RestoreRules

@Suite("Policies for devices, lists and limits")
struct AssignedPolicyTests {
  private func effective(
    _ policies: [Policy], groups: [String] = ["pilot"], on device: String? = "d-1"
  ) -> EffectivePolicy {
    EffectivePolicy(groups: groups, device: device, policies: policies)
  }

  @Test("A policy for devices counts there and nowhere else")
  func devices() {
    let policies = [
      Policy(name: "everyone", restore: [.oobe: true]),
      Policy(name: "lab", devices: ["d-1", "d-2"], priority: 5, restore: [.oobe: false]),
    ]
    #expect(effective(policies).restore(at: .oobe).policy == "lab")
    #expect(effective(policies, on: "d-2").restore(at: .oobe).policy == "lab")
    #expect(effective(policies, on: "d-3").restore(at: .oobe).policy == "everyone")
    #expect(effective(policies, on: nil).restore(at: .oobe).policy == "everyone")
    #expect(
      effective(policies).restore(at: .oobe).reason.contains("(priority 5, on 2 devices)"))
  }

  @Test("A policy for groups and devices counts for these people on these devices")
  func groupsAndDevices() {
    let policies = [
      Policy(name: "both", groups: ["pilot"], devices: ["d-1"], restore: [.oobe: true])
    ]
    #expect(effective(policies).restore(at: .oobe).value)
    #expect(!effective(policies, groups: []).restore(at: .oobe).value)
    #expect(!effective(policies, on: "d-2").restore(at: .oobe).value)
    #expect(
      effective(policies).restore(at: .oobe).reason
        .contains("(priority 0, for the group pilot on the device d-1)"))
  }

  @Test("Where groups are not known, a policy for another device leaves nothing open")
  func unknownGroupsElsewhere() {
    let policies = [
      Policy(name: "everyone", restore: [.oobe: true]),
      Policy(
        name: "no", groups: ["sales"], devices: ["d-2"], priority: 9, restore: [.oobe: false]),
    ]
    func unsure(on device: String) -> Bool {
      EffectivePolicy(groups: [], groupsKnown: false, device: device, policies: policies)
        .restore(at: .oobe).value
    }
    #expect(unsure(on: "d-1"))
    #expect(!unsure(on: "d-2"))
  }

  @Test("Lists of one priority that disagree take what is cautious of both, in any order")
  func lists() {
    let policies = [
      Policy(
        name: "a",
        backup: .init(include: ["mouse", "sound"], exclude: ["gaming"], secrets: ["x.y", "x.z"])),
      Policy(
        name: "b",
        backup: .init(include: ["sound", "mouse", "bits"], exclude: ["pen"], secrets: ["x.z"])),
    ]
    for policies in [policies, policies.reversed()] {
      let policy = effective(policies)
      #expect(policy[.backupInclude].value == ["mouse", "sound"])
      #expect(policy[.backupExclude].value == ["gaming", "pen"])
      #expect(policy[.backupExclude].policy == "a")
      #expect(policy[.backupExclude].reason.hasSuffix("what either names counts."))
      #expect(policy[.backupSecrets].value == ["x.z"])
      #expect(policy[.backupSecrets].policy == "b")
    }
  }

  @Test("Lists that have nothing in common leave nothing to include")
  func disjointIncludes() throws {
    let policy = effective([
      Policy(name: "a", backup: .init(enabled: true, include: ["mouse"])),
      Policy(name: "b", backup: .init(include: ["sound"])),
    ])
    #expect(policy[.backupInclude].value == [])
    let rules = try #require(BackupRules(policy.entries))
    for component in Policy.components {
      #expect(!rules.capture.selection.includes(component))
    }
  }

  @Test("What is kept is never cut short by a tie, and a window never widened")
  func limits() {
    let policies = [
      Policy(name: "a", firstSignInWindowHours: 5, retention: .init(versions: 3, days: 90)),
      Policy(name: "b", firstSignInWindowHours: 9, retention: .init(versions: 7, days: 30)),
    ]
    let policy = effective(policies)
    #expect(policy[.firstSignInWindow].value == 5)
    #expect(policy[.retentionVersions].value == 7)
    #expect(policy[.retentionDays].value == 90)
    #expect(policy[.retentionDays].reason.hasSuffix("the one that keeps more counts."))
  }

  @Test("Where it is open whether a policy applies, it drops no version and takes no backup")
  func unknownGroupsCautious() {
    let policies = [
      Policy(name: "on", backup: .init(enabled: true)),
      Policy(
        name: "sales", groups: ["sales"], priority: 3, backup: .init(enabled: false),
        retention: .init(versions: 1)),
    ]
    let policy = EffectivePolicy(groups: [], groupsKnown: false, policies: policies)
    #expect(!policy[.backupEnabled].value)
    #expect(policy[.retentionVersions].value == nil)
  }

  @Test("A policy's requirements count before the tenant's, Microsoft's before the standard ones")
  func requirements() {
    let tenant = PolicyDefaults(requirements: .microsoft)
    func requirements(_ policies: [Policy]) -> RequirementSet {
      EffectivePolicy(groups: [], policies: policies, defaults: tenant)[.requirements].value
    }
    let standard = Policy(name: "standard", requirements: .standard)
    let microsoft = Policy(name: "microsoft", requirements: .microsoft)
    #expect(requirements([]) == .microsoft)
    #expect(requirements([standard]) == .standard)
    #expect(requirements([standard, microsoft]) == .microsoft)
    let decision = decide(
      .sample(at: .oobe) {
        $0.device.join = .entraHybridJoined
        $0.policies.append(microsoft)
      })
    #expect(decision.failed == ["join"])
  }

  @Test("The table names every key once, with what won and what it won over")
  func entries() throws {
    let policy = effective([
      Policy(name: "default", backup: .init(enabled: true, intervalHours: 24)),
      Policy(name: "lab", devices: ["d-1"], priority: 5, backup: .init(intervalHours: 1)),
    ])
    let keys = policy.entries.map(\.key)
    #expect(Set(keys).count == keys.count)
    let interval = try #require(policy.entries.first { $0.key == "backup.intervalHours" })
    #expect(interval.value == .number(1))
    #expect(interval.policy == "lab")
    #expect(interval.over == [.init(policy: "default", priority: 0, value: .number(24))])
    #expect(interval.reason.contains("It counts before the policy \"default\""))
    let limit = try #require(policy.entries.first { $0.key == "retention.days" })
    #expect(limit.policy == nil && limit.value == .unlimited)
  }

  @Test("Backups are off unless a policy turns them on")
  func backupsOff() throws {
    #expect(!effective([Policy(name: "restore", restore: [.oobe: true])])[.backupEnabled].value)
    let rules = try #require(BackupRules(effective([]).entries))
    #expect(!rules.isEnabled)
    #expect(rules.intervalHours == 8 * 24)
    #expect(rules.components == Policy.components)
    #expect(rules.onBattery && rules.onMetered)
    #expect(rules.capture == .standard)
  }
}
