import Testing

@testable import RestoreRules

@Suite("The rules about the person")
struct PersonRuleTests {
  @Test("Only a work account of the organization is offered a restore")
  func account() {
    #expect(decide(.sample { $0.user.account = .microsoftAccount }).failed == ["account"])
    #expect(decide(.sample { $0.user.account = .local }).failed == ["account"])
  }

  @Test("Without a profile that can be restored there is no offer", arguments: Moment.allCases)
  func backup(moment: Moment) {
    let none = decide(.sample(at: moment) { $0.profiles = [] })
    #expect(none.failed == ["backup"])
    #expect(none.reason(.backup) == "Nothing has been backed up for this person.")
    let broken = decide(.sample(at: moment) { $0.profiles[0].restorable = false })
    #expect(broken.failed == ["backup"])
    #expect(broken.reason(.backup).contains("1 backup profile"))
  }

  @Test("The reason names the newest profile of those that can be restored")
  func newestProfile() {
    let decision = decide(
      .sample {
        $0.profiles += [
          .init(id: "p-2", device: "NEWER", lastBackupAt: date("2026-11-20T09:15:00Z")),
          .init(
            id: "p-3", device: "BROKEN", lastBackupAt: date("2026-11-21T09:15:00Z"),
            restorable: false),
        ]
      })
    #expect(decision.failed == [])
    #expect(
      decision.reason(.backup)
        == "There are 2 backup profiles to restore, the newest from NEWER, backed up 2026-11-20 09:15 UTC."
    )
  }
}
