import Foundation
import HTTPTypes
import Logging
import ServiceAPI
import Synchronization
import Testing
import UserEnvironment

@testable import BackupService

@Suite("The log")
struct RequestLogTests {
  @Test("Each request is one line with method, route, status, duration and id")
  func line() async throws {
    let log = LogRecorder()
    try await TestService(logger: log.logger).withServer { client, _ in
      _ = try await client.get("/v1/users/alice/profiles/p-1?x=1")
    }
    let line = try #require(log.lines.first { $0.message == "request" })
    #expect(line.metadata["method"] == "GET")
    #expect(line.metadata["route"] == "/v1/users/{user}/profiles/{profile}")
    #expect(line.metadata["status"] == "404")
    #expect(line.metadata["milliseconds"].flatMap { Double($0.description) } != nil)
    #expect(line.metadata["hb.request.id"] != nil)
  }

  @Test("The answer carries the id of its line")
  func requestID() async throws {
    let log = LogRecorder()
    try await TestService(logger: log.logger).withServer { client, _ in
      let answer = try await client.get("/health")
      let name = try #require(HTTPField.Name("X-Request-ID"))
      let line = try #require(log.lines.first { $0.message == "request" })
      #expect(line.metadata["hb.request.id"]?.description == answer.headers[name])
    }
  }

  @Test("Nothing in the log says who asked, about whom, or what was in it")
  func noPersonalData() async throws {
    let log = LogRecorder()
    let secrets = [
      "alice", "bob@", "d-old", "d-new", "DESKTOP-4F2", "Pictures", "App 0", "e-1",
      TestService.token, "explorer.hide", "o-secret", "p-secret",
    ]
    try await TestService(logger: log.logger).withRoutes { client in
      try await client.backUp(.sample())
      let answer = try await client.signIn(.sample())
      _ = try await client.post(
        OutcomeReport(outcome: .skipped), to: .outcome,
        [.user: "alice", .offer: answer.offer?.id ?? ""])
      _ = try await client.get("/v1/users/bob@example.com/profiles/p-secret")
      _ = try await client.get("/nowhere/alice?token=\(TestService.token)")
      _ = try await client.get("/health", token: "alice")
      _ = try await client.get("/v1/users/alice/profiles", token: "alice-wrong-token-here")
      _ = try await client.post(Data(#"{"alice":"#.utf8), to: "/v1/users/alice/sign-ins")
      _ = try await client.post(
        Data(#"{"alice":1}"#.utf8), to: "/v1/users/alice/offers/o-secret/outcome")
      _ = try await client.send(.init("ALICE") ?? .get, "/health")
    }
    try await TestService(logger: log.logger) { FaultyStore.unavailable($0) }.withRoutes { client in
      _ = try await client.post(SignInStatement.sample(), to: .signIn, [.user: "alice"])
    }
    #expect(log.lines.count > 10)
    for line in log.lines {
      for secret in secrets {
        #expect(!line.text.localizedCaseInsensitiveContains(secret), "\(line.text)")
      }
    }
  }

  @Test("A fault is logged with its code, under the request's id")
  func fault() async throws {
    let log = LogRecorder()
    try await TestService(logger: log.logger) { FaultyStore.unavailable($0) }.withServer {
      client, _ in
      _ = try await client.get("/v1/users/alice/profiles")
    }
    let line = try #require(log.lines.first { $0.message == "a request failed" })
    #expect(line.level == .error)
    #expect(line.metadata["problem"] == "store.unavailable")
    #expect(line.metadata["cause"] == "store.unavailable")
    #expect(line.metadata["hb.request.id"] != nil)
  }
}

/// Keeps what is logged, down to the lowest level.
final class LogRecorder: Sendable {
  struct Line: Sendable {
    let level: Logger.Level
    let message: String
    let metadata: Logger.Metadata

    var text: String { "\(message) \(metadata)" }
  }

  private let kept = Mutex<[Line]>([])

  var lines: [Line] { kept.withLock { $0 } }

  var logger: Logger {
    Logger(label: "test") { _ in Handler(recorder: self) }
  }

  private struct Handler: LogHandler {
    let recorder: LogRecorder
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let line = Line(
        level: event.level, message: event.message.description,
        metadata: metadata.merging(event.metadata ?? [:]) { _, new in new })
      recorder.kept.withLock { $0.append(line) }
    }
  }
}
