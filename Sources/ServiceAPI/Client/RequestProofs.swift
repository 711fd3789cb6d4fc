import AsyncHTTPClient
import DeviceProof
import Foundation
import Synchronization

/// Proves a device's key with every request of a client (RFC 9449), and remembers what the service
/// said that a proof needs: its nonce, and its time.
final class RequestProofs: Sendable {
  private let key: DeviceKey
  private let now: @Sendable () -> Date
  private let state = Mutex(State())

  private struct State {
    var nonce: String?
    /// By how much the service's clock is ahead of this one, in seconds.
    var offset: TimeInterval = 0
  }

  /// The codes of refusals that a new proof mends.
  private static let mendable: Set<String> = ["identity.nonceRequired", "identity.staleProof"]

  init(key: DeviceKey, now: @escaping @Sendable () -> Date) {
    self.key = key
    self.now = now
  }

  /// Puts token and proof on a request.
  func sign(_ request: inout HTTPClientRequest, token: String) throws(ServiceError) {
    let proof = try proof(
      by: key, method: request.method.rawValue, address: request.url, token: token)
    request.headers.replaceOrAdd(name: "Authorization", value: "DPoP " + token)
    request.headers.replaceOrAdd(name: "DPoP", value: proof)
  }

  /// A proof by this key or, for the body of a request that changes keys, by another.
  func proof(
    by key: DeviceKey, method: String, address: String, token: String
  ) throws(ServiceError) -> String {
    let (nonce, offset) = state.withLock { ($0.nonce, $0.offset) }
    guard let target = ProofTarget(method: method, address: address) else {
      throw ServiceError(
        .invalidAddress, "\"\(address)\" is not the address of a service that proofs can be for.")
    }
    do {
      return try key.proof(for: target, token: token, nonce: nonce, at: now() + offset)
    } catch {
      throw ServiceError(
        .unexpectedAnswer, "This device's key cannot sign a request. Enroll the device again.",
        cause: String(describing: error))
    }
  }

  /// Takes the nonce from an answer: the service gives another one from time to time.
  func note(nonce: String?) {
    if let nonce { state.withLock { $0.nonce = nonce } }
  }

  /// Whether a refusal is one that a new proof mends. Then the service's time is taken from it, too: a
  /// clock that runs wrong must not keep a PC out.
  func canMend(_ problem: Problem?, date: String?) -> Bool {
    guard let problem, Self.mendable.contains(problem.code) else { return false }
    if let offset = date.flatMap(Self.time)?.timeIntervalSince(now()) {
      // Half a second is lost in the header's whole ones, and some on the way.
      state.withLock { $0.offset = abs(offset) > 2 ? offset : 0 }
    }
    return true
  }

  /// The date of an HTTP header (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
  private static func time(_ text: String) -> Date? {
    let strategy = Date.ParseStrategy(
      format: """
        \(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .padded(4)) \
        \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\
        \(second: .twoDigits) GMT
        """,
      locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt)
    return try? Date(text, strategy: strategy)
  }
}
