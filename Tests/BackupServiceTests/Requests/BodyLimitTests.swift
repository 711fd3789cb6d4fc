import AsyncHTTPClient
import Foundation
import Hummingbird
import ServiceAPI
import Testing
import UserEnvironment

@testable import BackupService

@Suite("Bodies that are too large or too short, on a port of this machine")
struct BodyLimitTests {
  private static let path = Route.submitSnapshot.path([.user: "alice"])

  private func request(port: Int) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(Self.path)")
    request.method = .POST
    request.headers.add(name: "Authorization", value: "Bearer " + TestService.token)
    request.headers.add(name: "Content-Type", value: "application/json")
    return request
  }

  @Test("A body of 100 MB is refused by its announced length, and the sender does not hang")
  func announced() async throws {
    try await TestService().withServer { _, port in
      var request = request(port: port)
      request.body = .bytes(Data(repeating: 0x20, count: 100_000_000))
      let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
      #expect(answer.status == .payloadTooLarge)
      let problem = try CanonicalJSON.decode(
        Problem.self, from: Data(try await answer.body.collect(upTo: 4096).readableBytesView))
      #expect(problem.code == "request.tooLarge")
      #expect(problem.detail.contains("33554432"))
    }
  }

  @Test("A body of unknown length is refused at the first byte too many, and the rest not kept")
  func streamed() async throws {
    try await TestService().withServer { client, port in
      var request = request(port: port)
      let part = ByteBuffer(repeating: 0x20, count: 1 << 20)
      request.body = .stream(
        AsyncStream<ByteBuffer> { continuation in
          for _ in 0..<100 { continuation.yield(part) }
          continuation.finish()
        }, length: .unknown)
      let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
      #expect(answer.status == .payloadTooLarge)
      #expect(try await client.get("/health").status == 200)
    }
  }

  @Test("The limit is exact")
  func exact() async throws {
    let body = try CanonicalJSON.encode(UserEnvironment.Environment.sample().submission())
    try await TestService(bodyLimit: body.count).withServer { client, _ in
      let answer = try await client.post(body, to: Self.path)
      #expect(answer.status == 200)
    }
    try await TestService(bodyLimit: body.count - 1).withServer { client, _ in
      let answer = try await client.post(body, to: Self.path)
      #expect(answer.status == 413)
      #expect(answer.problem?.code == "request.tooLarge")
    }
  }

  @Test("A body that ends too early is the sender's fault, not the service's")
  func incomplete() async throws {
    let log = LogRecorder()
    try await TestService(logger: log.logger).withServer { client, port in
      let request = """
        POST \(Self.path) HTTP/1.1\r
        Host: 127.0.0.1\r
        Authorization: Bearer \(TestService.token)\r
        Content-Type: application/json\r
        Content-Length: 1000\r
        \r
        {"device":
        """
      let answer = try RawConnection.exchange(Data(request.utf8), port: port)
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400"))
      #expect(try await client.get("/health").status == 200)
    }
    #expect(log.lines.allSatisfy { $0.level < .error })
    let line = try #require(log.lines.first { $0.message == "request" })
    #expect(line.metadata["status"] == "400")
  }
}
