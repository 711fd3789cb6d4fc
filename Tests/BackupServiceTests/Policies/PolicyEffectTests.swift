import Foundation
import Identity
import RestoreRules
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("What policies do")
struct PolicyEffectTests {
  private static let on = Policy(
    name: "on", backup: .init(enabled: true), restore: [.oobe: true, .firstSignIn: true])

  @Test("Without a policy that turns backups on, a backup is refused and nothing is stored")
  func off() async throws {
    let restoreOnly = Policy(name: "restore", restore: [.firstSignIn: true])
    try await TestService(policies: [restoreOnly]).withRoutes { client in
      let answer = try await client.post(
        try UserEnvironment.Environment.sample().submission(), to: .submitSnapshot,
        [.user: "alice"])
      #expect(answer.status == 403)
      #expect(answer.problem?.code == "backup.turnedOff")
      #expect(answer.problem?.detail.contains("nothing is backed up unless") == true)
      let profiles = try await client.get(.profiles, [.user: "alice"]).decode(ProfileList.self)
      #expect(profiles.profiles.isEmpty)
    }
  }

  @Test("A component that policy leaves out is refused, and the policy is named")
  func component() async throws {
    var policy = Self.on
    policy.backup.components = [.apps: false]
    try await TestService(policies: [policy]).withRoutes { client in
      let answer = try await client.post(
        try UserEnvironment.Environment.sample().submission(), to: .submitSnapshot,
        [.user: "alice"])
      #expect(answer.problem?.code == "backup.componentNotAllowed")
      #expect(answer.problem?.detail.contains("\"on\"") == true)
    }
  }

  @Test("Another process goes by a change at its next decision")
  func otherProcess() async throws {
    let service = try TestService(policies: [])
    let other = try service.anotherProcess()
    let tenant = TenantID(rawValue: "first")
    let actor = AuditActor.operator
    #expect(try await other.policies.policies(of: tenant) == [])
    let stored = try await service.services.policies.put(
      Self.on, named: "on", of: tenant, after: nil, by: actor)
    #expect(try await other.policies.policies(of: tenant) == [Self.on])
    var changed = Self.on
    changed.priority = 3
    let again = try await other.policies.put(
      changed, named: "on", of: tenant, after: stored, by: actor)
    #expect(try await service.services.policies.policies(of: tenant) == [changed])
    try await service.services.policies.delete("on", of: tenant, after: again, by: actor)
    #expect(try await other.policies.policies(of: tenant) == [])
  }

  @Test("A stored policy decides a sign-in, for its groups and its devices")
  func signIn() async throws {
    try await TestService(
      policies: [Policy(name: "backup", backup: .init(enabled: true))],
      groups: [.init(name: "pilot", members: ["alice"])]
    ).withRoutes { client in
      for user in ["alice", "bob"] { try await client.backUp(.sample(), of: user) }
      #expect(try await !client.signIn(.sample()).decision.isOffer)
      let pilot = Policy(
        name: "pilot", groups: ["pilot"], devices: ["d-new"], restore: [.firstSignIn: true])
      _ = try await client.put(pilot, if: .absent)
      #expect(try await client.signIn(.sample(), of: "alice").decision.isOffer)
      #expect(try await !client.signIn(.sample(), of: "bob").decision.isOffer)
      #expect(try await !client.signIn(.sample(device: "d-3"), of: "alice").decision.isOffer)
    }
  }

  @Test("The device that a statement names for itself does not count, the one that it is does")
  func stolenDevice() async throws {
    let lab = Policy(name: "lab", devices: ["d-lab"], restore: [.firstSignIn: true])
    let backup = Policy(name: "backup", backup: .init(enabled: true))
    try await TestService(policies: [backup, lab]).withRoutes { client in
      try await client.backUp(.sample())
      let sample = SignInStatement.sample()
      var device = sample.device
      device.id = "d-lab"
      let statement = SignInStatement(
        moment: .firstSignIn, deviceID: "d-new", device: device, account: .work,
        firstSignInSinceEnrollment: true)
      #expect(try await client.signIn(statement).decision.failedChecks.map(\.id) == [.policy])
    }
  }

