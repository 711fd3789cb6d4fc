import Foundation
import Identity
import OpenIDConnect
import Synchronization

/// Somebody who signed in to a program.
struct SignedIn: Sendable, Hashable {
  let person: DevelopmentPerson
  let client: String
  let scope: String
  /// What the program sent along, for the ID token.
  let nonce: String?
  /// When the person chose.
  let at: Date
}

/// What the provider has given out and not seen again: codes, device codes, refresh tokens. Only digests
/// of secrets are kept, at most ``most`` of each kind, the oldest forgotten first.
final class Grants: Sendable {
  static let codeLifetime: TimeInterval = 60
  static let deviceLifetime: TimeInterval = 600
  static let refreshLifetime: TimeInterval = 86_400
  /// The least time between two questions about a device code, in seconds.
  static let interval = 1
  static let most = 1000

  private let now: @Sendable () -> Date
  private let state = Mutex(State())

  fileprivate struct State {
    var codes = Shelf<SecretDigest, Code>(most: Grants.most)
    var devices = Shelf<SecretDigest, Device>(most: Grants.most)
    var refreshTokens = Shelf<SecretDigest, Refresh>(most: Grants.most)
    var families = 0
  }

  fileprivate struct Code {
    let grant: SignedIn
    let redirectAddress: String
    let challenge: String
    let family: Int
    let endsAt: Date
    var isSpent = false
  }

  fileprivate struct Device {
    let userCode: String
    let client: String
    let scope: String
    let endsAt: Date
    var askedAt: Date?
    var answer: Answer = .waiting

    enum Answer {
      case waiting, refused, spent
      case signedIn(SignedIn)
    }
  }

  /// All refresh tokens that came from one sign-in are a family. One that was used before, or stolen,
  /// ends all of it.
  fileprivate struct Refresh {
    let grant: SignedIn
    let family: Int
    let endsAt: Date
    var isSpent = false
  }

  init(now: @escaping @Sendable () -> Date) { self.now = now }

  // MARK: Codes

  /// - Returns: the code.
  func addCode(_ grant: SignedIn, redirectAddress: String, challenge: String) -> String {
    let code = SecretDigest.freshSecret()
    let endsAt = now() + Self.codeLifetime
    state.withLock { state in
      state.families += 1
      state.codes[SecretDigest(of: code)] = Code(
        grant: grant, redirectAddress: redirectAddress, challenge: challenge,
        family: state.families, endsAt: endsAt)
    }
    return code
  }

  /// Takes a code back, once (RFC 6749, section 4.1.3; RFC 7636, section 4.6). A second attempt ends
  /// what the first one gave.
  func redeem(
    code: String, client: String, redirectAddress: String, challenge: String
  ) throws(OAuthError) -> (grant: SignedIn, family: Int) {
    let digest = SecretDigest(of: code)
    let time = now()
    let found = state.withLock { state -> (grant: SignedIn, family: Int)? in
      guard let found = state.codes[digest] else { return nil }
      guard !found.isSpent else {
        state.end(family: found.family)
        return nil
      }
      state.codes[digest]?.isSpent = true
      guard found.endsAt > time, found.grant.client == client,
        found.redirectAddress == redirectAddress,
        SecretDigest(of: found.challenge) == SecretDigest(of: challenge)
      else { return nil }
      return (found.grant, found.family)
    }
    guard let found else { throw OAuthError(.invalidGrant) }
    return found
  }

  // MARK: Device codes

  func addDevice(client: String, scope: String) -> (deviceCode: String, userCode: String) {
    let deviceCode = SecretDigest.freshSecret()
    let userCode = UserCode.fresh()
    let endsAt = now() + Self.deviceLifetime
    state.withLock { state in
      state.devices[SecretDigest(of: deviceCode)] = Device(
        userCode: userCode, client: client, scope: scope, endsAt: endsAt)
    }
    return (deviceCode, userCode)
  }

  /// Whether a code that a person entered is waited for.
  func isWaiting(userCode: String) -> Bool {
    state.withLock { $0.waiting(userCode, at: now()) != nil }
  }

