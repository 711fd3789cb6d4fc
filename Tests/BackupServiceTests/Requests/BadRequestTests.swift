import Foundation
import RestoreRules
import ServiceAPI
import Testing
import UserEnvironment

@testable import BackupService

@Suite("Requests that cannot be read")
struct BadRequestTests {
  private static let signIns = Route.signIn.path([.user: "alice"])

  private func problem(_ body: String, path: String = signIns) async throws -> Problem? {
    let service = try TestService()
    let found = CodeBox()
    try await service.withRoutes { client in
      let answer = try await client.post(Data(body.utf8), to: path)
      #expect(answer.problem?.status == answer.status)
      found.set(String(decoding: answer.body, as: UTF8.self))
    }
    return try found.value.map { try CanonicalJSON.decode(Problem.self, from: Data($0.utf8)) }
  }

  @Test("Malformed JSON is named as that, with the place")
  func malformed() async throws {
    let problem = try #require(try await problem("{\"moment\": \"oobe\",\n  \"deviceID\": d}"))
    #expect(problem.code == "request.malformedJSON")
    #expect(problem.status == 400)
    #expect(problem.detail.contains("at line 2, column 15: a value is expected"))
  }

  @Test("A key that is there twice is named")
  func keyTwice() async throws {
    let problem = try #require(
      try await problem(#"{"moment": "oobe", "\u006doment": "oobe"}"#))
    #expect(problem.code == "request.malformedJSON")
    #expect(problem.detail.contains("at line 1, column 20: the key \"moment\" is there twice"))
  }

  @Test(
    "What is no JSON at all is refused",
    arguments: [
      "", " ", "{", "}", "[", "nul", "\u{feff}", "{\"a\":}", "{'a':1}", "{\"a\":1} x", "{\"a\":1,}",
      "{\"a\":1,\"a\":1}", "[1,]", "{\"a\":01}", "{\"a\":\"\t\"}", "{\"a\":\"\\x\"}",
    ])
  func noJSON(body: String) async throws {
    #expect(try await problem(body)?.code == "request.malformedJSON")
  }

  @Test("Every truncation of a submission is refused, and none is a fault of the service")
  func truncated() async throws {
    let body = try CanonicalJSON.encode(
      UserEnvironment.Environment.sample(apps: 1).submission(sending: [.apps]))
    try await TestService().withRoutes { client in
      for length in 0..<body.count {
        let answer = try await client.post(
          body.prefix(length), to: Route.submitSnapshot.path([.user: "alice"]))
        #expect(answer.status == 400)
      }
    }
  }

  @Test("A policy with any one bit changed is read or refused, and never a fault of the service")
  func damagedPolicy() throws {
    let policy = Policy(
      name: "pilot", groups: ["é"], priority: -1, backup: .init(enabled: true, include: ["mouse"]),
      restore: [.oobe: true], offerLimit: 3, retention: .init(days: 30))
    let whole = try CanonicalJSON.encode(policy)
    #expect(try StrictJSON.decode(Policy.self, from: whole) == policy)
    for place in whole.indices {
      for bit in 0..<8 {
        var changed = whole
        changed[place] ^= 1 << UInt8(bit)
        do throws(ServiceProblem) {
          _ = try StrictJSON.decode(Policy.self, from: changed)
        } catch {
          #expect((400..<500).contains(error.kind.status), "bit \(bit) of byte \(place)")
        }
      }
    }
  }

  @Test("JSON of another shape is refused", arguments: ["null", "[]", "1", "\"x\"", "true"])
  func otherShape(body: String) async throws {
    #expect(try await problem(body)?.code == "request.invalidField")
  }

  @Test("JSON that is nested without end is refused")
  func nested() async throws {
    let body = String(repeating: "[", count: 100_000)
    #expect(try await problem(body)?.status == 400)
  }

  @Test("An unknown field is refused by its name, however deep it lies")
  func unknownField() async throws {
    let fields = [
      ("\"x\":1", "x"), ("\"x\":null", "x"), ("\"moment \":\"oobe\"", "moment "),
    ]
    for (field, name) in fields {
      let problem = try #require(
        try await problem(
          #"{"outcome":"missed",\#(field)}"#,
          path: Route.outcome.path([.user: "alice", .offer: "o-1"])))
      #expect(problem.code == "request.unknownField")
      #expect(problem.detail.contains("The field \(name) is not known"))
    }
    let submission = #"""
      {"device":"d","contents":[],"manifest":{"takenAt":"2026-11-22T08:00:00Z",
      "source":{"name":"n","product":"windows10","build":"1","edition":"e"},
      "components":[{"kind":"apps","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
      "size":1,"itemCount":0,"color":"red"}]}}
      """#
    let deep = try await problem(submission, path: Route.submitSnapshot.path([.user: "a"]))
    #expect(deep?.code == "request.unknownField")
    #expect(deep?.detail.contains("manifest.components[0].color") == true)
  }

  @Test("A field of the facts that is not known is refused by its path")
  func unknownFact() async throws {
    let problem = try #require(
      try await problem(
        #"""
        {"moment":"oobe","deviceID":"d","account":"work","firstSignInSinceEnrollment":true,
        "unreportedMisses":[],"device":{"os":{"product":"windows11","build":"26100.1","sku":4},
        "enrollment":{"id":"e","at":"2026-11-22T08:00:00Z"}}}
        """#))
    #expect(problem.code == "request.unknownField")
    #expect(problem.detail.contains("device.os.sku"))
  }

  @Test("A missing field and a wrong value are named")
  func invalidField() async throws {
    let missing = try await problem(#"{"deviceID":"d"}"#)
    #expect(missing?.code == "request.invalidField")
    #expect(missing?.detail.contains("moment") == true)
    let path = Route.outcome.path([.user: "alice", .offer: "o-1"])
    let wrong = try await problem(#"{"outcome":"perhaps"}"#, path: path)
    #expect(wrong?.code == "request.invalidField")
    #expect(wrong?.detail.contains("outcome") == true)
    let number = try await problem(#"{"outcome":7}"#, path: path)
    #expect(number?.detail == "The field outcome must be text in quotes.")
  }

  @Test(
    "A name that no store could keep is refused", arguments: ["", "a\u{0}b", "\u{1b}[31m", "\n"])
  func identifiers(name: String) async throws {
    let text = String(decoding: try JSONEncoder().encode(name), as: UTF8.self)
    let problem = try await problem(
      #"""
      {"moment":"oobe","deviceID":\#(text),"account":"work","firstSignInSinceEnrollment":true,
      "unreportedMisses":[],"device":{"os":{"product":"windows11","build":"26100.1"},
      "enrollment":{"id":"e","at":"2026-11-22T08:00:00Z"}}}
      """#)
    #expect(problem?.code == "request.invalidField")
    #expect(problem?.detail.contains("deviceID") == true)
  }

  @Test(
    "A parameter that cannot be is refused",
    arguments: [
      "/v1/users/%ff/profiles", "/v1/users/a%00b/profiles",
      "/v1/users/\(String(repeating: "a", count: 256))/profiles",
      "/v1/users/a/profiles/p/snapshots/0", "/v1/users/a/profiles/p/snapshots/latest",
      "/v1/users/a/profiles/p/snapshots/newest/components/wallpaper",
      "/v1/users/a/devices/d/decision", "/v1/users/a/devices/d/decision?moment=never",
      "/v1/users/a/devices/d/decision?moment=oobe&moment=firstSignIn",
    ])
  func parameters(path: String) async throws {
    try await TestService().withRoutes { client in
      let answer = try await client.get(path)
      #expect(answer.status == 400)
      #expect(answer.problem?.code == "request.invalidParameter")
    }
  }

  @Test("A body of another type than JSON is refused", arguments: [nil, "text/plain", "text/json"])
  func mediaType(type: String?) async throws {
    try await TestService().withRoutes { client in
      let answer = try await client.post(Data("{}".utf8), to: Self.signIns, contentType: type)
      #expect(answer.status == 415)
      #expect(answer.problem?.code == "request.unsupportedMediaType")
    }
  }

  @Test("A media type with a parameter is JSON as well")
  func mediaTypeParameter() async throws {
    try await TestService().withRoutes { client in
      let answer = try await client.post(
        CanonicalJSON.encode(SignInStatement.sample()), to: Self.signIns,
        contentType: "Application/JSON; charset=utf-8")
      #expect(answer.status == 200)
    }
  }

  @Test("An unknown path is 404, a known path with another method 405 with the methods it has")
  func routes() async throws {
    try await TestService().withRoutes { client in
      for path in ["/", "/v1", "/v2/users/a/profiles", "/v1/user", "/health/x"] {
        #expect(try await client.get(path).problem?.code == "route.notFound", "\(path)")
      }
      let answer = try await client.send(.delete, "/v1/users/a/profiles")
      #expect(answer.status == 405)
      #expect(answer.problem?.code == "route.methodNotAllowed")
      #expect(answer.headers[.allow] == "GET, HEAD")
      #expect(try await client.get("/v1/users/a/sign-ins").headers[.allow] == "POST")
    }
  }

  @Test("Without the right token no route answers that is not open, whatever is asked")
  func tokens() async throws {
    try await TestService().withRoutes { client in
      for route in Route.all where RouteAccess.of(route) != .open {
        let path = route.path(
          Dictionary(uniqueKeysWithValues: Route.Parameter.allCases.map { ($0, "1") }))
        // SCIM has its own form for what goes wrong (RFC 7644, section 3.12).
        let isSCIM = route.template.hasPrefix("/scim/")
        for token in [nil, "another-token-of-this-length"] {
          let answer = try await client.send(
            .init(route.method), path, token: token, body: Data("{}".utf8))
          #expect(answer.status == 401, "\(route)")
          #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
          let code = token == nil ? "identity.missingToken" : "identity.wrongToken"
          #expect(isSCIM || answer.problem?.code == code, "\(route)")
        }
      }
    }
  }

  @Test("The routes of HEAD answer as GET does, without a body")
  func head() async throws {
    try await TestService().withRoutes { client in
      let answer = try await client.send(.head, "/v1/users/a/profiles")
      #expect(answer.status == 200)
      #expect(answer.body.isEmpty)
    }
  }

  @Test("A word that is not allowed is named by its field, without inner words of the program")
  func noInnerWords() async throws {
    let problem = try #require(
      try await problem(
        #"{"outcome":"lost"}"#, path: Route.outcome.path([.user: "alice", .offer: "o-1"])))
    #expect(problem.code == "request.invalidField")
    #expect(problem.detail == "The field outcome is not one of the values it may have.")
  }
}
