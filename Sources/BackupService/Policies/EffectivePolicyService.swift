import Foundation
import Identity
import RestoreRules
import ServiceAPI
import Store

/// What the policies of a tenant come to for its people on their devices.
public struct EffectivePolicyService: Sendable {
  let store: any Store
  let tenants: Tenants
  let policies: PolicyService
  let groups: PersonGroups
  /// How long an offer waits for its answer where no policy says so.
  let answerTimeout: TimeInterval
  let now: @Sendable () -> Date

  /// A person on a device, as policies see them.
  struct Standing: Sendable {
    let device: DeviceID
    let groups: [String]
    let groupsKnown: Bool
    /// False when the directory has deactivated or removed the account.
    let isActive: Bool
    /// The policies that apply, and those that may.
    let policies: [Policy]
    let defaults: PolicyDefaults

    var effective: EffectivePolicy { effective(under: policies) }

    /// How long an offer waits for its answer, in seconds.
    var answerTimeout: TimeInterval { TimeInterval(effective[.answerTimeout].value) }

    func effective(under policies: [Policy]) -> EffectivePolicy {
      EffectivePolicy(
        groups: groups, groupsKnown: groupsKnown, device: device.rawValue, policies: policies,
        defaults: defaults)
    }
  }

  /// - Parameters:
  ///   - stated: what the identity provider said of the person's groups.
  ///   - policies: other ones than those that count now.
  func standing(
    of person: PersonID, on device: DeviceID, stated: GroupMembership,
    under policies: [Policy]? = nil
  ) async throws -> Standing {
    let known = try await groups.answer(for: person, token: stated)
    let all: [Policy]
    if let policies {
      all = policies
    } else {
      all = try await self.policies.policies(of: person.tenant)
    }
    return Standing(
      device: device, groups: known.groups, groupsKnown: known.areAll,
      isActive: known.isActive,
      policies: all.filter {
        $0.mayApply(toGroups: known.groups, groupsKnown: known.areAll, on: device.rawValue)
      },
      defaults: PolicyDefaults(
        requirements: tenants[person.tenant]?.requirements ?? .standard,
        answerTimeoutSeconds: Int(answerTimeout)))
  }

  /// The shortest time, in seconds, that any offer waits for its answer under these policies.
  func shortestAnswerTimeout(under policies: [Policy]) -> TimeInterval {
    policies.compactMap(\.answerTimeoutSeconds).map(TimeInterval.init)
      .reduce(answerTimeout, min)
  }

  func effective(
    for person: PersonID, on device: DeviceID, stated: GroupMembership
  ) async throws -> EffectivePolicy {
    try await standing(of: person, on: device, stated: stated).effective
  }

  /// What is known of a person's groups when this caller asks: from their own token, else what it said
  /// at their last sign-in. Whoever never signed in may be in any.
  func membership(
    of person: PersonID, on device: DeviceID, as caller: Caller? = nil
  ) async throws -> GroupMembership {
    if let caller, caller.speaks(for: person.subject) { return caller.groups }
    let signIn = try await store.lastSignIn(of: person, on: device)
    let last: StoredSignIn?
    if let signIn {
      last = signIn
    } else {
      last = try await store.lastSignIn(of: person, on: SignInService.anyDevice)
    }
    return try last.map { try RecordedSignIn($0).membership } ?? .unknown
  }

  /// The whole table, and when the device is to back up.
  public func answer(
    for person: PersonID, on device: DeviceID, as caller: Caller
  ) async throws -> EffectivePolicyAnswer {
    let standing = try await standing(
      of: person, on: device, stated: membership(of: person, on: device, as: caller))
    let policy = standing.effective
    let lastAt = try await store.profile(from: device, of: person)?.lastBackupAt
    let dueAt = lastAt?.addingTimeInterval(Double(policy[.backupInterval].value) * 3600)
    return EffectivePolicyAnswer(
      user: person.subject, device: device.rawValue, groups: standing.groups.sorted(),
      groupsKnown: standing.groupsKnown, keys: policy.entries,
      backup: .init(lastAt: lastAt, dueAt: dueAt, isDue: dueAt.map { $0 <= now() } ?? true))
  }
}
