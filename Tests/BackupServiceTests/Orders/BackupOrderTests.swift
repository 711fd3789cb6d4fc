import Foundation
import RestoreRules
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("Asking a PC for a backup")
struct BackupOrderTests {
  private func request(
    _ client: TestClient, user: String = "alice", device: String = "d-old"
  ) async throws -> TestClient.Answer {
    try await client.post(
      BackupRequest(reason: "The PC is replaced on Monday"), to: .requestBackup,
      [.user: user, .device: device])
  }

  private func waiting(_ client: TestClient, device: String = "d-old") async throws
    -> [BackupOrderMessage]
  {
    try await client.get(.waitingBackupOrders, [.user: "alice", .device: device])
      .decode(BackupOrders.self).orders
  }

  private func report(
    _ report: BackupOrderReport, on order: BackupOrderMessage, _ client: TestClient
  ) async throws -> TestClient.Answer {
    try await client.post(
      report, to: .reportBackupOrder, [.user: "alice", .order: order.id])
  }

  @Test("The PC finds it at its next contact, takes it, and reports how it went")
  func done() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let receipt = try await client.backUp(.sample())
      let order = try await request(client).decode(BackupOrderMessage.self)
      #expect(order.state == .open)
      #expect(order.openUntil == TestService.start + 14 * 86_400)
      #expect(try await waiting(client) == [order])
      #expect(try await waiting(client, device: "d-other").isEmpty)
      service.moveClock(by: 60)
      let taken = try await report(.taken, on: order, client).decode(BackupOrderMessage.self)
      #expect(taken.state == .taken && taken.takenAt == TestService.start + 60)
      // It still waits: the PC may be switched off before it has done it.
      #expect(try await waiting(client).map(\.id) == [order.id])
      for _ in 0..<2 {
        let done = try await report(.done(receipt), on: order, client)
          .decode(BackupOrderMessage.self)
        #expect(done.state == .done && done.receipt == receipt)
      }
      #expect(try await waiting(client).isEmpty)
      let failure = BackupOrderMessage.Failure(code: "x.y", message: "Too late.")
      #expect(
        try await report(.failed(failure), on: order, client).problem?.code == "backupOrder.ended")
    }
  }

  @Test("Asking again while it waits changes nothing, also at once; after its end it is another")
  func idempotent() async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample())
      let ids = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<6 {
          group.addTask { try await request(client).decode(BackupOrderMessage.self).id }
        }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(ids.count == 1)
      let order = try #require(try await waiting(client).first)
      let failure = BackupOrderMessage.Failure(code: "hive.damaged", message: "It is damaged.")
      let failed = try await report(.failed(failure), on: order, client)
        .decode(BackupOrderMessage.self)
      #expect(failed.state == .failed && failed.failure == failure)
      let second = try await request(client).decode(BackupOrderMessage.self)
      #expect(second.id != order.id && second.state == .open)
    }
  }

  @Test("What no PC took in time has expired; a backup that was done counts all the same")
  func expired() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let receipt = try await client.backUp(.sample())
      let order = try await request(client).decode(BackupOrderMessage.self)
      service.moveClock(by: BackupOrderService.openTime + 1)
      #expect(try await waiting(client).isEmpty)
      let late = try await report(.taken, on: order, client)
      #expect(late.problem?.code == "backupOrder.ended")
      #expect(late.problem?.detail.contains("expired") == true)
      let list = try await client.get(.backupOrders).decode(BackupOrders.self).orders
      #expect(list.map(\.state) == [.expired])
      #expect(try await report(.done(receipt), on: order, client).status == 200)
      let after = try await client.get(.backupOrders).decode(BackupOrders.self).orders
      #expect(after.map(\.state) == [.done])
    }
  }

  @Test(
    "Several people and PCs have orders of their own, listed page by page in their tenant alone")
  func list() async throws {
    try await TestService().withRoutes { client in
      for user in ["alice", "bob", "cleo/../ü"] {
        for device in ["d-1", "d-2"] {
          try await client.backUp(.sample(), of: user, device: device)
          let encoded = try await request(client, user: user, device: device)
          #expect(encoded.status == 200)
        }
      }
      var found: [BackupOrderMessage] = []
      var path = Route.backupOrders.path() + "?limit=4"
      while true {
        let page = try await client.get(path).decode(BackupOrders.self)
        found += page.orders
        guard let next = page.next else { break }
        path = Route.backupOrders.path() + "?limit=4&after=\(next)"
      }
      #expect(found.count == 6 && Set(found.map(\.id)).count == 2)
      #expect(found.map(\.user) == ["alice", "alice", "bob", "bob", "cleo/../ü", "cleo/../ü"])
      let done = try #require(found.first)
      let failure = BackupOrderMessage.Failure(code: "x.y", message: "No.")
      _ = try await report(.failed(failure), on: done, client)
      let waiting = try await client.get(Route.backupOrders.path() + "?waiting=true")
        .decode(BackupOrders.self).orders
      #expect(waiting.count == 5)
      let other = try await client.get(.backupOrders, token: TestService.otherToken)
        .decode(BackupOrders.self).orders
      #expect(other.isEmpty)
      let wrong = try await client.get(Route.backupOrders.path() + "?after=nonsense")
      #expect(wrong.problem?.code == "request.invalidParameter")
    }
  }

  @Test(
    "A PC on which the person is not known is refused, and so is a report that contradicts itself")
  func refused() async throws {
    try await TestService().withRoutes { client in
      #expect(try await request(client).problem?.code == "backupOrder.deviceUnknown")
      let receipt = try await client.backUp(.sample())
      let order = try await request(client).decode(BackupOrderMessage.self)
      let path = Route.reportBackupOrder.path([.user: "alice", .order: order.id])
      for body in [
        #"{"state":"done"}"#, #"{"state":"taken","failure":{"code":"a","message":"b"}}"#,
        #"{"state":"failed"}"#, #"{"state":"failed","failure":{"code":"a","message":""}}"#,
        #"{"state":"open"}"#,
      ] {
        #expect(try await client.post(Data(body.utf8), to: path).status == 400, "\(body)")
      }
      let unknown = try await client.post(
        BackupOrderReport.done(receipt), to: .reportBackupOrder,
        [.user: "bob", .order: order.id])
      #expect(unknown.problem?.code == "backupOrder.notFound")
    }
  }

  @Test("Every report in every state does what the table says")
  func table() {
    let receipt = Receipt(profile: "p-1", version: 1, changed: true, storedAt: TestService.start)
    let failure = BackupOrderMessage.Failure(code: "x.y", message: "No.")
    let reports: [BackupOrderReport] = [.taken, .done(receipt), .failed(failure)]
    func made(_ reports: [BackupOrderReport]) -> BackupOrder {
      var order = BackupOrder(
        device: "d", reason: "r", requestedBy: nil, requestedAt: TestService.start,
        openUntil: TestService.start + 100)
      for report in reports { _ = order.handle(report, at: TestService.start) }
      return order
    }
    // Before the end of its time: the state, and what is done about taken, done and failed.
    let rows: [([BackupOrderReport], [BackupOrder.Action])] = [
      ([], [.keep, .keep, .keep]),
      ([.taken], [.leave, .keep, .keep]),
      ([.done(receipt)], [.refuse, .leave, .refuse]),
      ([.failed(failure)], [.refuse, .keep, .leave]),
    ]
    for (before, actions) in rows {
      for (report, action) in zip(reports, actions) {
        var order = made(before)
        #expect(order.handle(report, at: TestService.start) == action, "\(before) \(report)")
      }
    }
    var late = made([])
    #expect(late.handle(.taken, at: TestService.start + 101) == .refuse)
  }
}
