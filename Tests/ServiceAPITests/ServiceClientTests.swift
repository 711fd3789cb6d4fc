import Foundation
import ServiceAPI
import Testing

@Suite("The client when there is no service")
struct ServiceClientTests {
  private let token = "a-token-of-the-tests"

  @Test("Nobody listening is told at once, with the address and what to do")
  func refused() async throws {
    let listener = try SilentListener()
    listener.stop()
    let address = "http://127.0.0.1:\(listener.port)"
    let client = try ServiceClient(address: address, token: token, timeLimit: .seconds(600))
    do throws(ServiceError) {
      _ = try await client.profiles(of: "alice")
      Issue.record("somebody answered")
    } catch {
      #expect(error.code == .unreachable)
      #expect(error.message.hasPrefix("The service at \(address) cannot be reached. Check"))
      #expect(error.description.hasSuffix("(service.unreachable)"))
    }
  }

  @Test(
    "A service that does not answer is given up when the time limit is over",
    .timeLimit(.minutes(5)))
  func timeLimit() async throws {
    let listener = try SilentListener()
    defer { listener.stop() }
    let client = try ServiceClient(
      address: "http://127.0.0.1:\(listener.port)", token: token, timeLimit: .milliseconds(200))
    #expect(await code { () throws(ServiceError) in try await client.health() } == .unreachable)
  }

  @Test(
    "A deadline counts before the time limit, and one that is over asks nothing",
    .timeLimit(.minutes(5)))
  func deadline() async throws {
    let listener = try SilentListener()
    defer { listener.stop() }
    let client = try ServiceClient(
      address: "http://127.0.0.1:\(listener.port)", token: token, timeLimit: .seconds(600))
    let bound = client.until(.now + .milliseconds(200))
    #expect(await code { () throws(ServiceError) in try await bound.health() } == .unreachable)
    #expect(await code { () throws(ServiceError) in try await bound.health() } == .unreachable)
  }

  @Test("A caller that is cancelled is not told that the service is away")
  func cancelled() async throws {
    let listener = try SilentListener()
    defer { listener.stop() }
    let client = try ServiceClient(
      address: "http://127.0.0.1:\(listener.port)", token: token, timeLimit: .seconds(600))
    let request = Task {
      await code { () throws(ServiceError) in try await client.health() }
    }
    request.cancel()
    #expect(await request.value == .cancelled)
  }

  @Test(
    "An address that no request can be sent to is refused with the right form",
    arguments: [
      "", "127.0.0.1:8780", "ftp://127.0.0.1", "http://", "http://user:secret@127.0.0.1",
      "http://127.0.0.1/?q", "not an address",
    ])
  func invalidAddress(address: String) {
    do throws(ServiceError) {
      _ = try ServiceClient(address: address, token: token)
      Issue.record("\(address) was taken")
    } catch {
      #expect(error.code == .invalidAddress)
      #expect(error.message.contains("http://127.0.0.1:8780"))
    }
  }

  @Test(
    "A token goes to another machine by https alone",
    arguments: [
      "http://valise.example.org", "HTTP://192.168.1.5:8780", "http://127.0.0.1.example.org",
    ])
  func insecureAddress(address: String) throws {
    let error = #expect(throws: ServiceError.self) {
      try ServiceClient(address: address, token: token)
    }
    #expect(error?.code == .insecureAddress)
    _ = try ServiceClient(address: address, token: nil)
    _ = try ServiceClient(
      address: address.lowercased().replacing("http:", with: "https:"), token: token)
  }

  @Test(
    "A token goes to this machine without TLS too",
    arguments: ["http://127.0.0.1:8780", "http://localhost:8780", "http://[::1]:8780/"])
  func thisMachine(address: String) throws {
    _ = try ServiceClient(address: address, token: token)
  }

  @Test(
    "A token that would break the header is refused", arguments: ["", "a b", "a\nb", "a\u{e9}"])
  func invalidToken(token: String) {
    do throws(ServiceError) {
      _ = try ServiceClient(address: "http://127.0.0.1:1", token: token)
      Issue.record("the token was taken")
    } catch {
      #expect(error.code == .invalidAddress)
      if !token.isEmpty { #expect(!error.message.contains(token)) }
    }
  }
}

extension ServiceClientTests {
  /// The code of the error that an operation ends in; nil when it succeeds.
  private func code(
    of operation: () async throws(ServiceError) -> some Sendable
  ) async -> ServiceError.Code? {
    do throws(ServiceError) {
      _ = try await operation()
      return nil
    } catch {
      return error.code
    }
  }
}
