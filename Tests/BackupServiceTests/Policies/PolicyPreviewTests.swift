import Foundation
import RestoreRules
import ServiceAPI
import Testing
import UserEnvironment

@testable import BackupService

@Suite("The preview of a change of policies")
struct PolicyPreviewTests {
  private static let backup = Policy(name: "backup", backup: .init(enabled: true))
  private static let people = (0..<6).map { "user-\($0)" }

  /// Six people with a backup, each signed in once; the first four are pilots.
  private func service(
    _ policies: [Policy], _ test: @escaping @Sendable (TestClient) async throws -> Void
  ) async throws {
    let service = try TestService(
      policies: [Self.backup] + policies,
      groups: [.init(name: "pilot", members: Array(Self.people.prefix(4)))])
    try await service.withRoutes { client in
      for user in Self.people {
        try await client.backUp(.sample(), of: user)
        _ = try await client.signIn(.sample(), of: user)
      }
      try await test(client)
    }
  }

  private func preview(
    _ name: String, _ policy: Policy?, _ client: TestClient, query: String = ""
  ) async throws -> PolicyPreview {
    try await client.post(
      CanonicalJSON.encode(PolicyChange(name: name, document: policy)),
      to: Route.previewPolicy.path() + query
    ).decode()
  }

  @Test("It counts who gains an offer, names them with the reason, and changes nothing")
  func gain() async throws {
    try await service([]) { client in
      let pilot = Policy(name: "pilot", groups: ["pilot"], restore: [.firstSignIn: true])
      let preview = try await preview("pilot", pilot, client)
      #expect(preview.people == 6)
      #expect(preview.offers == .init(gain: 4, lose: 0))
      #expect(preview.backups == .init())
      #expect(preview.changes.map(\.user) == Array(Self.people.prefix(4)))
      #expect(preview.changes.allSatisfy { $0.offer == .gains && $0.device == "d-new" })
      #expect(preview.changes[0].reasons[0].contains("\"pilot\" (priority 0, for the group pilot)"))
      #expect(try await client.get(.policy, [.policy: "pilot"]).status == 404)
      for user in Self.people {
        #expect(try await !client.signIn(.sample(), of: user).decision.isOffer)
      }
    }
  }

  @Test("It counts who loses offers and backups by a change or a removal")
  func lose() async throws {
    try await service([]) { client in
      let all = Policy(name: "all", restore: [.firstSignIn: true])
      _ = try await client.put(all, if: .absent)
      let removal = try await preview("all", nil, client)
      #expect(removal.offers == .init(gain: 0, lose: 6))
      let off = Policy(
        name: "off", groups: ["pilot"], priority: 9, backup: .init(enabled: false))
      let backups = try await preview("off", off, client)
      #expect(backups.offers == .init())
      #expect(backups.backups == .init(gain: 0, lose: 4))
      var narrowed = all
      narrowed.groups = ["pilot"]
      let narrower = try await preview("all", narrowed, client)
      #expect(narrower.offers == .init(gain: 0, lose: 2))
      #expect(narrower.changes.map(\.user) == Array(Self.people.suffix(2)))
    }
  }

  @Test("Who said no gains nothing by a policy that allows it")
  func skipped() async throws {
    try await service([Policy(name: "on", restore: [.firstSignIn: true])]) { client in
      let offer = try #require(try await client.signIn(.sample(), of: "user-0").offer)
      _ = try await client.post(
        OutcomeReport(outcome: .skipped), to: .outcome, [.user: "user-0", .offer: offer.id])
      let off = Policy(name: "off", priority: 5, restore: [.firstSignIn: false])
      let preview = try await preview("off", off, client)
      #expect(preview.offers == .init(gain: 0, lose: 5))
      #expect(!preview.changes.contains { $0.user == "user-0" })
    }
  }

  @Test("Pages together say what one would, and each holds no more people than it may")
  func pages() async throws {
    try await service([]) { client in
      let pilot = Policy(name: "pilot", groups: ["pilot"], restore: [.firstSignIn: true])
      var (people, gain, pages) = (0, 0, 0)
      var query = "?limit=2"
      while true {
        let page = try await preview("pilot", pilot, client, query: query)
        people += page.people
        gain += page.offers.gain
        pages += 1
        #expect(page.changes.count <= 2)
        guard let next = page.next else { break }
        query = "?limit=2&after=\(next)"
      }
      #expect(people == 6 && gain == 4 && pages == 3)
    }
  }

  @Test("A change that cannot be made cannot be looked at")
  func refused() async throws {
    try await service([]) { client in
      let changes: [(String, Policy?, String)] = [
        ("backup", nil, "policy.configured"), ("nobody", nil, "policy.notFound"),
        ("a", Policy(name: "b"), "request.invalidField"),
      ]
      for (name, policy, code) in changes {
        let answer = try await client.post(
          CanonicalJSON.encode(PolicyChange(name: name, document: policy)),
          to: Route.previewPolicy.path())
        #expect(answer.problem?.code == code)
      }
    }
  }
}
