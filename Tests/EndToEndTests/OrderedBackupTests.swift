import Foundation
import ServiceAPI
import Testing

/// A backup that the help desk asked for, on a running PC that runs on its battery for a while.
@Suite(
  "An order to a PC on its battery", .serialized,
  .enabled(if: WinePC.isHere, Comment(rawValue: WinePC.absence)))
struct OrderedBackupTests {
  @Test("is put off with the reason, tried again at each contact, and done on mains")
  func battery() async throws {
    let stage = try Stage()
    let pc = try WinePC(build: 19045)
    let power = stage.folder.appending(path: "power")
    let searchPath = try WinePC.searchPath(powerLineStatus: power)
    func backUp(_ more: [String] = []) throws -> Program.Result {
      try stage.valise(
        ["backup", "--live", "--wine-prefix", pc.prefix.path] + more,
        environment: ["PATH": searchPath])
    }
    try Data("1".utf8).write(to: power)
    let first = try backUp()
    try #require(first.status == 0, "\(first.errors)")
    let policy = stage.folder.appending(path: "mains.json")
    try Data(#"{"name": "mains", "priority": 5, "backup": {"onBattery": false}}"#.utf8)
      .write(to: policy)
    #expect(try stage.valise("admin", "policy", "put", "--file", policy.path).status == 0)
    let client = try ServiceClient(address: stage.address, token: stage.token())
    let user = try #require(try await client.people().people.first).user
    let device = try #require(try await client.person(user).profiles.first).device
    let asked = try stage.valise(
      "admin", "backup", "request", "--user", user, "--device", device, "--reason", "Ticket 1")
    #expect(asked.status == 0, "\(asked.errors)")

    try Data("0".utf8).write(to: power)
    for more in [["--if-ordered"], ["--if-ordered", "--if-due"]] {
      let putOff = try backUp(more)
      #expect(putOff.status == 0, "\(putOff.errors)")
      #expect(putOff.output.contains("runs on its battery"))
      #expect(putOff.output.contains("is made when that has changed"))
      let order = try #require(try await client.backupOrders().orders.first)
      #expect(order.state == .putOff && order.hindrance?.code == "backup.notNow")
      let shown = try stage.valise("admin", "backup", "requests", "--waiting").output
      #expect(shown.contains("putOff") && shown.contains("runs on its battery"))
    }

    try Data("1".utf8).write(to: power)
    let done = try backUp(["--if-ordered"])
    #expect(done.status == 0, "\(done.errors)")
    let orders = try await client.backupOrders().orders
    #expect(orders.map(\.state) == [.done])
    #expect(orders.first?.receipt != nil)
  }
}
