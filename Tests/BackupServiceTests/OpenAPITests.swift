import Foundation
import Hummingbird
import JSONText
import ServiceAPI
import Store
import Testing

@testable import BackupService

@Suite("The OpenAPI document")
struct OpenAPITests {
  private static func document() throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: OpenAPIDocument.load())
    return try #require(object as? [String: Any])
  }

  /// Every operation as `GET /health`.
  private static func operations() throws -> [String: [String: Any]] {
    let paths = try #require(try document()["paths"] as? [String: [String: Any]])
    var operations: [String: [String: Any]] = [:]
    for (path, methods) in paths {
      for (method, operation) in methods where method != "parameters" {
        operations[method.uppercased() + " " + path] = operation as? [String: Any]
      }
    }
    return operations
  }

  @Test("Every route of the router is in the document, and the other way round")
  func routes() throws {
    let routes = try TestService().routes.routes
      .map { "\($0.method.rawValue) \($0.path)" }.filter { !$0.hasPrefix("HEAD") }
    #expect(try Set(routes) == Set(Self.operations().keys))
    #expect(Set(routes) == Set(Route.all.map(\.description)))
  }

  @Test("It is served whole, put together from the files of all nouns")
  func served() async throws {
    try await TestService().withRoutes { client in
      let answer = try await client.get("/openapi.json", token: nil)
      #expect(try answer.body == OpenAPIDocument.load())
      #expect(answer.headers[.contentType]?.hasPrefix("application/vnd.oai.openapi+json") == true)
    }
  }

  @Test("Every problem that the service knows is in it, with its status, and none besides")
  func problems() throws {
    let components = try #require(try Self.document()["components"] as? [String: Any])
    let schemas = try #require(components["schemas"] as? [String: [String: Any]])
    let properties = try #require(schemas["Problem"]?["properties"] as? [String: [String: Any]])
    let codes = try #require(properties["code"]?["enum"] as? [String])
    #expect(Set(codes) == Set(ProblemKind.allCases.map(\.code)))
    #expect(Set(codes).count == codes.count)
  }

  @Test("Every operation has an id, a summary, and the answers that any of them may give")
  func operations() throws {
    for (name, operation) in try Self.operations() {
      #expect(operation["operationId"] is String, "\(name)")
      #expect(operation["summary"] is String, "\(name)")
      let responses = try #require(operation["responses"] as? [String: Any])
      #expect(["200", "201", "202", "204"].contains { responses[$0] != nil }, "\(name)")
      let route = try #require(Route.all.first { $0.description == name })
      if RouteAccess.of(route) != .open {
        #expect(responses["403"] != nil, "\(name)")
        #expect(responses["401"] != nil, "\(name)")
        #expect(responses["503"] != nil, "\(name)")
      } else {
        #expect((operation["security"] as? [Any])?.isEmpty == true, "\(name)")
      }
      if name.hasPrefix("POST") {
        for status in ["400", "413", "415", "507"] { #expect(responses[status] != nil, "\(name)") }
      }
    }
  }

  @Test(
    "Every POST takes an Idempotency-Key, and says how it answers one that it cannot heed; but for archives"
  )
  func idempotencyKeys() throws {
    for route in Route.all where route.method == .post {
      let operation = try OpenAPIOperation(route)
      let takesKey = Repetition.of(route).takesKey
      #expect(
        operation.parameters.contains("#/components/parameters/idempotencyKey") == takesKey,
        "\(route)")
      #expect(!operation.parameters.contains("Idempotency-Key"), "\(route)")
      guard takesKey else { continue }
      if route.template.hasPrefix("/scim/") {
        for status in [409, 422] {
          #expect(operation.content(status)["application/scim+json"] != nil, "\(route)")
        }
      } else {
        let codes = operation.exampleCodes(409)
        #expect(codes.contains("request.inProgress"), "\(route)")
        #expect(
          codes.contains("request.answerNotKept") == (Repetition.of(route) == .refused), "\(route)")
        #expect(operation.exampleCodes(422).contains("request.keyReused"), "\(route)")
      }
    }
    let without = Route.all.filter { $0.method == .post && !Repetition.of($0).takesKey }
    #expect(without == [.exportPerson, .importPerson])
  }

  @Test("A key that the document allows is one that the service takes")
  func idempotencyKeyRule() throws {
    let operation = try OpenAPIOperation(.signIn)
    let parameter = try #require(operation.parameter("Idempotency-Key")?.object)
    let schema = try #require(parameter["schema"].map(operation.followed)?.object)
    #expect(schema["minLength"]?.number == 1)
    #expect(schema["maxLength"]?.number == Double(StoreName.maximumLength))
    let pattern = try Regex(try #require(schema["pattern"]?.text))
    for key in ["k", "8e03978e-40d5-43dd-bc93-6894a57f9324", "a b", "René", "", "a\u{7}", "\u{7F}"]
    {
      let isAllowed = try !key.isEmpty && pattern.wholeMatch(in: key) != nil
      #expect(isAllowed == Identifier.isValid(key), "\(key.debugDescription)")
    }
  }

  @Test(
    "openapi-spec-validator finds nothing wrong with it",
    .enabled(if: Validator.isInstalled, "openapi-spec-validator (PyPI) is not installed here"))
  func validates() throws {
    let result = try Validator.run(on: OpenAPIDocument.load())
    #expect(result.status == 0, "\(result.output)")
  }
}

/// The validator of the OpenAPI community, when it is installed for `python3`.
private enum Validator {
  static var isInstalled: Bool {
    (try? python("import openapi_spec_validator", input: Data()).status) == 0
  }

  static func run(on document: Data) throws -> (status: Int32, output: String) {
    let program = """
      import json, sys
      from openapi_spec_validator import OpenAPIV31SpecValidator
      OpenAPIV31SpecValidator(json.load(sys.stdin)).validate()
      """
    return try python(program, input: document)
  }

  private static func python(
    _ program: String, input: Data
  ) throws -> (status: Int32, output: String) {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("openapi-" + UUID().uuidString)
    try input.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program]
    process.standardInput = try FileHandle(forReadingFrom: file)
    let output = Pipe()
    process.standardError = output
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let words = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: words, as: UTF8.self))
  }
}
