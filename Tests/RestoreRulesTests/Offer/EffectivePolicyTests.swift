import Testing

@testable import RestoreRules

@Suite("The effective policy")
struct EffectivePolicyTests {
  private func effective(
    _ policies: [RestorePolicy], at moment: Moment = .firstSignIn, groups: [String] = ["pilot"]
  ) -> EffectivePolicy {
    EffectivePolicy(at: moment, groups: groups, policies: policies)
  }

  @Test("Where no policy decides, the answer is no", arguments: Moment.allCases)
  func nothingDecides(moment: Moment) {
    let policy = effective([RestorePolicy(name: "silent", offerLimit: 5)], at: moment)
    #expect(!policy.restore.value)
    #expect(policy.restore.policy == nil)
    #expect(decide(.sample(at: moment) { $0.policies = [] }).failed == ["policy"])
  }

  @Test("A policy decides only the moments that it names")
  func namedMoments() {
    let policies = [
      RestorePolicy(name: "high", priority: 10, restore: [.oobe: false]),
      RestorePolicy(name: "low", restore: [.oobe: true, .firstSignIn: true]),
    ]
    #expect(effective(policies, at: .oobe).restore.policy == "high")
    #expect(!effective(policies, at: .oobe).restore.value)
    #expect(effective(policies, at: .firstSignIn).restore.policy == "low")
    #expect(effective(policies, at: .firstSignIn).restore.value)
  }

  @Test("A policy of other people's groups does not count, whatever its priority")
  func groups() {
    let policies = [
      RestorePolicy(name: "everyone", restore: [.firstSignIn: true]),
      RestorePolicy(
        name: "sales", groups: ["sales", "field"], priority: 99, restore: [.firstSignIn: false]),
    ]
    #expect(effective(policies).restore.policy == "everyone")
    #expect(effective(policies, groups: ["field"]).restore.policy == "sales")
    #expect(effective(policies, groups: []).restore.policy == "everyone")
  }

