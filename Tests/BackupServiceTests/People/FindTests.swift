import Foundation
import RestoreRules
import ServiceAPI
import Testing
import UserEnvironment

@testable import BackupService

@Suite("Finding people, PCs and profiles")
struct FindTests {
  private func people(
    _ client: TestClient, _ query: String, token: String = TestService.token
  ) async throws -> [String] {
    try await client.get(Route.people.path() + query, token: token).decode(PeopleList.self)
      .people.map(\.user)
  }

  @Test("People are found by the beginning of their id, and by the name of a PC of theirs")
  func byText() async throws {
    try await TestService().withRoutes { client in
      try await client.backUp(.sample(source: "LAPTOP-1"), of: "ada")
      try await client.backUp(.sample(source: "ADA-PC"), of: "bob")
      try await client.backUp(.sample(source: "DESKTOP-2"), of: "cleo")
      try await client.backUp(.sample(source: "ADA-PC-2"), of: "bob", device: "d-2")
      _ = try await client.signIn(.sample(), of: "adam")
      #expect(try await people(client, "") == ["ada", "adam", "bob", "cleo"])
      #expect(try await people(client, "?query=ada") == ["ada", "adam", "bob"])
      #expect(try await people(client, "?query=top-") == ["ada", "cleo"])
      #expect(try await people(client, "?query=x") == [])
      #expect(try await people(client, "?query=ada", token: TestService.otherToken) == [])
    }
  }

  @Test("Pages of a search follow each other without a gap or a repetition")
  func pages() async throws {
    try await TestService().withRoutes { client in
      for number in 0..<12 {
        try await client.backUp(
          .sample(source: number.isMultiple(of: 3) ? "OTHER" : "PC-\(number)"),
          of: (number.isMultiple(of: 2) ? "pc-" : "user-") + "\(100 + number)")
      }
      var found: [String] = []
      var path = Route.people.path() + "?query=pc-&limit=3"
      while true {
        let page = try await client.get(path).decode(PeopleList.self)
        found += page.people.map(\.user)
        guard let next = page.next else { break }
        path = Route.people.path() + "?query=pc-&limit=3&after=\(next)"
      }
      let expected = (0..<12).filter { $0.isMultiple(of: 2) || !$0.isMultiple(of: 3) }
        .map { ($0.isMultiple(of: 2) ? "pc-" : "user-") + "\(100 + $0)" }.sorted()
      #expect(found == expected)
    }
  }

  @Test("Two people whose ids differ only in their Unicode form are two, on each page")
  func unicodeForms() async throws {
    let (decomposed, composed) = ("e\u{301}ric", "\u{E9}ric")
    try await TestService().withRoutes { client in
      for user in [decomposed, composed] {
        for device in ["d-1", "d-2"] {
          try await client.backUp(.sample(source: "PC-\(device)"), of: user, device: device)
        }
      }
      let bytes = [decomposed, composed].map { Array($0.utf8) }
      for limit in 1...3 {
        var (found, after) = ([String](), "")
        repeat {
          let query = "?query=pc-&limit=\(limit)" + (after.isEmpty ? "" : "&after=\(after)")
          let page = try await client.get(Route.people.path() + query).decode(PeopleList.self)
          found += page.people.map(\.user)
          after =
            page.next?.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        } while !after.isEmpty && found.count < 10
        #expect(found.map { Array($0.utf8) } == bytes, "pages of \(limit)")
      }
      let device = try await client.get(.devicePeople, [.device: "d-1"])
        .decode(DevicePeople.self)
      #expect(device.people.map { Array($0.user.utf8) } == bytes)
      #expect(device.people.allSatisfy { $0.profile != nil })
    }
  }

