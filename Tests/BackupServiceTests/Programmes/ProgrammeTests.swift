import Foundation
import HTTPTypes
import RestoreRules
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

@Suite("A preview programme")
struct ProgrammeTests {
  private static let settings = ProgrammeSettings(
    name: "Early birds", feature: .firstSignInRestore,
    opensAt: TestService.start.addingTimeInterval(-86_400),
    closesAt: TestService.start.addingTimeInterval(86_400))

  private static let interest = Interest(
    organization: "Contoso Ltd", contact: "Ada Berg, ada@contoso.example", tenant: "first")

  /// The operator, who is in no way a person of a tenant that takes part.
  private static func operatorToken(_ service: TestService) throws -> String {
    try service.issuers.other.token(
      for: "root", roles: [.operator], isPerson: false, now: service.services.now())
  }

  private static func put(
    _ client: TestClient, _ service: TestService, _ settings: ProgrammeSettings = settings,
    as id: String = "early", headers: HTTPFields = [.ifNoneMatch: "*"]
  ) async throws -> TestClient.Answer {
    var headers = headers
    headers[.contentType] = "application/json"
    return try await client.send(
      .put, Route.putProgramme.path([.programme: id]), token: operatorToken(service),
      headers: headers, body: CanonicalJSON.encode(settings))
  }

  private static func decide(
    _ request: String, _ admission: ProgrammeRequest.Admission?, _ client: TestClient,
    _ service: TestService, in id: String = "early"
  ) async throws -> TestClient.Answer {
    try await client.post(
      ProgrammeVerdict(admission: admission, reason: "Because."), to: .programmeVerdict,
      [.programme: id, .request: request], token: operatorToken(service))
  }

  private static func policyCheck(_ client: TestClient, of user: String = "alice") async throws
    -> Check?
  {
    try await client.backUp(.sample(), of: user)
    return try await client.signIn(.sample(), of: user).decision[.policy]
  }

  @Test("a feature that no programme is about is there for all")
  func noProgramme() async throws {
    let service = try TestService()
    try await service.withRoutes { (client) async throws in
      #expect(try await Self.policyCheck(client)?.passed == true)
      let setup = ProgrammeSettings(
        name: "Setup", feature: .setupRestore, opensAt: Self.settings.opensAt,
        closesAt: Self.settings.closesAt)
      #expect(try await Self.put(client, service, setup, as: "setup").status == 201)
      #expect(try await Self.policyCheck(client)?.passed == true)
    }
  }

  @Test(
    "an accepted tenant has the feature, others do not and are told, general availability is for all"
  )
  func life() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let made = try await Self.put(client, service)
      #expect(made.status == 201)
      var check = try await Self.policyCheck(client)
      #expect(check?.passed == false)
      #expect(check?.reason.contains("\"Early birds\"") == true)

      let request = try await service.services.programmes.submit(
        Self.interest, ndaAcceptedBy: nil, to: "early")
      let listed = try await client.get(
        Route.programmeRequests.path([.programme: "early"]) + "?state=open",
        token: Self.operatorToken(service)
      ).decode(ProgrammeRequestList.self)
      #expect(listed.requests == [request])

      let admission = ProgrammeRequest.Admission(tenant: "first")
      let accepted = try await Self.decide(request.id, admission, client, service)
      #expect(try accepted.decode(ProgrammeRequest.self).state == .accepted)
      check = try await Self.policyCheck(client)
      #expect(check?.passed == true)
      #expect(check?.reason.contains("Early birds") == true)
      // The other tenant, in which people have the same names, has nothing of it.
      let other = try await service.services.programmes.previews(
        of: TenantID(rawValue: "other"), groups: ["pilot"])
      #expect(other.map(\.admitted) == [false])

      // Declined later, the feature is taken away again.
      _ = try await Self.decide(request.id, nil, client, service)
      #expect(try await Self.policyCheck(client)?.passed == false)

