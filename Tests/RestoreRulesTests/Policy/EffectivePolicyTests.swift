import Testing

@testable import RestoreRules

@Suite("The effective policy")
struct EffectivePolicyTests {
  private func effective(
    _ policies: [Policy], groups: [String] = ["pilot"], on device: String? = nil
  ) -> EffectivePolicy {
    EffectivePolicy(groups: groups, device: device, policies: policies)
  }

  @Test("Where no policy decides, the answer is no", arguments: Moment.allCases)
  func nothingDecides(moment: Moment) {
    let restore = effective([Policy(name: "silent", offerLimit: 5)]).restore(at: moment)
    #expect(!restore.value)
    #expect(restore.policy == nil)
    #expect(decide(.sample(at: moment) { $0.policies = [] }).failed == ["policy"])
  }

  @Test("A policy decides only the moments that it names")
  func namedMoments() {
    let policies = [
      Policy(name: "high", priority: 10, restore: [.oobe: false]),
      Policy(name: "low", restore: [.oobe: true, .firstSignIn: true]),
    ]
    #expect(effective(policies).restore(at: .oobe).policy == "high")
    #expect(!effective(policies).restore(at: .oobe).value)
    #expect(effective(policies).restore(at: .firstSignIn).policy == "low")
    #expect(effective(policies).restore(at: .firstSignIn).value)
  }

  @Test("A policy of other people's groups does not count, whatever its priority")
  func groups() {
    let policies = [
      Policy(name: "everyone", restore: [.firstSignIn: true]),
      Policy(
        name: "sales", groups: ["sales", "field"], priority: 99, restore: [.firstSignIn: false]),
    ]
    #expect(effective(policies).restore(at: .firstSignIn).policy == "everyone")
    #expect(effective(policies, groups: ["field"]).restore(at: .firstSignIn).policy == "sales")
    #expect(effective(policies, groups: []).restore(at: .firstSignIn).policy == "everyone")
  }

