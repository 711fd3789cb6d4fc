import Foundation
import ServiceAPI
import Testing
import UserEnvironment

@testable import BackupService

@Suite("What is not there")
struct NotFoundTests {
  @Test("A person without a backup has an empty list, known or not")
  func nobody() async throws {
    try await TestService().withRoutes { client in
      let profiles = try await client.get(.profiles, [.user: "nobody"]).decode(ProfileList.self)
      #expect(profiles.profiles == [])
      let offers = try await client.get(.offers, [.user: "nobody"]).decode(OfferHistory.self)
      #expect(offers.offers == [])
    }
  }

  @Test("An unknown profile, version, component, offer and sign-in each have their code")
  func codes() async throws {
    try await TestService().withRoutes { client in
      let environment = UserEnvironment.Environment(
        source: UserEnvironment.Environment.sample().source, apps: AppsComponent(apps: []))
      let profile = try await client.backUp(environment).profile
      let user: [Route.Parameter: String] = [.user: "alice", .profile: profile]
      func code(_ route: Route, _ more: [Route.Parameter: String]) async throws -> String? {
        let answer = try await client.get(route, user.merging(more) { _, new in new })
        #expect(answer.status == 404)
        return answer.problem?.code
      }
      #expect(try await code(.profile, [.profile: "p-0"]) == "profile.notFound")
      #expect(try await code(.snapshot, [.profile: "p-0", .version: "1"]) == "profile.notFound")
      #expect(try await code(.snapshot, [.version: "2"]) == "snapshot.notFound")
      #expect(
        try await code(.component, [.version: "1", .kind: "startPins"]) == "component.notFound")
      let offer = try await client.post(
        OutcomeReport(outcome: .missed), to: .outcome, [.user: "alice", .offer: "o-0"])
      #expect(offer.problem?.code == "offer.notFound")
      let decision = try await client.get(
        Route.decision.path([.user: "alice", .device: "d-0"]) + "?moment=oobe")
      #expect(decision.problem?.code == "signIn.notFound")
    }
  }

  @Test("What belongs to another tenant or person looks exactly like what is not there")
  func border() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let profile = try await client.backUp(.sample()).profile
      let answer = try await client.signIn(.sample())
      let offer = try #require(answer.offer).id
      let paths = [
        Route.profile.path([.user: "alice", .profile: profile]),
        Route.snapshot.path([.user: "alice", .profile: profile, .version: "1"]),
        Route.component.path([
          .user: "alice", .profile: profile, .version: "1", .kind: "settings",
        ]),
        Route.decision.path([.user: "alice", .device: "d-new"]) + "?moment=firstSignIn",
      ]
      for path in paths {
        #expect(try await client.get(path).status == 200)
        let foreign = try await client.get(path, token: TestService.otherToken)
        let missing = try await client.get(
          path.replacing(profile, with: "p-0").replacing("d-new", with: "d-0"),
          token: TestService.otherToken)
        let neighbour = try await client.get(path.replacing("/alice/", with: "/bob/"))
        #expect(foreign.status == 404)
        #expect(foreign.body == missing.body)
        #expect(neighbour.body == missing.body)
      }
      for path in [Route.profiles.path([.user: "alice"]), Route.offers.path([.user: "alice"])] {
        let foreign = try await client.get(path, token: TestService.otherToken)
        let missing = try await client.get(
          path.replacing("/alice/", with: "/nobody/"), token: TestService.otherToken)
        #expect(foreign.body == missing.body)
      }
      let concluded = try await client.post(
        OutcomeReport(outcome: .skipped), to: .outcome, [.user: "alice", .offer: offer],
        token: TestService.otherToken)
      #expect(concluded.problem?.code == "offer.notFound")
      let offers = try await client.get(.offers, [.user: "alice"]).decode(OfferHistory.self)
      #expect(offers.offers.map(\.outcome) == [nil])
    }
  }

  @Test("The same device and person ids in two tenants are two people")
  func collidingIDs() async throws {
    try await TestService().withRoutes { client in
      let first = try await client.backUp(.sample())
      let other = try await client.backUp(
        .sample(source: "ELSEWHERE"), token: TestService.otherToken)
      #expect(first.profile != other.profile)
      #expect(other.version == 1)
    }
  }
}
