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

  @Test("What a PC puts off waits with the reason, is tried again, and ends as any other")
  func putOff() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let receipt = try await client.backUp(.sample())
      let order = try await request(client).decode(BackupOrderMessage.self)
      let battery = BackupOrderMessage.Failure(
        code: "backup.notNow", message: "The PC runs on its battery.")
      for contact in 1...3 {
        service.moveClock(by: 3600)
        let told = try await report(.putOff(battery), on: order, client)
          .decode(BackupOrderMessage.self)
        #expect(told.state == .putOff && told.failure == nil && told.endedAt == nil)
        #expect(
          told.hindrance
            == BackupOrderMessage.Hindrance(
              at: TestService.start + Double(contact) * 3600, code: battery.code,
              message: battery.message))
        #expect(try await waiting(client).map(\.id) == [order.id])
        // Asking again is asking for the same.
        #expect(try await request(client).decode(BackupOrderMessage.self).id == order.id)
        let list = try await client.get(Route.backupOrders.path() + "?waiting=true")
          .decode(BackupOrders.self).orders
        #expect(list.map(\.state) == [.putOff])
      }
      let taken = try await report(.taken, on: order, client).decode(BackupOrderMessage.self)
      #expect(taken.state == .taken)
      let done = try await report(.done(receipt), on: order, client)
        .decode(BackupOrderMessage.self)
      #expect(done.state == .done && done.receipt == receipt && done.hindrance != nil)
      #expect(try await waiting(client).isEmpty)
      let late = try await report(.putOff(battery), on: order, client)
      #expect(late.problem?.code == "backupOrder.ended")
    }
  }

  @Test("What is put off until its time is over has expired, and the reason is still there")
  func putOffForever() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await client.backUp(.sample())
      let order = try await request(client).decode(BackupOrderMessage.self)
      let metered = BackupOrderMessage.Failure(
        code: "backup.notNow", message: "The PC's connection is metered.")
      #expect(try await report(.putOff(metered), on: order, client).status == 200)
      service.moveClock(by: BackupOrderService.openTime + 1)
      #expect(try await waiting(client).isEmpty)
      let list = try await client.get(.backupOrders).decode(BackupOrders.self).orders
      #expect(list.map(\.state) == [.expired])
      #expect(list.first?.hindrance?.message == metered.message)
      for late in [BackupOrderReport.putOff(metered), .taken] {
        #expect(
          try await report(late, on: order, client).problem?.code == "backupOrder.ended")
      }
      #expect(try await request(client).decode(BackupOrderMessage.self).id != order.id)
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
        #"{"state":"open"}"#, #"{"state":"putOff"}"#,
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
    let reports: [BackupOrderReport] = [
      .taken, .putOff(failure), .done(receipt), .failed(failure),
    ]
    func made(_ reports: [BackupOrderReport]) -> BackupOrder {
      var order = BackupOrder(
        device: "d", reason: "r", requestedBy: nil, requestedAt: TestService.start,
        openUntil: TestService.start + 100)
      for report in reports { _ = order.handle(report, at: TestService.start) }
      return order
    }
    // The reports before, and what is done about taken, putOff, done and failed: in time, and late.
    let rows: [([BackupOrderReport], [BackupOrder.Action], [BackupOrder.Action])] = [
      ([], [.keep, .keep, .keep, .keep], [.refuse, .refuse, .keep, .keep]),
      ([.taken], [.leave, .keep, .keep, .keep], [.leave, .refuse, .keep, .keep]),
      ([.putOff(failure)], [.keep, .keep, .keep, .keep], [.refuse, .refuse, .keep, .keep]),
      (
        [.putOff(failure), .taken], [.leave, .keep, .keep, .keep],
        [.leave, .refuse, .keep, .keep]
      ),
      (
        [.done(receipt)], [.refuse, .refuse, .leave, .refuse],
        [.refuse, .refuse, .leave, .refuse]
      ),
      (
        [.failed(failure)], [.refuse, .refuse, .keep, .leave],
        [.refuse, .refuse, .keep, .leave]
      ),
    ]
    for (before, inTime, late) in rows {
      for (time, actions) in [(0.0, inTime), (101, late)] {
        for (report, action) in zip(reports, actions) {
          var order = made(before)
          #expect(
            order.handle(report, at: TestService.start + time) == action,
            "\(before) \(report) after \(time) s")
        }
      }
    }
  }
}
