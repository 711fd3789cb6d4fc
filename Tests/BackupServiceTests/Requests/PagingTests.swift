import Foundation
import Identity
import RealPostgreSQL
import RestoreRules
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("A list that can grow", .sharedServer)
struct PagingTests {
  /// A list, read page by page.
  private struct List {
    let name: String
    let items: [String]
    /// How many items each page had.
    let sizes: [Int]
  }

  private func read<Page: ListPage & Decodable>(
    _ type: Page.Type, from route: Route, _ values: [Route.Parameter: String] = [:], limit: Int,
    token: String = TestService.token, _ client: TestClient, _ items: (Page) -> [String]
  ) async throws -> List {
    var pages: [[String]] = []
    var query = "?limit=\(limit)"
    while true {
      let page = try await client.get(route.path(values) + query, token: token).decode(Page.self)
      pages.append(items(page))
      guard let next = page.next else { break }
      let word = try #require(next.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
      query = "?limit=\(limit)&after=\(word)"
    }
    return List(name: "\(route)", items: pages.flatMap(\.self), sizes: pages.map(\.count))
  }

  /// Every list, with seven items each.
  private func all(_ service: TestService, _ client: TestClient, limit: Int) async throws -> [List]
  {
    let user: [Route.Parameter: String] = [.user: "alice"]
    let profile = try await client.get(.profiles, user).decode(ProfileList.self)
      .profiles.first { $0.newestVersion == 7 }?.id
    return [
      try await read(ProfileList.self, from: .profiles, user, limit: limit, client) {
        $0.profiles.map(\.id)
      },
      try await read(
        ProfileVersions.self, from: .profile, [.user: "alice", .profile: profile ?? ""],
        limit: limit, client
      ) { $0.versions.map { String($0.version) } },
      try await read(OfferHistory.self, from: .offers, user, limit: limit, client) {
        $0.offers.map(\.id)
      },
      try await read(OfferTransitions.self, from: .offerTransitions, user, limit: limit, client) {
        $0.transitions.map { String($0.sequence) }
      },
      try await read(
        DevicePeople.self, from: .devicePeople, [.device: "d-1"], limit: limit, client
      ) { $0.people.map(\.user) },
      try await read(
        ProgrammeList.self, from: .programmes, limit: limit, token: operatorToken(service), client
      ) { $0.programmes.map(\.id) },
    ]
  }

  private func operatorToken(_ service: TestService) throws -> String {
    try service.issuers.first.token(
      for: "root", roles: [.operator], isPerson: false, now: service.services.now())
  }

  private func fill(_ service: TestService, _ client: TestClient) async throws {
    for number in 1...7 {
      // The clock stands for some, so that their order is that of their ids.
      if number.isMultiple(of: 3) { service.moveClock(by: 10) }
      try await client.backUp(.sample(), device: "d-\(number)")
      _ = try await service.services.store.open(
        StoredOffer(
          id: OfferID(rawValue: "o-\(number)"), person: TestService.person("alice"),
          device: DeviceID(rawValue: "d-\(number)"), enrollment: "e-1", moment: .firstSignIn,
          offeredAt: service.services.now()), by: .service)
      _ = try await service.services.programmes.put(
        ProgrammeSettings(
          name: "Programme \(number)", feature: .setupRestore, opensAt: TestService.start,
          closesAt: TestService.start + 86_400), as: "p-\(number)", if: .absent,
        by: AuditActor(TestService.caller("root")))
    }
    for version in 2...7 {
      service.moveClock(by: 10)
      try await client.backUp(.sample(hideExtensions: UInt32(version)), device: "d-7")
    }
    for number in 2...7 {
      // Who signed in, who backed up, and who did both; and a PC whose id begins with the same.
      let person = "person-\(number)"
      if number < 6 { try await client.backUp(.sample(), of: person, device: "d-1") }
      if number > 3 { _ = try await client.signIn(.sample(device: "d-1"), of: person) }
      try await client.backUp(.sample(), of: person, device: "d-11")
    }
  }

  @Test(
    "comes in pages that put together are the whole list, in its order", arguments: StoreKind.here)
  func pages(kind: StoreKind) async throws {
    let service = try await kind.service()
    try await service.withRoutes { client in
      try await fill(service, client)
      let whole = try await all(service, client, limit: 500)
      for list in whole {
        #expect(list.sizes == [7], "\(list.name)")
        #expect(Set(list.items).count == 7, "\(list.name)")
      }
      for (limit, sizes) in [(3, [3, 3, 1]), (7, [7]), (1, [1, 1, 1, 1, 1, 1, 1])] {
        for (list, expected) in zip(try await all(service, client, limit: limit), whole) {
          #expect(list.items == expected.items, "\(list.name)")
          #expect(list.sizes == sizes, "\(list.name)")
        }
      }
    }
  }

