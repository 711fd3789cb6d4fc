import Foundation
import Testing

@testable import RestoreRules

@Suite("A preview")
struct PreviewTests {
  private func policy(_ previews: [Facts.Preview], allowed: Bool = true) -> Check? {
    decide(
      .sample {
        $0.previews = previews
        if !allowed { $0.policies = [] }
      })[.policy]
  }

  @Test("that has not accepted the person is the reason of the policy's check, with its name")
  func notAccepted() {
    let check = policy([.of(.firstSignIn, admitted: false)])
    #expect(check?.passed == false)
    #expect(
      check?.reason.hasPrefix(
        "A restore at the first sign-in is in preview, by the programme \"Early birds\", which has accepted neither this person's organization nor a group of theirs. The policy \"default\""
      ) == true)
  }

  @Test("that has accepted the person says so, and still wants a policy")
  func accepted() {
    let previews: [Facts.Preview] = [
      .of(.firstSignIn, admitted: false), .of(.firstSignIn, admitted: true),
    ]
    #expect(policy(previews)?.passed == true)
    #expect(policy(previews)?.reason.hasSuffix("\"Early birds\", which has accepted them.") == true)
    #expect(policy(previews, allowed: false)?.passed == false)
  }

  @Test("of another feature does not touch the decision")
  func otherFeature() {
    #expect(policy([.of(.oobe, admitted: false)]) == policy([]))
  }

  @Test("where not all groups are known, the reason does not claim more than is known")
  func unknownGroups() {
    let decision = decide(
      .sample {
        $0.user.groupsKnown = false
        $0.previews = [.of(.firstSignIn, admitted: false)]
      })
    #expect(decision[.policy]?.passed == false)
    #expect(decision[.policy]?.reason.contains("as far as this person's groups are known") == true)
  }
}
