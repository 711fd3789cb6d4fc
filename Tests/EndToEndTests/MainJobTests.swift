import DeviceAgent
import Foundation
import ServiceAPI
import Testing
import WindowsDevice

@Suite("From the old PC to the new one", .serialized)
struct MainJobTests {
  private struct Backup: Decodable {
    struct Receipt: Decodable {
      let profile: String
      let version: Int
      let changed: Bool
    }
    let receipt: Receipt
    let sent: [String]
    let sentBytes: Int
  }

  private struct Visit: Decodable {
    struct Decision: Decodable {
      let decision: String
      let checks: [Check]
      var failed: [String] { checks.filter { !$0.passed }.map(\.id) }
    }
    struct Check: Decodable {
      let id: String
      let passed: Bool
    }
    struct Restore: Decodable {
      let verifiedSettings: Int
      let verifiedPins: Int
      let settingsNotKept: [String]
    }
    let decision: Decision
    let outcome: String?
    let restore: Restore?
  }

  private struct History: Decodable {
    struct Offer: Decodable {
      let moment: String
      let outcome: String?
    }
    let offers: [Offer]
  }

  private func backUp(_ user: String, _ stage: Stage) throws -> Backup {
    let result = try stage.valise("backup", "--volume", stage.oldPC, "--user", user, "--json")
    try #require(result.status == 0, "\(result.errors)")
    return try result.json(Backup.self)
  }

  private func signIn(
    _ user: String, _ moment: String, _ choice: String, on disk: String, _ stage: Stage
  ) throws -> Visit {
    let result = try stage.valise(
      "sign-in", "--volume", disk, "--user", user, "--moment", moment, "--choose", choice,
      "--json")
    try #require(result.status == 0, "\(result.errors)")
    return try result.json(Visit.self)
  }

  private func outcomes(of user: String, _ stage: Stage) throws -> [String?] {
    try stage.valise("offers", "--volume", stage.newPC, "--user", user, "--json")
      .json(History.self).offers.map(\.outcome)
  }

  @Test("a missed offer comes again at the first sign-in, is restored, and can be undone")
  func secondChance() throws {
    let stage = try Stage()
    let first = try backUp("alice", stage)
    #expect(first.receipt.version == 1)
    #expect(Set(first.sent) == ["settings", "apps", "startPins", "taskbarPins", "files"])

    #expect(try signIn("alice", "oobe", "later", on: stage.setup, stage).outcome == "missed")
    let before = try export("alice", stage)
    let visit = try signIn("alice", "firstSignIn", "DESKTOP-4F2", on: stage.newPC, stage)
    #expect(visit.decision.decision == "offer")
    #expect(visit.decision.checks.count == 12)
    #expect(visit.outcome == "restored")
    #expect(visit.restore?.settingsNotKept == [])
    #expect((visit.restore?.verifiedSettings ?? 0) > 100)
    #expect(try outcomes(of: "alice", stage) == ["missed", "restored"])
    #expect(try export("alice", stage) != before)

    let again = try signIn("alice", "firstSignIn", "DESKTOP-4F2", on: stage.newPC, stage)
    #expect(again.decision.decision == "noOffer")
    #expect(again.decision.failed.contains("notRestored"))

    let undone = try stage.valise("undo", "--volume", stage.newPC, "--user", "alice")
    #expect(undone.status == 0, "\(undone.errors)")
    #expect(try export("alice", stage) == before)
  }

  private func export(_ user: String, _ stage: Stage) throws -> String {
    let exported = try Program.valise.run(
      ["hive", "export", stage.newPC + "/Users/\(user)/NTUSER.DAT"])
    try #require(exported.status == 0, "\(exported.errors)")
    return exported.output
  }

  @Test("a person who chose to set up as new is not asked again, and the reason is said")
  func noIsRespected() throws {
    let stage = try Stage()
    _ = try backUp("bob", stage)
    #expect(try signIn("bob", "oobe", "new", on: stage.setup, stage).outcome == "skipped")
    let visit = try signIn("bob", "firstSignIn", "DESKTOP-4F2", on: stage.newPC, stage)
    #expect(visit.decision.decision == "noOffer")
    #expect(visit.decision.failed == ["notSkipped"])
    let why = try stage.valise("explain", "--volume", stage.newPC, "--user", "bob")
    #expect(why.output.contains("No offer"))
    #expect(why.output.contains("NO   notSkipped"))
  }