  @Test("refuses a place that no page gave, and a page that is too large")
  func refused() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let profile = try await client.backUp(.sample()).profile
      let user: [Route.Parameter: String] = [.user: "alice"]
      for path in [
        Route.profiles.path(user), Route.offers.path(user), Route.offerTransitions.path(user),
        Route.profile.path([.user: "alice", .profile: profile]),
      ] {
        for query in [
          "after=x", "after=1.%25", "after=", "after=1&after=2", "limit=0", "limit=501",
        ] {
          let answer = try await client.get(path + "?" + query)
          #expect(answer.problem?.code == "request.invalidParameter", "\(path)?\(query)")
        }
      }
      for query in ["after=", "limit=0", "limit=501"] {
        for (path, token) in [
          (Route.devicePeople.path([.device: "d"]), TestService.token),
          (Route.programmes.path(), try operatorToken(service)),
        ] {
          let answer = try await client.get(path + "?" + query, token: token)
          #expect(answer.problem?.code == "request.invalidParameter", "\(path)?\(query)")
        }
      }
    }
  }

  @Test("is read to its end by the client, though a page has 100 items")
  func client() async throws {
    let service = try TestService()
    try await service.withServer { client, port in
      for number in 1...101 {
        try await client.backUp(.sample(), device: "d-\(number)")
        _ = try await service.services.store.open(
          StoredOffer(
            id: OfferID(rawValue: "o-\(number)"), person: TestService.person("alice"),
            device: DeviceID(rawValue: "d-\(number)"), enrollment: "e-1", moment: .firstSignIn,
            offeredAt: TestService.start + Double(number)), by: .service)
        try await client.backUp(.sample(), of: "person-\(number)", device: "d-shared")
        try await client.backUp(
          .sample(hideExtensions: UInt32(number)), of: "bob", device: "d-bob")
      }
      let reader = try ServiceClient(
        address: "http://127.0.0.1:\(port)/", token: TestService.token)
      #expect(try await reader.profiles(of: "alice").profiles.count == 101)
      let offers = try await reader.offers(of: "alice").offers.map(\.id)
      #expect(offers == (1...101).map { "o-\($0)" })
      let steps = try await reader.offerTransitions(of: "alice").transitions.map(\.sequence)
      #expect(steps == Array(1...101))
      #expect(try await reader.people(on: "d-shared").people.count == 101)
      let bobs = try await reader.profiles(of: "bob").profiles.first?.id
      let versions = try await reader.profile(try #require(bobs), of: "bob").versions
      #expect(versions.map(\.version) == Array((1...101).reversed()))
      // An agent from before there were pages asks as it did, and gets the 100 most recent.
      let first = try await client.get(.profiles, [.user: "alice"]).decode(ProfileList.self)
      #expect(first.profiles.count == 100 && first.next != nil)
      let person = try await reader.person("alice")
      #expect(person.profiles.count == 100 && person.offers.count == 100)
      #expect(person.offers.first?.id == "o-101")
    }
  }

  /// Those that stay whole, with what bounds them.
  private static let bounded: Set<Route> = [
    // The configuration, and the roles there are.
    .signInOptions, .installation, .caller,
    // The checks of one decision; the keys of a policy, and the groups that a token or the directory
    // says.
    .decision, .effectivePolicy,
    // 50 enrollments of one device.
    .device, .provenDevice,
    // One order at most.
    .waitingBackupOrders,
    // The newest of each, whose lists have all.
    .personDetails,
  ]

  @Test("has after, limit and next in the OpenAPI document, whichever route it is")
  func documented() throws {
    for route in Route.all
    where route.method == .get && !route.template.hasPrefix("/scim/") && route != .auditExport {
      let operation = try OpenAPIOperation(route)
      guard !Self.bounded.contains(route) else {
        #expect(operation.answersList, "\(route) needs no exception")
        continue
      }
      guard operation.answersList else { continue }
      #expect(operation.parameter("after") != nil, "\(route)")
      #expect(operation.parameter("limit") != nil, "\(route)")
      #expect(operation.answeredFields.contains("next"), "\(route)")
    }
  }
}
