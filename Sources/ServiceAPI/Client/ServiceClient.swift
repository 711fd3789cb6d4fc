import DeviceProof
import Foundation
import RestoreRules
import UserEnvironment

/// The service as a device sees it: one method a route.
///
/// Every method throws ``ServiceError`` and nothing else. No request outlasts the client's time
/// limit; where a person waits, ``until(_:)`` gives a client that answers by a point in time, with
/// the service's word or with `service.unreachable`.
///
/// ## Topics
/// - Who asks: ``signInOptions()``, ``caller()``, ``installation()``, ``endConsoleSessions(of:)``
/// - Devices: ``enroll(_:)``, ``provenDevice()``, ``rotateKey(of:to:)``, ``because(_:)``
/// - Waiting: ``until(_:)``, ``defaultTimeLimit``
/// - Backing up: ``submit(_:for:)``
/// - Signing in: ``signIn(_:for:)``, ``report(_:of:for:)``, ``offers(of:)``, ``decision(at:on:for:)``
/// - Policies: ``policies(after:)``, ``policy(_:)``, ``put(_:if:)``, ``deletePolicy(_:if:)``,
///   ``policyHistory(of:after:)``, ``rollBackPolicy(_:to:if:)``, ``preview(_:after:limit:)``,
///   ``effectivePolicy(of:on:)``
/// - Restoring: ``profiles(of:)``, ``profile(_:of:)``, ``snapshot(_:of:for:)``, ``component(_:of:in:for:)``
public struct ServiceClient: Sendable {
  public static let defaultTimeLimit = Duration.seconds(30)

  var exchange: Exchange

  /// - Parameters:
  ///   - address: `http://127.0.0.1:8780`, with a path when the service lies below one.
  ///   - token: a bearer token; nil for the routes that need none.
  ///   - key: the device's key, with which every request is proven (RFC 9449); nil for a device that
  ///     is not enrolled.
  ///   - timeLimit: the most that one request may take, from the first byte to the last.
  ///   - now: the device's clock, by which proofs are dated; where it runs wrong, the service's answer
  ///     puts it right.
  /// - Throws: `service.invalidAddress`.
  public init(
    address: String, token: String? = nil, key: DeviceKey? = nil,
    timeLimit: Duration = Self.defaultTimeLimit, now: @escaping @Sendable () -> Date = { Date() }
  ) throws(ServiceError) {
    exchange = try Exchange(
      address: address, token: token, proofs: key.map { RequestProofs(key: $0, now: now) },
      timeLimit: timeLimit)
  }

  /// The same client, for a technician who acts for somebody else: every request says why.
  public func because(_ reason: String?) -> ServiceClient {
    var client = self
    client.exchange.reason = reason
    return client
  }

  /// The same client, bound to a point in time: every answer, or the error in its place, is there
  /// by then. Made for the sign-in, which must never hold up the desktop.
  public func until(_ deadline: ContinuousClock.Instant) -> ServiceClient {
    var client = self
    client.exchange.deadline = deadline
    return client
  }

  /// Whether the service runs and its store can be used. Needs no token.
  public func health() async throws(ServiceError) -> Health {
    try await exchange.receive(Health.self, from: .health)
  }

  /// The OpenAPI 3.1 document of the service. Needs no token.
  public func openAPIDocument() async throws(ServiceError) -> Data {
    try await exchange.receiveBytes(from: .openAPI).bytes
  }

  /// Where people sign in for the command line. Needs no token.
  public func signInOptions() async throws(ServiceError) -> SignInOptions {
    try await exchange.receive(SignInOptions.self, from: .signInOptions)
  }

  /// Whom the service takes the token's bearer for.
  public func caller() async throws(ServiceError) -> CallerDescription {
    try await exchange.receive(CallerDescription.self, from: .caller)
  }

  /// For the operator: the tenants, and whether the identity providers answer.
  public func installation() async throws(ServiceError) -> Installation {
    try await exchange.receive(Installation.self, from: .installation)
  }

  /// Ends a person's sessions on the console, on every browser.
  public func endConsoleSessions(of user: String) async throws(ServiceError) -> EndedSessions {
    try await exchange.receive(
      EndedSessions.self, from: .endConsoleSessions, [.user: user])
  }

