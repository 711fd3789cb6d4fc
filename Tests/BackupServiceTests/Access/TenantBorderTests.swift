import Foundation
import HTTPTypes
import Identity
import ServiceAPI
import Store
import Testing
import UserEnvironment

@testable import BackupService

/// Two tenants whose people, devices and backups have the same names, and every route, method and role
/// across the border between them.
@Suite("Nothing crosses from one tenant to another")
struct TenantBorderTests {
  /// What each tenant has, with the same names in both as far as the service lets one choose.
  private struct Side {
    let issuer: TestIssuer
    let token: String
    /// Only this side has it; all such names have one length, so that an echo tells nothing.
    let device: String
    var profile = ""
    var offer = ""
    var transfer = ""
    var code = ""
  }

  private func prepare(_ service: TestService, _ client: TestClient) async throws -> [Side] {
    var sides = [
      Side(issuer: service.issuers.first, token: TestService.token, device: "d-first"),
      Side(issuer: service.issuers.other, token: TestService.otherToken, device: "d-other"),
    ]
    for index in sides.indices {
      let token = sides[index].token
      // A profile that only this side has tells whether its id is found from the other.
      for user in ["alice", "bob"] {
        sides[index].profile = try await client.backUp(.sample(), of: user, token: token).profile
      }
      let signIn = try await client.post(
        SignInStatement.sample(device: sides[index].device), to: .signIn, [.user: "bob"],
        token: token
      ).decode(SignInAnswer.self)
      sides[index].offer = signIn.offer?.id ?? ""
      let transfer = try await client.post(
        TransferRequest(
          user: "alice", targetTenant: "third", targetUser: "alice", reason: "x",
          removesAtSource: false), to: .requestTransfer, [:],
        token: sides[index].issuer.token(for: "ann", roles: [.administrator])
      ).decode(RequestedTransfer.self)
      sides[index].transfer = transfer.transfer.id
      sides[index].code = transfer.code
    }
    return sides
  }