  /// Notes what a person answered.
  ///
  /// - Parameter person: nil for a no.
  /// - Returns: whether the code was waited for.
  func answer(userCode: String, by person: DevelopmentPerson?) -> Bool {
    let time = now()
    return state.withLock { state in
      guard let key = state.waiting(userCode, at: time), let device = state.devices[key] else {
        return false
      }
      state.devices[key]?.answer =
        person.map {
          .signedIn(
            SignedIn(
              person: $0, client: device.client, scope: device.scope, nonce: nil, at: time))
        } ?? .refused
      return true
    }
  }

  /// What a program that asks about its code is told (RFC 8628, section 3.5).
  func poll(
    deviceCode: String, client: String
  ) throws(OAuthError) -> (grant: SignedIn, family: Int) {
    let digest = SecretDigest(of: deviceCode)
    let time = now()
    let answer = state.withLock { state -> Result<(SignedIn, Int), OAuthError> in
      guard let device = state.devices[digest], device.client == client else {
        return .failure(OAuthError(.invalidGrant))
      }
      guard device.endsAt > time else { return .failure(OAuthError(.expiredToken)) }
      state.devices[digest]?.askedAt = time
      switch device.answer {
      case .waiting:
        let since = device.askedAt.map { time.timeIntervalSince($0) }
        let isSoon = since.map { $0 < TimeInterval(Self.interval) } ?? false
        return .failure(OAuthError(isSoon ? .slowDown : .authorizationPending))
      case .refused, .spent: return .failure(OAuthError(.accessDenied))
      case .signedIn(let grant):
        state.devices[digest]?.answer = .spent
        state.families += 1
        return .success((grant, state.families))
      }
    }
    return try answer.get()
  }

  // MARK: Refresh tokens

  func addRefreshToken(_ grant: SignedIn, family: Int) -> String {
    let token = SecretDigest.freshSecret()
    let endsAt = now() + Self.refreshLifetime
    state.withLock { state in
      state.refreshTokens[SecretDigest(of: token)] = Refresh(
        grant: grant, family: family, endsAt: endsAt)
    }
    return token
  }

  /// Takes a refresh token back, once. One that comes again ends its whole family.
  func redeem(
    refreshToken: String, client: String
  ) throws(OAuthError) -> (grant: SignedIn, family: Int) {
    let digest = SecretDigest(of: refreshToken)
    let time = now()
    let found = state.withLock { state -> (grant: SignedIn, family: Int)? in
      guard let found = state.refreshTokens[digest], found.grant.client == client else {
        return nil
      }
      guard !found.isSpent else {
        state.end(family: found.family)
        return nil
      }
      state.refreshTokens[digest]?.isSpent = true
      return found.endsAt > time ? (found.grant, found.family) : nil
    }
    guard let found else { throw OAuthError(.invalidGrant) }
    return found
  }

  /// Ends a refresh token and its family (RFC 7009). One that is not known is ended already.
  func revoke(_ refreshToken: String, client: String) {
    let digest = SecretDigest(of: refreshToken)
    state.withLock { state in
      guard let found = state.refreshTokens[digest], found.grant.client == client else { return }
      state.end(family: found.family)
    }
  }
}

extension Grants.State {
  fileprivate mutating func end(family: Int) {
    refreshTokens.removeAll { $0.family == family }
  }

  fileprivate func waiting(_ userCode: String, at now: Date) -> SecretDigest? {
    devices.key { device in
      guard case .waiting = device.answer, device.endsAt > now else { return false }
      return SecretDigest(of: device.userCode) == SecretDigest(of: userCode)
    }
  }
}

/// A dictionary with room for so many; the oldest go first.
private struct Shelf<Key: Hashable, Value> {
  private var values: [Key: (number: Int, value: Value)] = [:]
  private var number = 0
  private let most: Int

  init(most: Int) { self.most = most }

  subscript(key: Key) -> Value? {
    get { values[key]?.value }
    set {
      guard let newValue else {
        values[key] = nil
        return
      }
      if let old = values[key] {
        values[key] = (old.number, newValue)
        return
      }
      if values.count >= most, let oldest = values.min(by: { $0.value.number < $1.value.number }) {
        values[oldest.key] = nil
      }
      number += 1
      values[key] = (number, newValue)
    }
  }

  func key(where isWanted: (Value) -> Bool) -> Key? {
    values.first { isWanted($0.value.value) }?.key
  }

  mutating func removeAll(where isUnwanted: (Value) -> Bool) {
    values = values.filter { !isUnwanted($0.value.value) }
  }
}