  @Test("Who has no backup is found, though no offer was ever made, and who has none that is fresh")
  func stale() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await client.backUp(.sample(), of: "ada")
      _ = try await client.signIn(.sample(), of: "bob")
      service.moveClock(by: 40 * 86_400)
      try await client.backUp(.sample(), of: "cleo")
      #expect(try await people(client, "?backup=none") == ["bob"])
      #expect(
        try await people(client, "?backup=stale&since=2026-12-02T08:00:00Z") == ["ada", "bob"])
      #expect(try await people(client, "?backup=stale&since=2026-11-22T08:00:00Z") == ["bob"])
      for query in [
        "?backup=stale", "?since=2026-12-02T08:00:00Z", "?backup=old", "?backup=any&since=x",
      ] {
        let answer = try await client.get(Route.people.path() + query)
        #expect(answer.problem?.code == "request.invalidParameter", "\(query)")
      }
    }
  }

  @Test("Profiles are found in the tenant alone, with whose and which PC's they are")
  func profiles() async throws {
    try await TestService().withRoutes { client in
      let receipt = try await client.backUp(
        .sample(source: "DESKTOP-4F2"), of: "ada", device: "d-9")
      try await client.backUp(.sample(source: "DESKTOP-4F2"), token: TestService.otherToken)
      for query in ["desktop", "d-9", receipt.profile] {
        let found = try await client.get(Route.foundProfiles.path() + "?query=\(query)")
          .decode(FoundProfiles.self)
        #expect(found.profiles.map(\.user) == ["ada"])
        #expect(found.profiles.map(\.device) == ["d-9"])
      }
      let all = try await client.get(Route.foundProfiles.path())
      #expect(all.problem?.code == "request.invalidParameter")
    }
  }

  private func devices(
    _ client: TestClient, _ query: String, token: String = TestService.token
  ) async throws -> FoundDevices {
    try await client.get(Route.knownDevices.path() + query, token: token)
      .decode(FoundDevices.self)
  }

  @Test("PCs are found by all that is known of them: enrollments, backups and sign-ins")
  func knownDevices() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      for id in ["d-1", "d-3"] { try await TestDevice(id).enroll(token: token, client) }
      let revoked = try await client.post(
        DeviceRevocation(reason: "Lost"), to: .revokeDevice, [.device: "d-3"])
      #expect(revoked.status == 200)
      // Enrolled, and backed up by another name since.
      try await client.backUp(.sample(source: "RENAMED"), of: "bob", device: "d-1")
      try await client.backUp(.sample(source: "PC-OF-ADA"), of: "ada", device: "d-2")
      _ = try await client.signIn(.sample(), of: "cleo")
      let name = try #require(
        try await devices(client, "?query=d-3").devices.first?.enrolled?.name)

      let all = try await devices(client, "?query=d-").devices
      #expect(all.map(\.device) == ["d-1", "d-2", "d-3", "d-new"])
      #expect(all.map(\.enrolled?.state) == [.active, nil, .revoked, nil])
      #expect(all.map { $0.profiles.map(\.user) } == [["bob"], ["ada"], [], []])
      #expect(all[0].enrolled?.enrollments.first?.person == "alice")
      #expect(all.map(\.name) == [name, "PC-OF-ADA", name, nil])
      let byName = try await devices(client, "?query=\(name.prefix(3).lowercased())").devices
      #expect(byName.map(\.device) == ["d-1", "d-3"])
      #expect(try await devices(client, "?query=named").devices.map(\.device) == ["d-1"])
      // Under that name the last sign-in of people is kept; it is no device.
      #expect(try await devices(client, "?query=*").devices.isEmpty)
      let other = try await devices(client, "?query=d-", token: TestService.otherToken)
      #expect(other.devices.isEmpty)
      #expect(
        try await client.get(Route.knownDevices.path()).problem?.code
          == "request.invalidParameter")
    }
  }

  @Test("Pages of PCs follow each other without a gap or a repetition")
  func pagesOfDevices() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let token = try service.issuers.first.token()
      for number in 10..<24 {
        if number.isMultiple(of: 2) {
          try await TestDevice("d-\(number)").enroll(token: token, client)
        }
        if !number.isMultiple(of: 4) { try await client.backUp(.sample(), device: "d-\(number)") }
      }
      var found: [String] = []
      var path = "?query=d-&limit=3"
      while true {
        let page = try await devices(client, path)
        found += page.devices.map(\.device)
        guard let next = page.next else { break }
        path = "?query=d-&limit=3&after=\(next)"
      }
      #expect(found == (10..<24).map { "d-\($0)" })
    }
  }

  @Test("A person and a PC are shown with all that is known of them")
  func shown() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await client.backUp(.sample(), of: "alice", device: "d-new")
      for user in ["alice", "bob"] {
        for _ in 0..<2 {
          _ = try await client.signIn(.sample(), of: user)
          service.moveClock(by: 5)
        }
      }
      let person = try await client.get(.personDetails, [.user: "alice"])
        .decode(PersonDetails.self)
      #expect(person.profiles.map(\.device) == ["d-new"])
      #expect(person.decisions.count == 2 && person.offers.count == 1)
      let device = try await client.get(.devicePeople, [.device: "d-new"])
        .decode(DevicePeople.self)
      #expect(device.people.map(\.user) == ["alice", "bob"])
      #expect(device.people.map { $0.profile == nil } == [false, true])
      #expect(device.people.map(\.lastDecision?.decision) == [.offer, .noOffer])
      #expect(device.people.map(\.lastDecision?.at) == [5, 15].map { TestService.start + $0 })
      let other = try await client.get(
        .devicePeople, [.device: "d-new"], token: TestService.otherToken
      ).decode(DevicePeople.self)
      #expect(other.people.isEmpty)
      let stranger = try await client.get(.personDetails, [.user: "nobody"])
      #expect(stranger.status == 200)
    }
  }
}