  /// A request as far as it can be right: only what it is about is another tenant's, or nobody's.
  private func body(of route: Route, about side: Side?) throws -> Data {
    switch route {
    case .outcome: Data(#"{"outcome":"skipped"}"#.utf8)
    case .acceptTransfer, .declineTransfer:
      try CanonicalJSON.encode(TransferReply(code: side?.code ?? "tc-absent", user: "alice"))
    case .exportPerson: Data(#"{"reason":"x"}"#.utf8)
    // What no route takes: nothing is made that would differ from one request to the next.
    default: Data("[]".utf8)
    }
  }

  /// Sends a request with ids of a side, or, where that is nil, with ids that nobody has.
  private func send(
    _ method: HTTPRequest.Method, _ route: Route, about side: Side?, user: String, token: String?,
    _ client: TestClient
  ) async throws -> TestClient.Answer {
    var values = Dictionary(
      uniqueKeysWithValues: Route.Parameter.allCases.map { ($0, "x-absent") })
    values[.user] = user
    values[.version] = "1"
    values[.kind] = "apps"
    values[.device] = side?.device ?? "d-nones"
    values[.profile] = side?.profile ?? "p-absent"
    values[.offer] = side?.offer ?? "o-absent"
    values[.transfer] = side?.transfer ?? "t-absent"
    let hasBody = ![.get, .head].contains(method)
    return try await client.send(
      method, route.path(values) + (route == .decision ? "?moment=firstSignIn" : ""),
      token: token, headers: hasBody ? [.contentType: "application/json"] : [:],
      body: hasBody ? try body(of: route, about: side) : nil)
  }

  /// What they answer grows by the asking; ``lists()`` looks at them.
  private static let logs: Set<Route> = [.auditEntries, .auditExport]

  private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete]

  /// What an answer says, apart from when it was said.
  private func words(_ answer: TestClient.Answer) -> String {
    let headers = answer.headers.filter { $0.name.rawName.lowercased() != "x-request-id" }
      .map { "\($0.name): \($0.value)" }.sorted()
    let body = String(decoding: answer.body, as: UTF8.self)
      .replacing(/"digest":"sha256:[0-9a-f]*"/, with: "")
      .replacing(/d-(first|other|nones)/, with: "DEVICE")
    return "\(answer.status) \(headers) \(body)"
  }

  @Test("what another tenant has answers like what nobody has: every route, method and role")
  func everyRoute() async throws {
    let log = LogRecorder()
    let counter = FaultyStore.OperationCounter()
    let service = try TestService(
      logger: log.logger, fault: { FaultyStore.counting($0, counter) })
    let combinations = CodeBox()
    try await service.withRoutes { client in
      let sides = try await prepare(service, client)
      var tried = 0
      for (here, there) in [(sides[0], sides[1]), (sides[1], sides[0])] {
        for route in Route.all where !Self.logs.contains(route) {
          for method in Self.methods {
            for role in [Role?.none] + Role.allCases.map(Optional.some) {
              // Somebody of this side who has nothing here, so that all that is found were the other's.
              let user = "stranger"
              let token = try here.issuer.token(
                for: user, roles: role.map { [$0] } ?? [], isPerson: role == .person)
              _ = counter.take()
              let foreign = try await send(
                method, route, about: there, user: user, token: token, client)
              let foreignOperations = counter.take()
              let nobodys = try await send(
                method, route, about: nil, user: user, token: token, client)
              let operations = counter.take()
              let name = "\(method) \(route.template) \(role?.rawValue ?? "no role")"
              #expect(words(foreign) == words(nobodys), "\(name)")
              #expect(foreign.status < 500, "\(name)")
              // The same steps, and so the same time: another's id is looked up as nobody's is.
              #expect(foreignOperations == operations, "\(name)")
              tried += 2
            }
          }
        }
      }
      combinations.set(String(tried))
      let count = Route.all.count - Self.logs.count
      #expect(tried == 2 * count * Self.methods.count * (Role.allCases.count + 1) * 2)
    }
    #expect(combinations.value.flatMap { Int($0) } ?? 0 > 3000)
    // What was said of it all: no tenant, nobody's name, no id.
    for line in log.lines {
      for text in [line.message] + line.metadata.values.map(\.description) {
        #expect(!["first", "other", "First", "Other"].contains(text))
        for word in ["alice", "bob", "stranger", "example.org", "d-first"] {
          #expect(!text.contains(word), "\(line.message): \(text)")
        }
        #expect(!text.contains(/\b(p|o|t|tc)-[0-9a-f]{32}/), "\(line.message): \(text)")
      }
    }
  }

  @Test("a person of the same name in the other tenant is another one, to every role")
  func sameName() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      try await client.backUp(.sample(apps: 7), of: "alice")
      let routes = Route.all.filter { $0 != .caller && !Self.logs.contains($0) }
      for route in routes where RouteAccess.of(route) != .open {
        for role in Role.allCases {
          func answer(_ user: String) async throws -> String {
            let token = try service.issuers.other.token(for: user, roles: [role])
            let method = HTTPRequest.Method(route.method)
            return words(
              try await send(method, route, about: nil, user: user, token: token, client)
            ).replacing(user, with: "USER")
          }
          #expect(try await answer("alice") == answer("carol"), "\(route) \(role)")
        }
      }
    }
  }

  @Test("each tenant's lists and logs have its own, and nothing else")
  func lists() async throws {
    let service = try TestService()
    try await service.withRoutes { client in
      let sides = try await prepare(service, client)
      try await client.backUp(.sample(), of: "only-first")
      let administrators = try sides.map {
        try $0.issuer.token(for: "ann", roles: [.administrator])
      }
      for (index, tenant) in ["first", "other"].enumerated() {
        let people = try await service.services.people.people(
          of: TenantID(rawValue: tenant), after: nil, limit: 99)
        #expect(people.map(\.subject).contains("only-first") == (index == 0))
        let transfers = try await client.get(.transfers, token: administrators[index])
          .decode(TransferList.self)
        #expect(transfers.transfers.map(\.id) == [sides[index].transfer])
        let log = try await client.get("/v1/audit/export", token: administrators[index])
        let text = String(decoding: log.body, as: UTF8.self)
        #expect(text.contains(sides[index].transfer))
        #expect(!text.contains(sides[1 - index].transfer))
        #expect(!text.contains("\"tenant\":\"\(["other", "first"][index])\""))
      }
    }
  }
}