  @Test("An offer waits for its answer as long as the policy says")
  func answerTimeout() async throws {
    var policy = Self.on
    policy.answerTimeoutSeconds = 60
    let service = try TestService(policies: [policy])
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      let first = try await client.signIn(.sample()).offer
      service.moveClock(by: 59)
      #expect(try await client.signIn(.sample(isFirst: false)).offer?.id == first?.id)
      service.moveClock(by: 2)
      let later = try await client.signIn(.sample(isFirst: false))
      #expect(later.offer != nil && later.offer?.id != first?.id)
      #expect(
        later.decision[.firstSignIn]?.reason.contains("after 60 seconds without an answer") == true)
    }
  }

  @Test("An offer tells which components a restore may bring")
  func components() async throws {
    var policy = Self.on
    policy.restoreComponents = [.apps: false]
    try await TestService(policies: [policy]).withRoutes { client in
      try await client.backUp(.sample())
      let offer = try #require(try await client.signIn(.sample()).offer)
      #expect(offer.components == [.settings, .startPins, .taskbarPins, .files])
    }
  }

  @Test("Microsoft's requirements count where a policy names them")
  func requirements() async throws {
    var policy = Self.on
    policy.requirements = .microsoft
    try await TestService(policies: [policy]).withRoutes { client in
      try await client.backUp(.sample())
      let sample = SignInStatement.sample()
      var device = sample.device
      device.os.build = WindowsBuild(26100, revision: 7921)
      let old = SignInStatement(
        moment: .firstSignIn, deviceID: "d-new", device: device, account: .work,
        firstSignInSinceEnrollment: true)
      #expect(try await client.signIn(old).decision.failedChecks.map(\.id) == [.osBuild])
      #expect(try await client.signIn(sample).decision.isOffer)
    }
  }

  @Test("Versions that policy does not keep are gone after the next backup, and the log says so")
  func retention() async throws {
    var policy = Self.on
    policy.retention.versions = 2
    let service = try TestService(policies: [policy])
    try await service.withRoutes { client in
      var receipt: Receipt?
      for count in 1...4 { receipt = try await client.backUp(.sample(apps: count)) }
      let profile = try #require(receipt).profile
      let versions = try await client.get(.profile, [.user: "alice", .profile: profile])
        .decode(ProfileVersions.self).versions
      #expect(versions.map(\.version) == [4, 3])
      // What the kept versions name is there, whole.
      for version in ["3", "4"] {
        let apps = try await client.get(
          .component,
          [.user: "alice", .profile: profile, .version: version, .kind: "apps"])
        #expect(apps.status == 200)
        let pins = try await client.get(
          .component,
          [.user: "alice", .profile: profile, .version: version, .kind: "startPins"])
        #expect(pins.status == 200)
      }
    }
    let events = try await service.services.store.logEntries(
      of: .tenant(TenantID(rawValue: "first")), after: 0, limit: 100
    ).map { try CanonicalJSON.decode(AuditRecord.self, from: $0.content).event }
    #expect(events.count { $0.action.rawValue == "profile.versionsDropped" } == 2)
  }

  @Test("A round drops what has grown too old since")
  func retentionRound() async throws {
    var policy = Self.on
    policy.retention.days = 30
    let service = try TestService(policies: [policy])
    try await service.withRoutes { client in
      for user in ["alice", "bob"] {
        for count in 1...2 { try await client.backUp(.sample(apps: count), of: user) }
      }
    }
    #expect(try await service.services.retention.round() == 0)
    service.moveClock(by: 31 * 86_400)
    #expect(try await service.services.retention.round() == 2)
    #expect(try await service.services.retention.round() == 0)
  }

  @Test("A person's device is told its whole policy, and when its next backup is due")
  func effective() async throws {
    var policy = Self.on
    policy.backup.intervalHours = 24
    let service = try TestService(policies: [policy])
    try await service.withRoutes { client in
      func answer() async throws -> EffectivePolicyAnswer {
        try await client.get(.effectivePolicy, [.user: "alice", .device: "d-old"]).decode()
      }
      let before = try await answer()
      #expect(before.backup.isDue && before.backup.lastAt == nil)
      #expect(before.keys.map(\.key) == EffectivePolicy.keys.map(\.name))
      #expect(BackupRules(before.keys)?.intervalHours == 24)
      try await client.backUp(.sample())
      let after = try await answer()
      #expect(!after.backup.isDue)
      #expect(after.backup.dueAt == TestService.start + 86_400)
      service.moveClock(by: 86_400)
      #expect(try await answer().backup.isDue)
    }
  }

  @Test("Staff sees the policy by the groups of the person's own sign-in, not by their own")
  func groupsOfOthers() async throws {
    let policies = [
      Self.on, Policy(name: "sales", groups: ["sales"], priority: 5, offerLimit: 9),
    ]
    let service = try TestService(policies: policies)
    try await service.withRoutes { client in
      let helpDesk = try service.issuers.first.token(
        for: "henry", roles: [.helpDesk], more: #","groups":["sales"]"#)
      func limit() async throws -> (PolicyValue?, Bool) {
        let answer = try await client.get(
          .effectivePolicy, [.user: "alice", .device: "d-new"], token: helpDesk
        ).decode(EffectivePolicyAnswer.self)
        return (answer.keys.first { $0.key == "offerLimit" }?.value, answer.groupsKnown)
      }
      // Nobody knows her groups yet, so what offers less counts.
      #expect(try await limit() == (.number(3), false))
      let alice = try service.issuers.first.token(
        for: "alice", roles: [.person], more: #","groups":["sales"]"#)
      _ = try await client.post(
        SignInStatement.sample(), to: .signIn, [.user: "alice"], token: alice)
      #expect(try await limit() == (.number(9), true))
    }
  }
}
