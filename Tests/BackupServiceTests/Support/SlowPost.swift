import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Synchronization

@testable import BackupService

/// A POST with an `Idempotency-Key` that does not end before it is told to.
final class SlowPost: Sendable {
  let service: TestService
  private let state = Mutex(State())

  private struct State {
    var begun = 0
    var mayEnd = false
    /// Those that wait for their end, and tests that wait for so many beginnings.
    var waiting: [CheckedContinuation<Void, Never>] = []
    var watching: [(count: Int, CheckedContinuation<Void, Never>)] = []
  }

  init(_ service: TestService) { self.service = service }

  convenience init(_ kind: StoreKind) async throws {
    self.init(try await kind.service())
  }

  /// Runs a test against the one route that there is.
  func run(_ test: @escaping @Sendable (TestClient) async throws -> Void) async throws {
    let idempotency = Idempotency(store: service.services.store, now: service.services.now)
    let router = Router(context: ServiceContext.self)
    router.add(middleware: ProblemResponses())
    router.post("slow") { [self] request, context in
      try await idempotency.answer(
        "k-1", ServiceRequest(request: request, context: context, bodyLimit: 100),
        from: TestService.caller("alice"), keepsAnswer: true
      ) { try .json(["number": await work()]) }
    }
    try await Application(router: router).test(.router) { client in
      try await test(TestClient(client))
    }
  }

  func send(_ client: TestClient) async throws -> TestClient.Answer {
    try await client.post(Data(), to: "/slow")
  }

  /// How often it was done, or begun.
  var count: Int { state.withLock { $0.begun } }

  /// Waits until it was begun so often.
  func hasBegun(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isSo = state.withLock { state in
        if state.begun < count { state.watching.append((count, continuation)) }
        return state.begun >= count
      }
      if isSo { continuation.resume() }
    }
  }

  /// Lets all end, also those that come.
  func goOn() {
    let waiting = state.withLock { state in
      state.mayEnd = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// - Returns: which one it is, from 1.
  private func work() async -> Int {
    let (number, watchers) = state.withLock { state in
      state.begun += 1
      let met = state.watching.filter { $0.count <= state.begun }
      state.watching.removeAll { $0.count <= state.begun }
      return (state.begun, met)
    }
    for (_, continuation) in watchers { continuation.resume() }
    await withCheckedContinuation { continuation in
      let mayEnd = state.withLock { state in
        if !state.mayEnd { state.waiting.append(continuation) }
        return state.mayEnd
      }
      if mayEnd { continuation.resume() }
    }
    return number
  }
}