  @Test("Where not all groups are known, a policy that may apply takes away and never adds")
  func unknownGroups() {
    func unsure(_ policies: [Policy], groups: [String] = []) -> EffectivePolicy {
      EffectivePolicy(
        groups: groups, groupsKnown: false, policies: policies)
    }
    let everyone = Policy(name: "everyone", restore: [.firstSignIn: true], offerLimit: 5)
    let no = Policy(
      name: "no", groups: ["sales"], priority: 9, restore: [.firstSignIn: false], offerLimit: 2)
    #expect(!unsure([everyone, no]).restore(at: .firstSignIn).value)
    #expect(unsure([everyone, no]).restore(at: .firstSignIn).policy == "no")
    #expect(unsure([everyone, no]).restore(at: .firstSignIn).reason.contains("Not all groups"))
    #expect(unsure([everyone, no])[.offerLimit].value == 2)

    // It adds nothing, counts for less, or applies for certain: then nothing is open.
    let yes = Policy(name: "yes", groups: ["sales"], restore: [.firstSignIn: true])
    #expect(!unsure([yes]).restore(at: .firstSignIn).value)
    #expect(unsure([yes]).restore(at: .firstSignIn).reason.contains("Not all groups"))
    let low = Policy(
      name: "low", groups: ["sales"], priority: -1, restore: [.firstSignIn: false])
    #expect(
      unsure([everyone, low]).restore(at: .firstSignIn)
        == effective([everyone]).restore(at: .firstSignIn))
    #expect(
      unsure([everyone, no], groups: ["sales"])
        == effective([everyone, no], groups: ["sales"]))
    #expect(
      unsure([everyone, yes]).restore(at: .firstSignIn)
        == effective([everyone]).restore(at: .firstSignIn))
  }

  @Test("A policy that may name the moment on demand is thought of, too")
  func unknownGroupsOnDemand() {
    let policies = [
      Policy(name: "everyone", restore: [.firstSignIn: true]),
      Policy(name: "no", groups: ["sales"], priority: -1, restore: [.onDemand: false]),
    ]
    #expect(effective(policies).restore(at: .onDemand).value)
    let unsure = EffectivePolicy(
      groups: [], groupsKnown: false, policies: policies)
    #expect(!unsure.restore(at: .onDemand).value)
  }

  @Test("On demand follows the first sign-in where nobody names it")
  func onDemandFollows() {
    for allowed in [true, false] {
      let follows = effective(
        [Policy(name: "p", restore: [.oobe: !allowed, .firstSignIn: allowed])]
      ).restore(at: .onDemand)
      #expect(follows.value == allowed)
      #expect(follows.reason.contains("a restore on demand follows that"))
    }
  }

  @Test("On demand does not follow where a policy of any priority names it")
  func onDemandNamed() {
    let policies = [
      Policy(name: "high", priority: 10, restore: [.firstSignIn: true]),
      Policy(name: "low", restore: [.onDemand: false]),
    ]
    #expect(!effective(policies).restore(at: .onDemand).value)
    #expect(effective(policies).restore(at: .onDemand).policy == "low")
    let elsewhere = [
      Policy(name: "high", restore: [.firstSignIn: true]),
      Policy(name: "sales", groups: ["sales"], restore: [.onDemand: false]),
    ]
    #expect(effective(elsewhere).restore(at: .onDemand).value)
  }

  @Test("Policies of one priority that disagree: what offers less counts, in any order")
  func ties() {
    let policies = [
      Policy(
        name: "a", restore: [.firstSignIn: true], offerLimit: 5, correctionWindowDays: 2,
        admit: [.userless: true]),
      Policy(
        name: "b", restore: [.firstSignIn: false], offerLimit: 2, correctionWindowDays: 30,
        admit: [.userless: false]),
    ]
    for policies in [policies, policies.reversed()] {
      let policy = effective(policies)
      #expect(!policy.restore(at: .firstSignIn).value)
      #expect(policy.restore(at: .firstSignIn).policy == "b")
      #expect(
        policy.restore(at: .firstSignIn).reason.contains(
          "\"a\" (priority 0, for everyone) disagrees"))
      #expect(policy[.offerLimit].value == 2)
      #expect(policy[.correctionWindow].value == 2)
      #expect(!policy[.admitsUserless].value)
    }
  }

  @Test("Policies of one priority that agree: the first by name is named")
  func agreement() {
    let policies = ["b", "a"].map { Policy(name: $0, restore: [.firstSignIn: true]) }
    #expect(effective(policies).restore(at: .firstSignIn).policy == "a")
    #expect(effective(policies).entries == effective(policies.reversed()).entries)
  }

  @Test("Every key is decided on its own, and has its default")
  func keys() {
    let none = effective([])
    #expect(none[.offerLimit].value == 3)
    #expect(none[.correctionWindow].value == 14)
    #expect(!none[.admitsUserless].value && !none[.admitsNonPersistent].value)
    let policy = effective([
      Policy(name: "limit", priority: 5, offerLimit: 7),
      Policy(
        name: "rest", restore: [.firstSignIn: true], offerLimit: 1, correctionWindowDays: 3,
        admit: [.nonPersistent: true]),
    ])
    #expect(policy[.offerLimit].value == 7)
    #expect(policy[.offerLimit].policy == "limit")
    #expect(policy[.correctionWindow].value == 3)
    #expect(policy[.admitsNonPersistent].value)
    #expect(policy.restore(at: .firstSignIn).value)
  }

  @Test("The reason names the policy, its priority, its groups, and what it won over")
  func reason() {
    let policies = [
      Policy(name: "default", restore: [.firstSignIn: true]),
      Policy(name: "pilot", groups: ["pilot"], priority: 10, restore: [.firstSignIn: false]),
    ]
    #expect(
      effective(policies).restore(at: .firstSignIn).reason
        == "The policy \"pilot\" (priority 10, for the group pilot) does not allow a restore at the first sign-in. It counts before the policy \"default\" (priority 0, for everyone)."
    )
  }
}
