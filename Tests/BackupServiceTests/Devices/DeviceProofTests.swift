import DeviceProof
import Foundation
import HTTPTypes
import Identity
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("Requests that a device proves")
struct DeviceProofTests {
  private func required() throws -> TestService {
    try TestService(devices: DevicePolicy())
  }

  private static let profiles = Route.profiles.path([.user: "alice"])

  @Test(
    "whoever an identity provider knows must come on an enrolled device; a static token need not")
  func required() async throws {
    let service: TestService = try required()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      let bare = try await client.get(.profiles, [.user: "alice"], token: token)
      #expect(bare.status == 401)
      #expect(bare.problem?.code == "identity.missingProof")
      #expect(bare.headers[.wwwAuthenticate]?.hasPrefix("DPoP ") == true)
      #expect(bare.headers[.wwwAuthenticate]?.contains(#"algs="ES256""#) == true)
      // Who the caller is may be asked from anywhere, and staff need no device.
      #expect(try await client.get(.caller, token: token).status == 200)
      let desk = try service.issuers.first.token(for: "desk", roles: [.helpDesk])
      #expect(try await client.get(.profiles, [.user: "alice"], token: desk).status == 200)
      #expect(try await client.get(.profiles, [.user: "alice"]).status == 200)

      let device = TestDevice()
      #expect(try await device.standing(token: token, client) == "device.unknown")
      #expect(
        try await device.enroll(token: token, client).decode(DeviceRecord.self).state == .active)
      #expect(try await device.standing(token: token, client) == "let in")
    }
  }

  @Test("where the tenant says so, everybody must, or nobody")
  func policies() async throws {
    for (policy, named, everybody) in [
      (DevicePolicy.Proof.required, 401, 401), (.optional, 200, 200),
    ] {
      let service = try TestService(devices: DevicePolicy(proof: policy))
      try await service.withRoutes { client in
        // A static token is staff as well, so the route is one that staff cannot call.
        let token = try service.issuers.first.token()
        let path = Route.profile.path([.user: "alice", .profile: "p-1"])
        let person = try await client.get(path, token: token).status
        #expect((person == 401) == (named == 401))
        let all = try await client.get(path).status
        #expect((all == 401) == (everybody == 401))
      }
    }
  }

  @Test("the first proof is answered with a nonce, and the next one with it is taken")
  func nonce() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      let device = TestDevice()
      try await device.enroll(token: token, client)
      let first = try await device.sendOnce(
        .get, Self.profiles, token: token, client,
        proof: device.proof(.get, Self.profiles, token: token, nonce: nil))
      #expect(first.status == 401)
      #expect(first.problem?.code == "identity.nonceRequired")
      #expect(first.headers[.wwwAuthenticate]?.contains(#"error="use_dpop_nonce""#) == true)
      let nonce = try #require(first.headers[.dpopNonce])
      let second = try await device.sendOnce(
        .get, Self.profiles, token: token, client,
        proof: device.proof(.get, Self.profiles, token: token, nonce: nonce))
      #expect(second.status == 200)
      #expect(second.headers[.dpopNonce] == nil)
    }
  }

  @Test("a nonce that grows old is replaced beside the answer, and one that is too old is refused")
  func ageingNonce() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      let device = TestDevice()
      try await device.enroll(token: token, client)
      let old = try #require(device.lastNonce)
      for (seconds, status, isNew) in [(151.0, 200, true), (150, 401, true)] {
        service.moveClock(by: seconds)
        let answer = try await device.sendOnce(
          .get, Self.profiles, token: token, client,
          proof: device.proof(
            .get, Self.profiles, token: token, nonce: old, at: service.services.now()))
        #expect(answer.status == status)
        #expect((answer.headers[.dpopNonce] != nil) == isNew)
      }
    }
  }

  @Test("a proof is taken once, whichever process it comes to")
  func replay() async throws {
    let service = try TestService()
    try await service.withTwoProcesses { one, other in
      let token = try service.issuers.first.token()
      let device = TestDevice()
      try await device.enroll(token: token, one)
      let proof = try device.proof(
        .get, Self.profiles, token: token, nonce: device.lastNonce)
      let first = try await device.sendOnce(.get, Self.profiles, token: token, one, proof: proof)
      #expect(first.status == 200)
      for client in [one, other] {
        let again = try await device.sendOnce(
          .get, Self.profiles, token: token, client, proof: proof)
        #expect(again.status == 401)
        #expect(again.problem?.code == "identity.replayedProof")
        #expect(again.headers[.wwwAuthenticate]?.contains("invalid_dpop_proof") == true)
      }
      // Another proof with the same id is the same proof.
      let id = DeviceKey.freshID()
      for (client, status) in [(other, 200), (one, 401)] {
        let proof = try device.proof(
          .get, Self.profiles, token: token, nonce: device.lastNonce, id: id)
        #expect(
          try await device.sendOnce(.get, Self.profiles, token: token, client, proof: proof).status
            == status)
      }
    }
  }

  @Test("of many processes' worth of the same proof at once, one is let in")
  func replaysAtOnce() async throws {
    let service = try TestService()
    try await service.withTwoProcesses { one, other in
      let token = try service.issuers.first.token()
      let device = TestDevice()
      try await device.enroll(token: token, one)
      let proof = try device.proof(
        .get, Self.profiles, token: token, nonce: device.lastNonce)
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for index in 0..<16 {
          group.addTask {
            try await device.sendOnce(
              .get, Self.profiles, token: token, index.isMultiple(of: 2) ? one : other,
              proof: proof
            ).status
          }
        }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses.count { $0 == 200 } == 1)
      #expect(statuses.count { $0 == 401 } == 15)
    }
  }

  @Test("what is refused for another reason is not remembered, so the same proof may come again")
  func onlyGoodOnesAreRemembered() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      let device = TestDevice()
      try await device.enroll(token: token, client)
      let path = Route.profiles.path([.user: "bob"])
      let proof = try device.proof(.get, path, token: token, nonce: device.lastNonce)
      for _ in 0..<2 {
        let answer = try await device.sendOnce(.get, path, token: token, client, proof: proof)
        #expect(answer.problem?.code == "access.denied")
      }
    }
  }

  @Test("used proofs are forgotten when they could not be used any more, and not before")
  func forgotten() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      let device = TestDevice()
      try await device.enroll(token: token, client)
      let store = service.services.store
      #expect(try await store.removeExpired(before: TestService.start + 179, limit: 100) == 0)
      #expect(try await store.removeExpired(before: TestService.start + 181, limit: 100) > 0)
    }
  }

  @Test("a device whose clock runs wrong is told so, and let in by the time of the answer")
  func clocks() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      let device = TestDevice()
      try await device.enroll(token: token, client)
      for (offset, code) in [
        (-121.0, "identity.staleProof"), (-120, "let in"), (60, "let in"),
        (61, "identity.staleProof"), (1e8, "identity.staleProof"),
      ] {
        let standing = try await device.standing(
          token: token, client, at: TestService.start + offset)
        #expect(standing == code, "\(offset)")
      }
    }
  }

  @Test("nonces are taken by every process, also after one of them has changed the key")
  func nonceKeys() async throws {
    let service = try TestService()
    try await service.withTwoProcesses { one, other in
      let device = TestDevice()
      let token = try service.issuers.first.token(now: TestService.start + 90_000)
      try await device.enroll(token: token, one)
      #expect(try await device.standing(token: token, other) == "let in")
      let before = device.lastNonce
      service.moveClock(by: 86_401)
      let now = service.services.now()
      // One process makes the new key, the other has the old one in its memory.
      #expect(try await device.standing(token: token, one, at: now) == "let in")
      #expect(device.lastNonce != before)
      let renewed = try #require(device.lastNonce)
      let answer = try await device.sendOnce(
        .get, Self.profiles, token: token, other,
        proof: device.proof(.get, Self.profiles, token: token, nonce: renewed, at: now))
      #expect(answer.status == 200)
    }
  }

  @Test("a proof is for its request, its token and its place alone")
  func bound() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      let device = TestDevice()
      try await device.enroll(token: token, client)
      let nonce = device.lastNonce
      let otherToken = try service.issuers.first.token(more: #","jti":"2""#)
      let target = try #require(
        ProofTarget(method: "GET", address: "https://localhost" + Self.profiles))
      for proof in [
        try device.proof(.post, Self.profiles, token: token, nonce: nonce),
        try device.proof(
          .get, Route.profiles.path([.user: "bob"]), token: token, nonce: nonce),
        try device.proof(.get, Self.profiles, token: otherToken, nonce: nonce),
        try device.key.proof(for: target, token: token, nonce: nonce, at: TestService.start),
        "x", "",
      ] {
        let answer = try await device.sendOnce(
          .get, Self.profiles, token: token, client, proof: proof)
        #expect(answer.problem?.code == "identity.wrongProof")
        #expect(answer.headers[.dpopNonce] == nil)
      }
    }
  }

  @Test("a token that is bound to a key opens nothing without it, and scheme and proof go together")
  func boundToken() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let device = TestDevice()
      let bound = try service.issuers.first.token(
        more: #","cnf":{"jkt":"\#(device.thumbprint)"}"#)
      let bearer = try await client.get(.caller, token: bound)
      #expect(bearer.problem?.code == "identity.wrongProof")
      #expect(try await device.enroll(token: bound, client).status == 200)
      #expect(try await device.get(.caller, token: bound, client).status == 200)
      #expect(
        try await TestDevice("d-2").get(.caller, token: bound, client).problem?.code
          == "identity.wrongProof")

      let token = try service.issuers.first.token()
      let proof = try device.proof(.get, "/v1/me", token: token, nonce: device.lastNonce)
      var headers: HTTPFields = [.authorization: "Bearer " + token]
      headers[try #require(HTTPField.Name("DPoP"))] = proof
      #expect(
        try await client.get("/v1/me", token: nil, headers: headers).problem?.code
          == "identity.wrongProof")
      #expect(
        try await client.get("/v1/me", token: nil, headers: [.authorization: "DPoP " + token])
          .problem?.code == "identity.missingProof")
    }
  }

  @Test("a device cannot back up or sign in as another device")
  func mismatch() async throws {
    let service: TestService = try required()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      let device = TestDevice("d-old")
      try await device.enroll(token: token, client)
      let own = try await device.post(
        Environment.sample().submission(device: "d-old"), to: .submitSnapshot, [.user: "alice"],
        token: token, client)
      #expect(own.status == 200)
      let foreign = try await device.post(
        Environment.sample().submission(device: "d-other"), to: .submitSnapshot,
        [.user: "alice"], token: token, client)
      #expect(foreign.status == 403)
      #expect(foreign.problem?.code == "device.mismatch")
      let signIn = try await device.post(
        SignInStatement.sample(device: "d-other"), to: .signIn, [.user: "alice"], token: token,
        client)
      #expect(signIn.problem?.code == "device.mismatch")
      #expect(
        try await device.post(
          SignInStatement.sample(device: "d-old"), to: .signIn, [.user: "alice"], token: token,
          client
        ).status == 200)
    }
  }

  @Test("a PC whose clock is years off gets in by the time of the service's answer")
  func wrongClock() async throws {
    let service: TestService = try required()
    service.moveClock(by: Date().timeIntervalSince(TestService.start))
    try await service.withServer { _, port in
      let token = try service.issuers.first.token(now: service.services.now())
      for offset in [-1e8, -300, 300, 1e8] {
        let client = try ServiceClient(
          address: "http://127.0.0.1:\(port)", token: token, key: DeviceKey(),
          now: { Date() + offset })
        let record = try await client.enroll(
          DeviceEnrollment(device: "d\(offset)", enrollment: "e-1", name: "DESKTOP-4F2"))
        #expect(record.state == .active)
        #expect(try await client.provenDevice() == record)
      }
    }
  }

  @Test("our own client gets in over a socket, and changes its key")
  func client() async throws {
    let service: TestService = try required()
    // The client's clock is the machine's, so the service lives by it, too.
    service.moveClock(by: Date().timeIntervalSince(TestService.start))
    try await service.withServer { _, port in
      let token = try service.issuers.first.token(now: service.services.now())
      let key = DeviceKey()
      let client = try ServiceClient(
        address: "http://127.0.0.1:\(port)", token: token, key: key)
      let record = try await client.enroll(
        DeviceEnrollment(device: "d-1", enrollment: "e-1", name: "DESKTOP-4F2"))
      #expect(record.enrollments.map(\.key) == [key.publicKey.thumbprint])
      #expect(try await client.profiles(of: "alice").profiles.isEmpty)
      #expect(try await client.provenDevice() == record)
      let next = DeviceKey()
      let rotated = try await client.rotateKey(of: "d-1", to: next)
      #expect(rotated.enrollments.map(\.key) == [next.publicKey.thumbprint])
      let error = await #expect(throws: ServiceError.self) {
        try await client.profiles(of: "alice")
      }
      #expect(error?.problem?.code == "device.replaced")
      let after = try ServiceClient(
        address: "http://127.0.0.1:\(port)", token: token, key: next)
      #expect(try await after.profiles(of: "alice").profiles.isEmpty)
    }
  }
}