  /// All that the person has backed up, the most recent first.
  public func profiles(of user: String) async throws(ServiceError) -> ProfileList {
    ProfileList(
      profiles: try await ProfileList.all(\.profiles) { after throws(ServiceError) in
        try await exchange.receive(
          ProfileList.self, from: .profiles, [.user: user], query: Query.text(["after": after]))
      })
  }

  /// A profile with all its versions, newest first.
  public func profile(
    _ profile: String, of user: String
  ) async throws(ServiceError) -> ProfileVersions {
    func page(after: String?) async throws(ServiceError) -> ProfileVersions {
      try await exchange.receive(
        ProfileVersions.self, from: .profile, [.user: user, .profile: profile],
        query: Query.text(["after": after]))
    }
    let first = try await page(after: nil)
    guard first.next != nil else { return first }
    return ProfileVersions(
      profile: first.profile,
      versions: try await ProfileVersions.all(\.versions) { after throws(ServiceError) in
        after == nil ? first : try await page(after: after)
      })
  }

  /// One version of a profile.
  public func snapshot(
    _ snapshot: SnapshotSelector, of profile: String, for user: String
  ) async throws(ServiceError) -> SnapshotVersion {
    try await exchange.receive(
      SnapshotVersion.self, from: .snapshot,
      [.user: user, .profile: profile, .version: snapshot.description])
  }

  /// A component's canonical bytes. They are checked against the digest that the service names;
  /// whether that is the digest of the manifest is for the caller to compare.
  public func component(
    _ kind: ComponentKind, of snapshot: SnapshotSelector, in profile: String, for user: String
  ) async throws(ServiceError) -> Data {
    let answer = try await exchange.receiveBytes(
      from: .component,
      [
        .user: user, .profile: profile, .version: snapshot.description, .kind: kind.rawValue,
      ])
    guard answer.entityTag == "\"\(Digest(of: answer.bytes))\"" else {
      throw ServiceError(
        .unexpectedAnswer,
        "The component \(kind.rawValue) was damaged on the way from \(exchange.address): its digest is not the one that the service names. Try again."
      )
    }
    return answer.bytes
  }

  /// Backs up: first without contents, then with those that the answer says are lacking.
  public func submit(
    _ submission: SnapshotSubmission, for user: String
  ) async throws(ServiceError) -> SnapshotAnswer {
    try await exchange.send(
      submission, to: .submitSnapshot, [.user: user], receiving: SnapshotAnswer.self)
  }

  /// States a sign-in and gets the decision, with the offer when it is yes.
  public func signIn(
    _ statement: SignInStatement, for user: String
  ) async throws(ServiceError) -> SignInAnswer {
    try await exchange.send(statement, to: .signIn, [.user: user], receiving: SignInAnswer.self)
  }

  /// All of the person's offers over all devices, oldest first.
  public func offers(of user: String) async throws(ServiceError) -> OfferHistory {
    OfferHistory(
      offers: try await OfferHistory.all(\.offers) { after throws(ServiceError) in
        try await exchange.receive(
          OfferHistory.self, from: .offers, [.user: user], query: Query.text(["after": after]))
      })
  }

  /// Says how an offer ended. Saying the same twice changes nothing.
  public func report(
    _ outcome: Outcome, of offer: String, for user: String
  ) async throws(ServiceError) -> OfferRecord {
    try await exchange.send(
      OutcomeReport(outcome: outcome), to: .outcome, [.user: user, .offer: offer],
      receiving: OfferRecord.self)
  }

  /// What would be decided for the person's last sign-in on the device, at this moment. Makes no
  /// offer: this is for explaining.
  public func decision(
    at moment: Moment, on device: String, for user: String
  ) async throws(ServiceError) -> Decision {
    try await exchange.receive(
      Decision.self, from: .decision, [.user: user, .device: device],
      query: "moment=" + moment.rawValue)
  }
}

/// Which version of a profile is meant.
public enum SnapshotSelector: Sendable, Hashable, CustomStringConvertible {
  case newest
  case version(Int)

  /// Reads `newest` or a number from 1; nil for anything else.
  public init?(_ text: String) {
    if text == "newest" {
      self = .newest
    } else if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(text), number >= 1
    {
      self = .version(number)
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .newest: "newest"
    case .version(let number): String(number)
    }
  }
}
