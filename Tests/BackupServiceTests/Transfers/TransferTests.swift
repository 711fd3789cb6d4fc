import Foundation
import Identity
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("Giving a person's profiles to another tenant")
struct TransferTests {
  private static let source = TenantID(rawValue: "first")
  private static let target = TenantID(rawValue: "other")
  private static let giver = TestService.person("alice")
  private static let taker = TestService.person("alice.a", tenant: "other")

  private static func message(removes: Bool = false, days: Int? = nil) -> TransferRequest {
    TransferRequest(
      user: "alice", targetTenant: "other", targetUser: "alice.a", reason: "Merger",
      removesAtSource: removes, expiresInDays: days)
  }

  /// Two profiles of alice with three versions and one.
  private func prepare(_ client: TestClient) async throws {
    for index in 0..<3 {
      try await client.backUp(.sample(hideExtensions: UInt32(index)), device: "d-1")
    }
    try await client.backUp(.sample(source: "LAPTOP", apps: 5), device: "d-2")
  }

  private func administrator(_ service: TestService, _ tenant: TenantID) throws -> String {
    let issuer = tenant == Self.source ? service.issuers.first : service.issuers.other
    return try issuer.token(for: "ann", roles: [.administrator])
  }

  private func request(
    _ service: TestService, _ client: TestClient, removes: Bool = false
  ) async throws -> RequestedTransfer {
    let answer = try await client.post(
      Self.message(removes: removes), to: .requestTransfer, [:],
      token: administrator(service, Self.source))
    #expect(answer.status == 200)
    return try answer.decode()
  }

  private func accept(
    _ service: TestService, _ client: TestClient, _ code: String, user: String = "alice.a"
  ) async throws -> TestClient.Answer {
    try await client.post(
      TransferReply(code: code, user: user), to: .acceptTransfer, [:],
      token: administrator(service, Self.target))
  }

  /// The contents of a person's versions, as they open under that tenant's keys.
  private func contents(_ service: TestService, of person: PersonID) async throws -> [String] {
    var found: [String] = []
    for profile in try await service.sqlite.profiles(of: person) {
      for snapshot in try await service.sqlite.snapshots(of: profile.id, of: person) {
        for component in snapshot.manifest.components {
          let bytes = try await service.services.profiles.content(
            of: component, in: profile.id, of: person)
          #expect(Digest(of: bytes) == component.digest)
          found.append("\(profile.source.name) \(snapshot.version) \(component.digest)")
        }
      }
    }
    return found.sorted()
  }

  private func actions(_ service: TestService, _ tenant: TenantID) async throws -> [String] {
    try await service.services.audit.entries(
      of: tenant, matching: .init(), after: 0, limit: 500
    ).entries.map(\.action).filter { $0.hasPrefix("transfer.") || $0 == "profile.deleted" }
  }

