import Foundation
import Identity
import ServiceAPI
import Synchronization

/// How often requests may come: for a tenant, its backups apart from all else, for a person, for an
/// address whose requests nobody signed in for, and for tokens that are nobody's.
///
/// Each has its own bucket, so that one tenant cannot take the service away from another, and a wave of
/// backups not from those who sign in to a new PC. The buckets are this process's; memory is bounded.
public final class RequestLimits: Sendable {
  /// The limits; nil for none.
  public struct Rates: Sendable {
    /// A tenant's requests that are no backups.
    public var tenant: RateLimit?
    /// A tenant's backups.
    public var backups: RateLimit?
    public var person: RateLimit?
    /// Requests from an address that came without a token, or need none.
    public var address: RateLimit?
    /// Different tokens from an address that were refused.
    public var wrongTokens: RateLimit?
    /// The most backups that are taken in at once, which bounds the memory for their bodies.
    public var backupsAtOnce: Int?

    public init() {}
  }

  /// The most tenants, people, addresses, and tokens, that each kind of limit remembers.
  static let most = 50_000

  private let rates: Rates
  private let now: @Sendable () -> Date
  private let state = Mutex(State())

  private struct State {
    var buckets = RecentMemory<Key, TokenBucket>(most: RequestLimits.most)
    var goodTokens = RecentMemory<SecretDigest, Bool>(most: RequestLimits.most)
    var wrongTokens = RecentMemory<SecretDigest, Bool>(most: RequestLimits.most)
    var backups = 0
  }

  private enum Key: Hashable {
    case tenant(String)
    case backups(String)
    case provisioning(String)
    case person(tenant: String, name: String)
    case address(String)
    case wrongTokens(String)
  }

  public init(_ rates: Rates = Rates(), now: @escaping @Sendable () -> Date = { Date() }) {
    self.rates = rates
    self.now = now
  }

  // MARK: Requests

  /// Counts a request of somebody who is known.
  ///
  /// - Throws: `request.tooMany`.
  func admit(_ caller: Caller, to route: Route) throws(ServiceProblem) {
    // An identity provider pushes for a whole tenant, and must not keep its people waiting.
    if caller.roles == [.provisioner] {
      return try take(.provisioning(caller.tenant), rates.tenant)
    }
    // A static token speaks for everybody, on one machine: there is no person to count by.
    if case .named(let name) = caller.subject {
      try take(.person(tenant: caller.tenant, name: name), rates.person)
    }
    if route.isBackup {
      try take(.backups(caller.tenant), rates.backups)
    } else {
      try take(.tenant(caller.tenant), rates.tenant)
    }
  }

  /// Counts a request that nobody signed in for.
  ///
  /// - Throws: `request.tooMany`.
  public func admitStranger(from address: NetworkAddress?) throws(ServiceProblem) {
    guard let address else { return }
    try take(.address(address.counted), rates.address)
  }

  /// Runs a request's work, unless it is one backup too many at once.
  ///
  /// - Throws: `request.tooMany`.
  func working<Answer>(on route: Route, _ work: () async throws -> Answer) async throws -> Answer {
    guard route.isBackup, let most = rates.backupsAtOnce else { return try await work() }
    let isIn = state.withLock { state in
      guard state.backups < most else { return false }
      state.backups += 1
      return true
    }
    guard isIn else { throw Self.tooMany(retryAfter: 5) }
    defer { state.withLock { $0.backups -= 1 } }
    return try await work()
  }

  // MARK: Tokens

  /// Finds out whose a token is, unless too many different ones from the same address were nobody's. A
  /// token that was refused before costs nothing again, so that one program with an old token does not
  /// shut out a whole office; one that was good before goes on being looked at.
  ///
  /// - Throws: `request.tooMany`, `identity.missingToken`, and what `verify` throws.
  public func checking<Checked>(
    _ credentials: String?, from address: NetworkAddress?,
    _ verify: () async throws -> Checked
  ) async throws -> Checked {
    guard let credentials, let address, let limit = rates.wrongTokens else {
      if credentials == nil { try admitStranger(from: address) }
      return try await verify()
    }
    let digest = SecretDigest(of: credentials)
    let key = Key.wrongTokens(address.counted)
    let time = now()
    let wait: Double? = state.withLock { state in
      guard !state.goodTokens.contains(digest), !state.wrongTokens.contains(digest) else {
        return nil
      }
      return state.buckets.with(key, orNew: { TokenBucket(limit, at: time) }) {
        $0.wait(limit, at: time)
      }
    }
    if let wait { throw Self.tooMany(retryAfter: wait) }
    do {
      let checked = try await verify()
      state.withLock { $0.goodTokens.with(digest, orNew: { true }) { _ in } }
      return checked
    } catch let error as IdentityError where error.code == .wrongToken {
      let isNew = state.withLock { state in
        let isNew = !state.wrongTokens.contains(digest)
        state.wrongTokens.with(digest, orNew: { true }) { _ in }
        if isNew {
          _ = state.buckets.with(key, orNew: { TokenBucket(limit, at: time) }) {
            $0.take(limit, at: time)
          }
        }
        return isNew
      }
      if !isNew { try admitStranger(from: address) }
      throw error
    }
  }

  // MARK: Buckets

  private func take(_ key: Key, _ limit: RateLimit?) throws(ServiceProblem) {
    guard let limit else { return }
    let time = now()
    let wait = state.withLock { state in
      state.buckets.with(key, orNew: { TokenBucket(limit, at: time) }) {
        $0.take(limit, at: time)
      }
    }
    if let wait { throw Self.tooMany(retryAfter: wait) }
  }

  private static func tooMany(retryAfter seconds: Double) -> ServiceProblem {
    ServiceProblem(
      .tooMany, "There are more requests than this service takes now. Try again in a while.",
      retryAfter: max(1, Int(seconds.rounded(.up))))
  }

  /// How many senders are remembered.
  var remembered: Int { state.withLock { $0.buckets.count } }
}

extension Route {
  /// Whether it brings a backup, which may be large and can wait.
  fileprivate var isBackup: Bool { self == .submitSnapshot }
}