  @Test("a person who said no can still restore by themselves")
  func onDemand() throws {
    let stage = try Stage()
    let backup = try backUp("bob", stage)
    _ = try signIn("bob", "oobe", "new", on: stage.setup, stage)
    let plan = try stage.valise(
      "restore", "--volume", stage.newPC, "--user", "bob", "--profile", backup.receipt.profile,
      "--dry-run")
    #expect(plan.status == 0, "\(plan.errors)")
    #expect(try outcomes(of: "bob", stage) == ["skipped"])
    let restored = try stage.valise(
      "restore", "--volume", stage.newPC, "--user", "bob", "--profile", backup.receipt.profile)
    #expect(restored.status == 0, "\(restored.errors)")
    #expect(try outcomes(of: "bob", stage) == ["skipped", "restored"])
  }

  @Test("a second backup without a change sends nothing, and one with a change only that component")
  func onlyWhatChanged() throws {
    let stage = try Stage()
    let first = try backUp("alice", stage)
    let second = try backUp("alice", stage)
    #expect(second.receipt.profile == first.receipt.profile)
    #expect(second.receipt.version == 1)
    #expect(!second.receipt.changed)
    #expect(second.sent.isEmpty)
    #expect(second.sentBytes == 0)

    let pinned =
      stage.oldPC
      + "/Users/alice/AppData/Roaming/Microsoft/Internet Explorer/Quick Launch/User Pinned/TaskBar"
    try Data().write(to: URL(fileURLWithPath: pinned + "/Zoom.lnk"))
    let third = try backUp("alice", stage)
    #expect(third.receipt.version == 2)
    // The list of apps notes which are pinned.
    #expect(third.sent == ["apps", "taskbarPins"])

    let difference = try stage.valise(
      "diff", "\(third.receipt.profile)@1", "\(third.receipt.profile)@newest", "--volume",
      stage.oldPC, "--user", "alice")
    #expect(difference.output.contains("Zoom.lnk"))
    #expect(difference.output.contains("1 difference."))
  }

  @Test("a service that was away at the first sign-in hears of the missed offer, and asks again")
  func serviceAway() throws {
    let stage = try Stage()
    _ = try backUp("alice", stage)
    stage.stopService()
    let away = try stage.valise(
      "sign-in", "--volume", stage.newPC, "--user", "alice", "--moment", "firstSignIn",
      "--choose", "DESKTOP-4F2")
    #expect(away.status == 4)
    #expect(away.errors.contains("[service.unreachable]"))
    try stage.startService()
    let visit = try signIn("alice", "firstSignIn", "DESKTOP-4F2", on: stage.newPC, stage)
    #expect(visit.outcome == "restored")
    #expect(try outcomes(of: "alice", stage) == ["missed", "restored"])
  }