  @Test("Where not all groups are known, a policy that may apply takes away and never adds")
  func unknownGroups() {
    func unsure(_ policies: [RestorePolicy], groups: [String] = []) -> EffectivePolicy {
      EffectivePolicy(
        at: .firstSignIn, groups: groups, groupsKnown: false, policies: policies)
    }
    let everyone = RestorePolicy(name: "everyone", restore: [.firstSignIn: true], offerLimit: 5)
    let no = RestorePolicy(
      name: "no", groups: ["sales"], priority: 9, restore: [.firstSignIn: false], offerLimit: 2)
    #expect(!unsure([everyone, no]).restore.value)
    #expect(unsure([everyone, no]).restore.policy == "no")
    #expect(unsure([everyone, no]).restore.reason.contains("Not all groups"))
    #expect(unsure([everyone, no]).offerLimit.value == 2)

    // It adds nothing, counts for less, or applies for certain: then nothing is open.
    let yes = RestorePolicy(name: "yes", groups: ["sales"], restore: [.firstSignIn: true])
    #expect(!unsure([yes]).restore.value)
    #expect(unsure([yes]).restore.reason.contains("Not all groups"))
    let low = RestorePolicy(
      name: "low", groups: ["sales"], priority: -1, restore: [.firstSignIn: false])
    #expect(unsure([everyone, low]).restore == effective([everyone]).restore)
    #expect(
      unsure([everyone, no], groups: ["sales"])
        == effective([everyone, no], groups: ["sales"]))
    #expect(unsure([everyone, yes]).restore == effective([everyone]).restore)
  }

  @Test("A policy that may name the moment on demand is thought of, too")
  func unknownGroupsOnDemand() {
    let policies = [
      RestorePolicy(name: "everyone", restore: [.firstSignIn: true]),
      RestorePolicy(name: "no", groups: ["sales"], priority: -1, restore: [.onDemand: false]),
    ]
    #expect(effective(policies, at: .onDemand).restore.value)
    let unsure = EffectivePolicy(
      at: .onDemand, groups: [], groupsKnown: false, policies: policies)
    #expect(!unsure.restore.value)
  }

  @Test("On demand follows the first sign-in where nobody names it")
  func onDemandFollows() {
    for allowed in [true, false] {
      let follows = effective(
        [RestorePolicy(name: "p", restore: [.oobe: !allowed, .firstSignIn: allowed])], at: .onDemand
      )
      #expect(follows.restore.value == allowed)
      #expect(follows.restore.reason.contains("a restore on demand follows that"))
    }
  }

  @Test("On demand does not follow where a policy of any priority names it")
  func onDemandNamed() {
    let policies = [
      RestorePolicy(name: "high", priority: 10, restore: [.firstSignIn: true]),
      RestorePolicy(name: "low", restore: [.onDemand: false]),
    ]
    #expect(!effective(policies, at: .onDemand).restore.value)
    #expect(effective(policies, at: .onDemand).restore.policy == "low")
    let elsewhere = [
      RestorePolicy(name: "high", restore: [.firstSignIn: true]),
      RestorePolicy(name: "sales", groups: ["sales"], restore: [.onDemand: false]),
    ]
    #expect(effective(elsewhere, at: .onDemand).restore.value)
  }

  @Test("Policies of one priority that disagree: what offers less counts, in any order")
  func ties() {
    let policies = [
      RestorePolicy(
        name: "a", restore: [.firstSignIn: true], offerLimit: 5, correctionWindowDays: 2,
        admit: [.userless: true]),
      RestorePolicy(
        name: "b", restore: [.firstSignIn: false], offerLimit: 2, correctionWindowDays: 30,
        admit: [.userless: false]),
    ]
    for policies in [policies, policies.reversed()] {
      let policy = effective(policies)
      #expect(!policy.restore.value)
      #expect(policy.restore.policy == "b")
      #expect(policy.restore.reason.contains("\"a\" (priority 0, for everyone) disagrees"))
      #expect(policy.offerLimit.value == 2)
      #expect(policy.correctionWindowDays.value == 2)
      #expect(!policy.admitsUserless.value)
    }
  }

  @Test("Policies of one priority that agree: the first by name is named")
  func agreement() {
    let policies = ["b", "a"].map { RestorePolicy(name: $0, restore: [.firstSignIn: true]) }
    #expect(effective(policies).restore.policy == "a")
    #expect(effective(policies) == effective(policies.reversed()))
  }

  @Test("Every key is decided on its own, and has its default")
  func keys() {
    let none = effective([])
    #expect(none.offerLimit.value == 3)
    #expect(none.correctionWindowDays.value == 14)
    #expect(!none.admitsUserless.value && !none.admitsNonPersistent.value)
    let policy = effective([
      RestorePolicy(name: "limit", priority: 5, offerLimit: 7),
      RestorePolicy(
        name: "rest", restore: [.firstSignIn: true], offerLimit: 1, correctionWindowDays: 3,
        admit: [.nonPersistent: true]),
    ])
    #expect(policy.offerLimit.value == 7)
    #expect(policy.offerLimit.policy == "limit")
    #expect(policy.correctionWindowDays.value == 3)
    #expect(policy.admitsNonPersistent.value)
    #expect(policy.restore.value)
  }

  @Test("The reason names the policy, its priority, its groups, and what it won over")
  func reason() {
    let policies = [
      RestorePolicy(name: "default", restore: [.firstSignIn: true]),
      RestorePolicy(name: "pilot", groups: ["pilot"], priority: 10, restore: [.firstSignIn: false]),
    ]
    #expect(
      effective(policies).restore.reason
        == "The policy \"pilot\" (priority 10, for the group pilot) does not allow a restore at the first sign-in. It counts before the policy \"default\" (priority 0, for everyone)."
    )
  }
}
