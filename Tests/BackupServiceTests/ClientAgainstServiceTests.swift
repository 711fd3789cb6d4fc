import Foundation
import RestoreRules
import ServiceAPI
import Testing
import UserEnvironment

@testable import BackupService

@Suite("The client against the service, on a port of this machine")
struct ClientAgainstServiceTests {
  private func client(port: Int, token: String = TestService.token) throws -> ServiceClient {
    try ServiceClient(address: "http://127.0.0.1:\(port)/", token: token)
  }

  @Test("Every method of the client is understood, for a person whose name needs encoding")
  func everyRoute() async throws {
    try await TestService().withServer { _, port in
      let client = try client(port: port)
      let user = "Zoë/O'Brien ..%2F?#"
      let environment = UserEnvironment.Environment.sample()
      #expect(try await client.health().status == "ok")
      #expect(try await client.openAPIDocument() == OpenAPIDocument.load())
      let asked = try await client.submit(environment.submission(), for: user)
      let lacking = try #require(asked.lacking)
      let receipt = try #require(
        try await client.submit(environment.submission(sending: lacking), for: user).receipt)
      #expect(try await client.profiles(of: user).profiles.map(\.id) == [receipt.profile])
      let versions = try await client.profile(receipt.profile, of: user).versions
      #expect(versions.map(\.version) == [1])
      let snapshot = try await client.snapshot(.newest, of: receipt.profile, for: user)
      #expect(snapshot == versions.first)
      var components: [ComponentKind: Data] = [:]
      for kind in snapshot.manifest.components.map(\.kind) {
        components[kind] = try await client.component(
          kind, of: .version(1), in: receipt.profile, for: user)
      }
      #expect(
        try UserEnvironment.Environment(source: snapshot.manifest.source, components: components)
          == environment)
      let answer = try await client.signIn(.sample(), for: user)
      let offer = try #require(answer.offer)
      #expect(
        try await client.decision(at: .firstSignIn, on: "d-new", for: user) == answer.decision)
      #expect(try await client.report(.restored, of: offer.id, for: user).outcome == .restored)
      #expect(try await client.offers(of: user).offers.map(\.outcome) == [.restored])
    }
  }

  @Test("A problem reaches the caller with the service's own code and words")
  func problem() async throws {
    try await TestService().withServer { _, port in
      let client = try client(port: port)
      do throws(ServiceError) {
        _ = try await client.profile("p-0", of: "alice")
        Issue.record("there is such a profile")
      } catch {
        #expect(error.code == .problem)
        #expect(error.problem?.code == "profile.notFound")
        #expect(error.description == "This person has no such profile. (profile.notFound)")
      }
    }
  }

  @Test("A wrong token is told as such")
  func wrongToken() async throws {
    try await TestService().withServer { _, port in
      let client = try client(port: port, token: "another-token-of-this-length")
      do throws(ServiceError) {
        _ = try await client.profiles(of: "alice")
        Issue.record("the token was taken")
      } catch {
        #expect(error.problem?.code == "identity.wrongToken")
      }
    }
  }

  @Test("An answer that is not the service's is told as such")
  func otherService() async throws {
    try await TestService().withServer { _, port in
      let client = try ServiceClient(
        address: "http://127.0.0.1:\(port)/health/", token: TestService.token)
      do throws(ServiceError) {
        _ = try await client.health()
        Issue.record("there is a service below /health/")
      } catch {
        #expect(error.problem?.code == "route.notFound")
      }
    }
  }
}