  @Test("a service that is not well several times has missed one offer, and the person is asked")
  func illService() throws {
    let stage = try Stage()
    _ = try backUp("alice", stage)
    let ill = try IllService()
    for _ in 1...4 {
      let failed = try stage.valise(
        "sign-in", "--volume", stage.newPC, "--user", "alice", "--moment", "firstSignIn",
        "--choose", "DESKTOP-4F2", server: ill.address)
      #expect(failed.status == 1)
      #expect(failed.errors.contains("[store.unavailable]"))
    }
    #expect(
      try signIn("alice", "firstSignIn", "DESKTOP-4F2", on: stage.newPC, stage).outcome
        == "restored")
    #expect(try outcomes(of: "alice", stage) == ["missed", "restored"])
  }

  @Test("a no that the service could not take is told at the next sign-in, and stays a no")
  func keptNo() async throws {
    let stage = try Stage()
    _ = try backUp("alice", stage)
    let device = try OfflineVolume(mountedAt: URL(fileURLWithPath: stage.newPC))
    let account = try await device.accounts().account(named: "alice")
    func signIn(_ address: String) throws -> SignIn {
      SignIn(
        device: device, account: account,
        client: try ServiceClient(address: address, token: stage.token()))
    }
    let offer = try #require(
      try await signIn(stage.address).ask(at: .firstSignIn, time: Date(), within: .seconds(5)).offer
    )
    let ill = try IllService()
    #expect(try await signIn(ill.address).conclude(offer, with: .skipped) == false)

    let visit = try self.signIn("alice", "firstSignIn", "DESKTOP-4F2", on: stage.newPC, stage)
    #expect(visit.decision.decision == "noOffer")
    #expect(visit.decision.failed.contains("notSkipped"))
    #expect(try outcomes(of: "alice", stage) == ["skipped"])
  }

  @Test("a profile that is misspelled is an error before an offer is made")
  func misspelledChoice() throws {
    let stage = try Stage()
    _ = try backUp("alice", stage)
    let result = try stage.valise(
      "sign-in", "--volume", stage.newPC, "--user", "alice", "--moment", "firstSignIn",
      "--choose", "DESKTOP-4F3")
    #expect(result.status == 1)
    #expect(result.errors.contains("[profile.notFound]"))
    #expect(try outcomes(of: "alice", stage) == [])
  }

  @Test("an older snapshot is restored when it is named, and only what is chosen")
  func olderSnapshot() throws {
    let stage = try Stage()
    let profile = try backUp("alice", stage).receipt.profile
    let restored = try stage.valise(
      "restore", "--volume", stage.newPC, "--user", "alice", "--profile", profile, "--snapshot",
      "1", "--only", "mouse", "--json")
    #expect(restored.status == 0, "\(restored.errors)")
    let restore = try #require(try restored.json(Visit.self).restore)
    #expect((1..<50).contains(restore.verifiedSettings))
    let none = try stage.valise(
      "restore", "--volume", stage.newPC, "--user", "alice", "--profile", profile, "--snapshot",
      "7")
    #expect(none.status == 1)
  }

  @Test(
    "a sensitive setting comes along where both PCs opt it in, and is shown to whoever asks for it")
  func sensitiveSetting() throws {
    let stage = try Stage()
    let secret = "not-a-real-password"
    let optIn = ["--include-secret", "environment.variable[PIP_INDEX_URL]"]
    let old = ["--volume", stage.oldPC, "--user", "alice"]
    let new = ["--volume", stage.newPC, "--user", "alice"]
    var printed: [String] = []
    func valise(_ arguments: [String]) throws -> String {
      let result = try stage.valise(arguments)
      #expect(result.status == 0, "\(arguments): \(result.errors)")
      printed += [result.output, result.errors]
      return result.output
    }
    _ = try valise(["backup"] + old)
    _ = try valise(["backup"] + old + optIn + ["--only", "environment"])
    let profile = try backUp("alice", stage).receipt.profile
    for json in [[], ["--json"]] {
      _ = try valise(["capture"] + old + optIn + json)
      #expect(
        try valise(["show", profile, "--snapshot", "2"] + old + json).contains("(secret)"))
      #expect(
        try valise(["diff", profile + "@1", profile + "@2"] + old + json).contains("(secret)"))
      _ = try valise(
        ["restore", "--profile", profile, "--snapshot", "2", "--dry-run"] + new + optIn + json)
    }
    let only = ["--only", "environment.variable[PIP_INDEX_URL]"]
    let restore = ["restore", "--profile", profile, "--snapshot", "2"] + new + only
    #expect(try valise(restore + ["--dry-run"]).contains("not opted in on this PC"))
    #expect(try valise(restore + optIn).contains("Read back: 1 setting"))
    #expect(printed.allSatisfy { !$0.contains(secret) })
    let shown = try stage.valise(["show", profile, "--snapshot", "2", "--reveal"] + old)
    #expect(shown.output.contains(secret))
    #expect(try export("alice", stage).contains(secret))
  }

  @Test("two visits of one person at once: the second is told to come again")
  func twoVisits() async throws {
    let stage = try Stage()
    let device = try OfflineVolume(mountedAt: URL(fileURLWithPath: stage.newPC))
    let account = try await device.accounts().account(named: "alice")
    let lock = try await device.lock(.restore, for: account)
    let busy = try stage.valise("undo", "--volume", stage.newPC, "--user", "alice")
    #expect(busy.status == 1)
    #expect(busy.errors.contains("[device.busy]"))
    lock.release()
    let free = try stage.valise("undo", "--volume", stage.newPC, "--user", "alice")
    #expect(free.errors.contains("[agent.nothingToUndo]"))
  }

  @Test("a receipt holds when the service is killed right after it")
  func killedAfterReceipt() throws {
    let stage = try Stage()
    let backup = try backUp("alice", stage)
    stage.stopService(SIGKILL)
    try stage.startService()
    let shown = try stage.valise(
      "show", backup.receipt.profile, "--snapshot", "1", "--volume", stage.oldPC, "--user",
      "alice", "--json")
    #expect(shown.status == 0, "\(shown.errors)")
    let captured = try Program.valise.run(
      ["capture", "--volume", stage.oldPC, "--user", "alice", "--json"])
    #expect(shown.output == captured.output)
  }
}
