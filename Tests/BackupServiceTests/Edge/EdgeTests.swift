import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import BackupService

@Suite("What every request meets")
struct EdgeTests {
  @Test("every answer has the headers that keep browsers from doing more with it")
  func headers() async throws {
    try await TestService().withRoutes { client in
      for path in ["/v1/me", "/health", "/openapi.json", "/nowhere"] {
        let answer = try await client.get(path, token: nil)
        for (name, value) in [
          ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
          ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
          ("Cross-Origin-Resource-Policy", "same-origin"),
        ] {
          let field = try #require(HTTPField.Name(name))
          #expect(answer.headers[field] == value, "\(path)")
        }
        #expect(answer.headers[.cacheControl] != nil)
        #expect(answer.headers[.strictTransportSecurity] == nil)
      }
    }
  }

  @Test("over TLS, browsers are told never to come without it again")
  func strictTransport() async throws {
    try await TestService(isTLS: true).withRoutes { client in
      let answer = try await client.get("/v1/me", token: nil)
      #expect(answer.headers[.strictTransportSecurity] == "max-age=31536000")
    }
  }

  @Test("a body in a compressed form is refused, whatever it would be")
  func compressed() async throws {
    try await TestService().withRoutes { client in
      for encoding in ["gzip", "br", "deflate, gzip", "x"] {
        let answer = try await client.send(
          .post, "/v1/users/alice/sign-ins",
          headers: [.contentType: "application/json", .contentEncoding: encoding],
          body: Data("{}".utf8))
        #expect(answer.status == 415)
        #expect(answer.problem?.code == "request.unsupportedMediaType")
      }
      let plain = try await client.send(
        .post, "/v1/users/alice/sign-ins",
        headers: [.contentType: "application/json", .contentEncoding: "identity"],
        body: Data("{}".utf8))
      #expect(plain.status == 400)
    }
  }

  @Test("too many requests are told when to try again, and the time is right")
  func tooMany() async throws {
    var rates = RequestLimits.Rates()
    rates.tenant = RateLimit(perMinute: 6)
    let service = try TestService(rates: rates)
    try await service.withRoutes { client in
      for _ in 0..<10 { #expect(try await client.get("/v1/me").status == 200) }
      let refused = try await client.get("/v1/me")
      #expect(refused.status == 429)
      #expect(refused.problem?.code == "request.tooMany")
      #expect(refused.headers[.retryAfter] == "10")
      // The other tenant notices nothing.
      #expect(try await client.get("/v1/me", token: TestService.otherToken).status == 200)
      service.moveClock(by: 10)
      #expect(try await client.get("/v1/me").status == 200)
    }
  }

  @Test("strangers' requests and wrong tokens are counted by the address that they come from")
  func strangers() async throws {
    var rates = RequestLimits.Rates()
    rates.address = RateLimit(perMinute: 60)
    rates.wrongTokens = RateLimit(perMinute: 12)
    let service = try TestService(rates: rates)
    try await service.withServer { client, _ in
      var statuses: [Int] = []
      for number in 0..<11 {
        statuses.append(
          try await client.get("/v1/me", token: "a-guess-of-a-token-\(number)").status)
      }
      #expect(statuses == Array(repeating: 401, count: 10) + [429])
      for _ in 0..<10 { #expect(try await client.get("/health", token: nil).status == 200) }
      #expect(try await client.get("/health", token: nil).status == 429)
      #expect(try await client.get("/v1/me", token: nil).status == 429)
      service.moveClock(by: 60)
      #expect(try await client.get("/v1/me").status == 200)
    }
  }
}
