import Foundation
import ServiceAPI
import Testing
import UserEnvironment

@Suite("The client when something else answers")
struct UnexpectedAnswerTests {
  private func error(
    answer: String,
    of operation: @Sendable (ServiceClient) async throws(ServiceError) -> some Sendable
  ) async throws -> ServiceError? {
    let server = try CannedServer(answer: answer)
    defer { server.stop() }
    let client = try ServiceClient(
      address: "http://127.0.0.1:\(server.port)", token: "a-token-of-the-tests")
    do throws(ServiceError) {
      _ = try await operation(client)
      return nil
    } catch {
      return error
    }
  }

  private func answer(_ status: String, _ headers: String = "", _ body: String) -> String {
    "HTTP/1.1 \(status)\r\nConnection: close\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  @Test(
    "A page, another program's JSON, a redirect and a proxy's error are not the service's words",
    arguments: [
      ("200 OK", "<!doctype html><p>Hello"), ("200 OK", #"{"data":[]}"#), ("200 OK", ""),
      ("204 No Content", ""), ("302 Found", ""), ("502 Bad Gateway", "<h1>Bad gateway</h1>"),
      ("404 Not Found", #"{"error":"not found"}"#), ("401 Unauthorized", ""),
    ])
  func foreign(status: String, body: String) async throws {
    let redirect = status.hasPrefix("302") ? "Location: http://127.0.0.1:1/\r\n" : ""
    let error = try await error(answer: answer(status, redirect, body)) {
      client throws(ServiceError) in try await client.profiles(of: "alice")
    }
    #expect(error?.code == .unexpectedAnswer)
    #expect(error?.message.contains("http://127.0.0.1:") == true)
    #expect(error?.problem == nil)
  }

  @Test("An answer that breaks off is a service that cannot be reached")
  func brokenOff() async throws {
    let error = try await error(
      answer: "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"profiles\":"
    ) { client throws(ServiceError) in try await client.profiles(of: "alice") }
    #expect(error?.code == .unreachable)
  }

  @Test("A component that was damaged on the way is refused")
  func damaged() async throws {
    let bytes = #"{"apps":[]}"#
    let tag = Digest(of: Data(bytes.utf8))
    func fetch(_ body: String, _ header: String) async throws -> ServiceError? {
      try await error(answer: answer("200 OK", header, body)) {
        client throws(ServiceError) in
        try await client.component(.apps, of: .newest, in: "p-1", for: "alice")
      }
    }
    #expect(try await fetch(bytes, "ETag: \"\(tag)\"\r\n") == nil)
    #expect(try await fetch(#"{"apps":{}}"#, "ETag: \"\(tag)\"\r\n")?.code == .unexpectedAnswer)
    #expect(try await fetch(bytes, "")?.code == .unexpectedAnswer)
  }

  @Test("A problem of a code that this version does not know is shown as it is")
  func unknownProblem() async throws {
    let body =
      #"{"type":"urn:valise:problem:new.code","title":"T","status":418,"detail":"Do that.","code":"new.code","more":1}"#
    let error = try await error(
      answer: answer("418 I'm a teapot", "Content-Type: application/problem+json\r\n", body)
    ) { client throws(ServiceError) in try await client.profiles(of: "alice") }
    #expect(error?.code == .problem)
    #expect(error?.description == "Do that. (new.code)")
  }
}
