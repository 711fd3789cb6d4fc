import Foundation
import Identity
import OpenIDConnect

/// The browsers that were sent to the provider and are not back yet. Each is found by its state, once,
/// within ten minutes, and only by the browser that was sent.
actor PendingSignIns {
  static let timeLimit: TimeInterval = 600
  /// When there are more, the oldest are given up: whoever floods the console holds up others for a
  /// moment and fills no memory.
  static let most = 10_000

  private struct Pending {
    let request: CodeRequest
    let browser: SecretDigest
    let page: String
    let startedAt: Date
  }

  private var pending: [String: Pending] = [:]
  private let now: @Sendable () -> Date

  init(now: @escaping @Sendable () -> Date) { self.now = now }

  /// Notes that a browser is sent to the provider.
  ///
  /// - Parameter page: where it wanted to go.
  /// - Returns: what the browser shows when it comes back.
  func start(_ request: CodeRequest, for page: String) -> String {
    let time = now()
    if pending.count >= Self.most {
      pending = pending.filter { time.timeIntervalSince($0.value.startedAt) < Self.timeLimit }
    }
    if pending.count >= Self.most,
      let oldest = pending.min(by: { $0.value.startedAt < $1.value.startedAt })
    {
      pending[oldest.key] = nil
    }
    let secret = SecretDigest.freshSecret()
    pending[request.state] = Pending(
      request: request, browser: SecretDigest(of: secret), page: page, startedAt: time)
    return secret
  }

  /// The request that a browser is back from, and where it wanted to go; nil when it was not sent, was
  /// back before, or took too long.
  func finish(state: String, browser: String) -> (request: CodeRequest, page: String)? {
    guard let found = pending[state], found.browser == SecretDigest(of: browser) else {
      return nil
    }
    pending[state] = nil
    guard now().timeIntervalSince(found.startedAt) < Self.timeLimit else { return nil }
    return (found.request, found.page)
  }
}