      var settings = Self.settings
      settings.generallyAvailable = true
      let tag = try #require(made.headers[.eTag])
      #expect(
        try await Self.put(client, service, settings, headers: [.ifMatch: tag])
          .decode(Programme.self).phase == .generallyAvailable)
      check = try await Self.policyCheck(client)
      #expect(check?.passed == true)
      #expect(check?.reason.contains("preview") == false)
    }
  }

  @Test("a group that was accepted has the feature, the rest of its tenant does not")
  func group() async throws {
    let service = try TestService(groups: [.init(name: "pilot", members: ["alice"])])
    try await service.withRoutes { client in
      _ = try await Self.put(client, service)
      let request = try await service.services.programmes.submit(
        Self.interest, ndaAcceptedBy: nil, to: "early")
      _ = try await Self.decide(
        request.id, .init(tenant: "first", groups: ["pilot"]), client, service)
      #expect(try await Self.policyCheck(client, of: "alice")?.passed == true)
      #expect(try await Self.policyCheck(client, of: "bob")?.passed == false)
      // Moved to another tenant, it is gone from the first.
      _ = try await Self.decide(request.id, .init(tenant: "other"), client, service)
      #expect(try await Self.policyCheck(client, of: "alice")?.passed == false)
      // A second request of the same tenant stands for itself.
      let second = try await service.services.programmes.submit(
        Self.interest, ndaAcceptedBy: nil, to: "early")
      _ = try await Self.decide(second.id, .init(tenant: "first"), client, service)
      _ = try await Self.decide(request.id, nil, client, service)
      #expect(try await Self.policyCheck(client, of: "bob")?.passed == true)
    }
  }

  @Test("the window and the requirements hold for who signs up, and once more for who is accepted")
  func requirements() async throws {
    let service = try TestService()
    var settings = Self.settings
    settings.customerProgramme = "Tailspin Insiders"
    settings.requiresNDA = true
    try await service.withRoutes { [settings] client in
      let programmes = service.services.programmes
      func refusal(_ interest: Interest, nda: String?, to id: String = "early") async -> String? {
        do {
          try await programmes.submit(interest, ndaAcceptedBy: nda, to: id)
          return nil
        } catch {
          return ServiceProblem(error).kind.code
        }
      }
      #expect(await refusal(Self.interest, nda: nil) == "programme.notFound")
      let made = try await Self.put(client, service, settings)
      var member = Self.interest
      member.membership = "4711"
      #expect(await refusal(Self.interest, nda: "Ada Berg") == "programme.requirementsNotMet")
      #expect(await refusal(member, nda: nil) == "programme.requirementsNotMet")
      member.organization = "a\nb"
      #expect(await refusal(member, nda: "Ada Berg") == "request.invalidField")
      member.organization = "Contoso"
      // Whatever a client says of the time, it is the service's.
      member.nda = .init(name: "Nobody", acceptedAt: .distantPast)
      let request = try await programmes.submit(member, ndaAcceptedBy: "Ada Berg", to: "early")
      #expect(request.interest.nda == .init(name: "Ada Berg", acceptedAt: TestService.start))

      var stricter = settings
      stricter.requiresNDA = false
      stricter.customerProgramme = nil
      let loose = try await Self.put(
        client, service, stricter, headers: [.ifMatch: made.headers[.eTag] ?? ""])
      let unfit = try await programmes.submit(Self.interest, ndaAcceptedBy: nil, to: "early")
      _ = try await Self.put(
        client, service, settings, headers: [.ifMatch: loose.headers[.eTag] ?? ""])
      let answer = try await Self.decide(unfit.id, .init(tenant: "first"), client, service)
      #expect(answer.status == 422)
      #expect(answer.problem?.code == "programme.requirementsNotMet")
      let unknown = try await Self.decide(request.id, .init(tenant: "nobody"), client, service)
      #expect(unknown.problem?.code == "programme.tenantUnknown")
      #expect(try await Self.decide("r-0", nil, client, service).status == 404)
      #expect(
        try await Self.decide(request.id, nil, client, service, in: "late").problem?.code
          == "programme.notFound")

      service.moveClock(by: 86_400)
      #expect(await refusal(member, nda: "Ada Berg") == "programme.notOpen")
      #expect(try await programmes.programme("early").phase == .closed)
      // Who asked in time can still be accepted.
      #expect(
        try await Self.decide(request.id, .init(tenant: "first"), client, service).status == 200)
    }
  }

  @Test("nobody can fill the list: not fast, and not for good")
  func bounds() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      _ = try await Self.put(client, service)
      let programmes = service.services.programmes
      for _ in 0..<SubmissionRate.mostInWindow {
        _ = try await programmes.submit(Self.interest, ndaAcceptedBy: nil, to: "early")
      }
      let refused = await #expect(throws: ServiceProblem.self) {
        try await programmes.submit(Self.interest, ndaAcceptedBy: nil, to: "early")
      }
      #expect(refused?.kind == .programmeBusy)
      for _ in 1..<(ProgrammeService.mostOpenRequests / SubmissionRate.mostInWindow) {
        service.moveClock(by: SubmissionRate.window)
        for _ in 0..<SubmissionRate.mostInWindow {
          _ = try await programmes.submit(Self.interest, ndaAcceptedBy: nil, to: "early")
        }
      }
      service.moveClock(by: SubmissionRate.window)
      let full = await #expect(throws: ServiceProblem.self) {
        try await programmes.submit(Self.interest, ndaAcceptedBy: nil, to: "early")
      }
      #expect(full?.kind == .programmeBusy)
      let page = try await client.get(
        Route.programmeRequests.path([.programme: "early"]) + "?limit=499",
        token: Self.operatorToken(service)
      ).decode(ProgrammeRequestList.self)
      #expect(page.requests.count == 499)
      #expect(page.next == page.requests.last?.id)
    }
  }

  @Test("settings that cannot be are refused, and changes of something else than what was read")
  func settingsAreChecked() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      for id in ["Early", "-early", "early-", "e%20b", String(repeating: "e", count: 65)] {
        #expect(
          try await Self.put(client, service, as: id).problem?.code == "request.invalidParameter",
          "\(id)")
      }
      var backwards = Self.settings
      backwards.closesAt = backwards.opensAt
      #expect(
        try await Self.put(client, service, backwards).problem?.code == "request.invalidField")
      #expect(try await Self.put(client, service, headers: [:]).status == 428)
      let made = try await Self.put(client, service)
      #expect(made.status == 201)
      #expect(try await Self.put(client, service).status == 412)
      let read = try await client.get(
        .programme, [.programme: "early"], token: Self.operatorToken(service))
      #expect(read.headers[.eTag] == made.headers[.eTag])
      let changed = try await Self.put(
        client, service, headers: [.ifMatch: read.headers[.eTag] ?? ""])
      #expect(changed.status == 200)
      #expect(
        try await Self.put(client, service, headers: [.ifMatch: made.headers[.eTag] ?? ""]).status
          == 412)
      let list = try await client.get(.programmes, token: Self.operatorToken(service))
        .decode(ProgrammeList.self)
      #expect(list.programmes.map(\.id) == ["early"])
    }
  }

  @Test(
    "changes and verdicts are in the installation's log, without what people wrote of themselves")
  func audited() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      _ = try await Self.put(client, service)
      let request = try await service.services.programmes.submit(
        Self.interest, ndaAcceptedBy: "Ada Berg", to: "early")
      _ = try await Self.decide(request.id, .init(tenant: "first"), client, service)
      let entries = try await service.sqlite.logEntries(of: .installation, after: 0, limit: 10)
      let texts = entries.map { String(decoding: $0.content, as: UTF8.self) }
      #expect(texts.count == 2)
      #expect(texts.first?.contains("programme.changed") == true)
      #expect(texts.last?.contains("programme.decided") == true)
      #expect(texts.last?.contains(request.id) == true)
      #expect(!texts.contains { $0.contains("Ada") || $0.contains("Contoso") })
    }
  }
}