  @Test("copies every version, sealed anew, and both logs tell of it")
  func copying() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await prepare(client)
      let before = try await contents(service, of: Self.giver)
      let requested = try await request(service, client)
      #expect(requested.transfer.state == .requested)
      let status = try await accept(service, client, requested.code).decode(TransferStatus.self)
      #expect(status.state == .completed)
      #expect(status.side == .incoming)
      #expect(status.copiedProfiles == 2)
      #expect(status.copiedVersions == 4)
      #expect(try await contents(service, of: Self.taker) == before)
      #expect(try await contents(service, of: Self.giver) == before)
      #expect(
        try await actions(service, Self.source)
          == ["transfer.requested", "transfer.accepted", "transfer.completed"])
      #expect(
        try await actions(service, Self.target) == ["transfer.accepted", "transfer.completed"])
      for tenant in [Self.source, Self.target] {
        #expect(try await service.services.audit.verify(tenant).findings.isEmpty)
        let list = try await client.get(.transfers, token: administrator(service, tenant))
          .decode(TransferList.self)
        #expect(list.transfers.map(\.state) == [.completed])
      }
    }
  }

  @Test("removes the profiles at the source where that was asked for")
  func removal() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await prepare(client)
      let before = try await contents(service, of: Self.giver)
      let requested = try await request(service, client, removes: true)
      let status = try await accept(service, client, requested.code).decode(TransferStatus.self)
      #expect(status.state == .completed)
      #expect(status.copiedVersions == 4)
      #expect(try await contents(service, of: Self.taker) == before)
      #expect(try await service.sqlite.profiles(of: Self.giver).isEmpty)
      #expect(
        try await actions(service, Self.source) == [
          "transfer.requested", "transfer.accepted", "profile.deleted", "profile.deleted",
          "transfer.completed",
        ])
    }
  }

  @Test("accepting again, by the same side, changes nothing")
  func again() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await prepare(client)
      let code = try await request(service, client).code
      let first = try await accept(service, client, code).decode(TransferStatus.self)
      let second = try await accept(service, client, code).decode(TransferStatus.self)
      #expect(first == second)
      #expect(try await service.sqlite.profiles(of: Self.taker).count == 2)
      #expect(
        try await actions(service, Self.target) == ["transfer.accepted", "transfer.completed"])
    }
  }

  @Test("a code opens nothing but to the tenant and for the person that the request names")
  func strangers() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await prepare(client)
      let code = try await request(service, client).code
      var bodies: Set<Data> = []
      for (tenant, code, user) in [
        (Self.target, code, "alice"), (Self.target, code + "0", "alice.a"),
        (Self.target, "tc-0", "alice.a"), (Self.source, code, "alice.a"),
        (Self.source, code, "alice"),
      ] {
        for route in [Route.acceptTransfer, .declineTransfer] {
          let answer = try await client.post(
            TransferReply(code: code, user: user), to: route, [:],
            token: administrator(service, tenant))
          #expect(answer.status == 404)
          #expect(answer.problem?.code == "transfer.notFound")
          bodies.insert(answer.body)
        }
      }
      #expect(bodies.count == 1, "every refusal says the same")
      let list = try await client.get(.transfers, token: administrator(service, Self.target))
      #expect(try list.decode(TransferList.self).transfers.isEmpty)
      #expect(try await actions(service, Self.target).isEmpty)
      #expect(try await accept(service, client, code).status == 200)
    }
  }

  @Test("the side that asks is told the same of tenants and people who are there and who are not")
  func asking() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await prepare(client)
      let token = try administrator(service, Self.source)
      for (tenant, user) in [("other", "bob"), ("nowhere", "bob"), ("other", "nobody")] {
        let answer = try await client.post(
          TransferRequest(
            user: "alice", targetTenant: tenant, targetUser: user, reason: "Merger",
            removesAtSource: false), to: .requestTransfer, [:], token: token)
        #expect(answer.status == 200)
        let transfer = try answer.decode(RequestedTransfer.self).transfer
        #expect(transfer.state == .requested)
      }
      for (field, message) in [
        (
          "targetTenant",
          TransferRequest(
            user: "alice", targetTenant: "first", targetUser: "bob", reason: "x",
            removesAtSource: false)
        ),
        ("expiresInDays", Self.message(days: 91)),
      ] {
        let answer = try await client.post(message, to: .requestTransfer, [:], token: token)
        #expect(answer.problem?.code == "request.invalidField")
        #expect(answer.problem?.detail.contains(field) == true)
      }
    }
  }

  @Test("one that was cancelled, declined, or not answered in time is over")
  func endings() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await prepare(client)
      let token = try administrator(service, Self.source)
      let cancelled = try await request(service, client)
      let path = Route.cancelTransfer.path([.transfer: cancelled.transfer.id])
      for _ in 0..<2 {
        let answer = try await client.send(.delete, path, token: token)
        #expect(try answer.decode(TransferStatus.self).state == .cancelled)
      }
      let declined = try await request(service, client)
      let reply = try await client.post(
        TransferReply(code: declined.code, user: "alice.a"), to: .declineTransfer, [:],
        token: administrator(service, Self.target))
      #expect(try reply.decode(TransferStatus.self).state == .declined)
      let expired = try await request(service, client)
      for requested in [cancelled, declined] {
        #expect(try await accept(service, client, requested.code).status == 404)
      }
      let refused = try await client.send(
        .delete, Route.cancelTransfer.path([.transfer: declined.transfer.id]), token: token)
      #expect(refused.problem?.code == "transfer.notOpen")
      service.moveClock(by: 7 * 86_400)
      let late = service.issuers.other
      let answer = try await client.post(
        TransferReply(code: expired.code, user: "alice.a"), to: .acceptTransfer, [:],
        token: late.token(
          for: "ann", roles: [.administrator], now: TestService.start + 7 * 86_400))
      #expect(answer.status == 404)
      let status = try await service.services.transfers.status(
        of: expired.transfer.id, in: Self.source)
      #expect(status.state == .expired)
      #expect(try await service.sqlite.profiles(of: Self.taker).isEmpty)
      #expect(
        try await actions(service, Self.source)
          == [
            "transfer.requested", "transfer.cancelled", "transfer.requested",
            "transfer.declined", "transfer.requested",
          ])
      #expect(try await actions(service, Self.target) == ["transfer.declined"])
    }
  }

  @Test(
    "killed after any write, it is completed by a restart: nothing lost, nothing twice",
    arguments: [false, true])
  func killed(_ removes: Bool) async throws {
    var steps = 0
    for allowed in 0... {
      let stop = FaultyStore.StopSwitch()
      let service = try TestService(fault: { FaultyStore.stopping($0, stop) })
      let isDone = CodeBox()
      try await service.withRoutes { client in
        try await prepare(client)
        let before = try await contents(service, of: Self.giver)
        let requested = try await request(service, client, removes: removes)
        // One write more: the trail of the request itself is not one of the transfer's.
        stop.stop(afterWrites: allowed)
        _ = try await accept(service, client, requested.code)
        let wasKilled = stop.hasStopped
        stop.goOn()
        // The server starts again.
        #expect(try await service.services.transfers.resume().isEmpty)
        let status = try await service.services.transfers.status(
          of: requested.transfer.id, in: Self.source)
        if status.state == .requested {
          // It was killed before the acceptance was stored: nothing has happened.
          #expect(try await service.sqlite.profiles(of: Self.taker).isEmpty)
          #expect(try await actions(service, Self.target).isEmpty)
          #expect(try await accept(service, client, requested.code).status == 200)
        }
        let final = try await service.services.transfers.status(
          of: requested.transfer.id, in: Self.source)
        #expect(final.state == .completed, "after \(allowed) writes")
        #expect(final.copiedProfiles == 2, "after \(allowed) writes")
        #expect(final.copiedVersions == 4, "after \(allowed) writes")
        #expect(try await contents(service, of: Self.taker) == before, "after \(allowed) writes")
        #expect(
          try await contents(service, of: Self.giver) == (removes ? [] : before),
          "after \(allowed) writes")
        let deletions = removes ? ["profile.deleted", "profile.deleted"] : []
        #expect(
          try await actions(service, Self.source)
            == ["transfer.requested", "transfer.accepted"] + deletions + ["transfer.completed"],
          "after \(allowed) writes")
        #expect(
          try await actions(service, Self.target) == ["transfer.accepted", "transfer.completed"],
          "after \(allowed) writes")
        #expect(
          try await service.services.transfers.jobs.allDocuments(of: .installation).isEmpty)
        if !wasKilled { isDone.set("done") }
      }
      steps += 1
      if isDone.value != nil { break }
      try #require(allowed < 100)
    }
    #expect(steps > 10)
  }

  @Test("what the person backs up between copying and removing goes along")
  func growth() async throws {
    var hasGrown = false
    for allowed in 0..<60 where !hasGrown {
      let stop = FaultyStore.StopSwitch()
      let service = try TestService(fault: { FaultyStore.stopping($0, stop) })
      let wasBetween = CodeBox()
      try await service.withRoutes { client in
        try await prepare(client)
        let requested = try await request(service, client, removes: true)
        stop.stop(afterWrites: allowed)
        _ = try await accept(service, client, requested.code)
        stop.goOn()
        let status = try await service.services.transfers.status(
          of: requested.transfer.id, in: Self.source)
        let left = try await service.sqlite.profiles(of: Self.giver).count
        guard status.state == .removing, left == 2 else { return }
        try await client.backUp(.sample(hideExtensions: 9), device: "d-1")
        let expected = try await contents(service, of: Self.giver)
        #expect(try await service.services.transfers.resume().isEmpty)
        #expect(try await contents(service, of: Self.taker) == expected)
        #expect(try await service.sqlite.profiles(of: Self.giver).isEmpty)
        wasBetween.set("yes")
      }
      hasGrown = wasBetween.value != nil
    }
    #expect(hasGrown)
  }
}
