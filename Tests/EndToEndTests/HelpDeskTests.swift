import Foundation
import ServiceAPI
import Testing

/// The questions of docs/help-desk.md, asked with the real programs.
@Suite("At the help desk", .serialized)
struct HelpDeskTests {
  private func valise(_ stage: Stage, _ arguments: String...) throws -> String {
    let result = try stage.valise(arguments)
    try #require(result.status == 0, "\(arguments): \(result.errors)")
    return result.output
  }

  private func signIn(_ moment: String, _ choice: String, on disk: String, _ stage: Stage) throws {
    _ = try valise(
      stage, "sign-in", "--volume", disk, "--user", "alice", "--moment", moment, "--choose", choice)
  }

  /// The ids of the person and of the new PC.
  private func newest(_ stage: Stage) async throws -> (user: String, device: String) {
    let client = try ServiceClient(address: stage.address, token: stage.token())
    let user = try #require(try await client.people().people.first).user
    let decision = try #require(try await client.decisions(about: user, limit: 1).decisions.first)
    return (user, decision.device)
  }

  @Test("why somebody was not asked is said of now and of then, and they can be asked again")
  func notAsked() async throws {
    let stage = try Stage()
    let nothing = try valise(stage, "admin", "explain", "--user", "alice")
    #expect(nothing.hasPrefix("Not asked: no sign-in of alice is known"))
    _ = try valise(stage, "backup", "--volume", stage.oldPC, "--user", "alice")
    try signIn("oobe", "new", on: stage.setup, stage)
    try signIn("firstSignIn", "later", on: stage.newPC, stage)
    let (user, device) = try await newest(stage)
    #expect(try valise(stage, "admin", "find", "person", "desktop-4f").contains(user))

    let now = try valise(stage, "admin", "explain", "--user", user)
    #expect(now.contains("Decided then: no offer (notSkipped)."))
    #expect(now.contains("NO   notSkipped    The person chose to set up as new during device"))
    let then = try valise(
      stage, "admin", "explain", "--user", user, "--device", device, "--at", "2999-01-01")
    #expect(then.contains("Today's rules say the same of these facts."))
    let before = try valise(stage, "admin", "explain", "--user", user, "--at", "2020-01-01")
    #expect(before.hasPrefix("Not asked: no sign-in of \(user) at "))

    let rearmed = try valise(
      stage, "admin", "offer", "rearm", "--user", user, "--device", device, "--reason",
      "Ticket 4711")
    #expect(rearmed.contains("At the next sign-in there, \(user) is asked."))
    try signIn("firstSignIn", "DESKTOP-4F2", on: stage.newPC, stage)
    let history = try valise(stage, "admin", "offer", "history", "--user", user)
    for step in ["made", "answered", "rearmed"] { #expect(history.contains(step)) }
    #expect(history.contains("Ticket 4711"))
    #expect(try valise(stage, "admin", "person", "show", user).contains("restored"))
    #expect(try valise(stage, "admin", "device", "people", device).contains(user))
  }

  @Test("a PC that is asked for a backup makes it at its next contact, once, and says how it went")
  func backupOrder() async throws {
    let stage = try Stage()
    _ = try valise(stage, "backup", "--volume", stage.oldPC, "--user", "alice")
    let client = try ServiceClient(address: stage.address, token: stage.token())
    let profile = try #require(try await client.profiles(matching: "DESKTOP-4F2").profiles.first)
    let order = [
      "admin", "backup", "request", "--user", profile.user, "--device", profile.device, "--reason",
      "Ticket 4712",
    ]
    let onOldPC = ["backup", "--if-ordered", "--volume", stage.oldPC, "--user", "alice"]
    let unasked = try stage.valise(onOldPC)
    #expect(unasked.status == 0 && unasked.output.isEmpty)
    for _ in 0..<2 { #expect(try stage.valise(order).status == 0) }
    #expect(try await client.backupOrders().orders.map(\.state) == [.open])
    let done = try stage.valise(onOldPC)
    #expect(done.status == 0 && done.output.contains("Nothing has changed since version 1"))
    let orders = try await client.backupOrders().orders
    #expect(orders.map(\.state) == [.done])
    #expect(orders.first?.receipt?.version == 1)
    #expect(try valise(stage, "admin", "backup", "requests").contains("version 1 of"))
    #expect(try stage.valise(onOldPC).output.isEmpty)

    // What goes wrong on the PC is told, too.
    #expect(try stage.valise(order).status == 0)
    let failed = try stage.valise(onOldPC + ["--only", "nonsense"])
    #expect(failed.status == 1)
    let last = try #require(try await client.backupOrders().orders.last)
    #expect(last.state == .failed && last.failure?.code == "input.unknownSelection")
  }

  @Test(
    "a PC that enrolled and never backed up is found with its state, and asked for nothing once revoked"
  )
  func enrolledPC() throws {
    let stage = try Stage()
    let enrolled = try stage.valise("device", "enroll", "--volume", stage.newPC, "--json")
    let record = try enrolled.json(DeviceRecord.self)
    _ = try valise(stage, "backup", "--volume", stage.oldPC, "--user", "alice")
    for text in [record.id, String(record.name.prefix(4)).lowercased()] {
      let found = try valise(stage, "admin", "find", "device", text)
      let row = try #require(found.split(separator: "\n").first { $0.hasPrefix(record.id) })
      #expect(row.contains(record.name) && row.contains("active") && row.contains("static token"))
    }
    let old = try valise(stage, "admin", "find", "device", "desktop-4f")
    #expect(old.contains("not enrolled"))
    _ = try valise(stage, "admin", "device", "revoke", record.id, "--because", "Lost")
    #expect(try valise(stage, "admin", "find", "device", record.id).contains("revoked"))
    let asked = try stage.valise(
      "admin", "backup", "request", "--user", "alice", "--device", record.id, "--reason", "T")
    #expect(asked.status == 1)
    #expect(asked.errors.contains("is revoked, so it will not come"), "\(asked.errors)")
  }

  @Test("who has no backup is listed, and a long list goes on page by page")
  func stale() async throws {
    let stage = try Stage()
    for user in ["alice", "bob"] { try signInFirst(user, stage) }
    let page = try stage.valise("admin", "backups", "stale", "--none", "--limit", "1")
    #expect(page.output.split(separator: "\n").count == 2)
    #expect(page.errors.contains("There are more: repeat with --after '"))
    _ = try valise(stage, "backup", "--volume", stage.oldPC, "--user", "alice")
    let stale = try valise(stage, "admin", "backups", "stale", "--older-than", "30d")
    #expect(stale.split(separator: "\n").count == 2)
    #expect(try stage.valise("admin", "backups", "stale").status == 2)
  }

  @Test("accounts of the directory that name nobody are counted under the list")
  func unnamedAccounts() throws {
    let stage = try Stage()
    let token = try valise(stage, "admin", "scim", "token", "create", "--name", "IdP")
      .trimmingCharacters(in: .whitespacesAndNewlines)
    func push(_ name: String) throws {
      let schema = "urn:ietf:params:scim:schemas:core:2.0:User"
      _ = try NetworkTests.curl(
        stage.address + "/scim/v2/Users", "-H", "Authorization: Bearer \(token)", "-H",
        "Content-Type: application/scim+json", "-d",
        #"{"schemas":["\#(schema)"],"userName":"\#(name)"}"#)
    }
    let stale = ["admin", "backups", "stale", "--none"]
    #expect(try stage.valise(stale).errors.isEmpty)
    try push("ada@example.com")
    let one = try stage.valise(stale)
    let reason = "no externalId that names a person, and cannot be listed: docs/scim.md"
    #expect(one.status == 0)
    #expect(one.output == "Everybody whose account names a person has a fresh backup.\n")
    #expect(one.errors.hasPrefix("1 account of the directory has \(reason)"), "\(one.errors)")
    try push("bob@example.com")
    #expect(
      try stage.valise(stale).errors.hasPrefix("2 accounts of the directory have \(reason)"))
    #expect(try stage.valise(stale + ["--json"]).output.contains("\"unnamedAccounts\""))
  }

  private func signInFirst(_ user: String, _ stage: Stage) throws {
    _ = try valise(
      stage, "sign-in", "--volume", stage.newPC, "--user", user, "--moment", "firstSignIn",
      "--choose", "later")
  }

  @Test("a service that is killed between loses no step: each offer stands where its history ends")
  func killed() async throws {
    let stage = try Stage()
    _ = try valise(stage, "backup", "--volume", stage.oldPC, "--user", "alice")
    let client = try ServiceClient(address: stage.address, token: stage.token())
    let user = try #require(try await client.people().people.first).user
    let told = await withTaskGroup(of: String?.self) { group in
      for number in 0..<200 {
        group.addTask {
          guard let statement = try? Self.statement(number),
            let offer = try? await client.signIn(statement, for: user).offer,
            (try? await client.report(.skipped, of: offer.id, for: user)) != nil
          else { return nil }
          return offer.id
        }
      }
      var told: Set<String> = []
      for await offer in group {
        guard let offer else { continue }
        told.insert(offer)
        if told.count == 20 { stage.stopService(SIGKILL) }
      }
      return told
    }
    #expect(told.count >= 20)
    try stage.startService()
    let again = try ServiceClient(address: stage.address, token: stage.token())
    let offers = try await again.offers(of: user).offers
    let steps = try await again.offerTransitions(of: user).transitions
    #expect(steps.map(\.sequence) == Array(1...steps.count))
    for offer in offers {
      let last = steps.last { $0.offer == offer.id }
      #expect(last?.to?.outcome == offer.outcome && last != nil, "\(offer.id)")
    }
    let skipped = Set(offers.filter { $0.outcome == .skipped }.map(\.id))
    #expect(told.isSubset(of: skipped))
  }

  private static func statement(_ number: Int) throws -> SignInStatement {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(
      SignInStatement.self,
      from: Data(
        #"""
        {"moment": "firstSignIn", "deviceID": "d-\#(number)", "account": "work",
         "firstSignInSinceEnrollment": true, "unreportedMisses": [],
         "device": {"os": {"product": "windows11", "build": "26100.7922"},
           "enrollment": {"id": "e-1", "state": "complete", "at": "2026-11-22T07:30:00Z"}}}
        """#.utf8))
  }
}
