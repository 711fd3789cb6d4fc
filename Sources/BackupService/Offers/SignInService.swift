import Foundation
import Identity
import RestoreRules
import ServiceAPI
import Store
import UserEnvironment

/// A person signs in: what the device states is joined with what the service knows, decided, and,
/// when the answer is yes, turned into an offer that waits for its outcome.
public struct SignInService: Sendable {
  let store: any Store
  let policies: EffectivePolicyService
  let programmes: ProgrammeService
  let missedOffers: MissedOffers
  let decisions: DecisionService
  let now: @Sendable () -> Date

  /// Decides about a sign-in and opens the offer.
  ///
  /// - Parameter groups: what the person's token says of their groups.
  public func signIn(
    _ statement: SignInStatement, of person: PersonID, groups: GroupMembership
  ) async throws -> SignInAnswer {
    try Self.check(statement)
    let time = now()
    let signIn = RecordedSignIn(statement: statement, groups: groups)
    let standing = try await policies.standing(
      of: person, on: statement.device(), stated: groups)
    try await missedOffers.conclude(
      of: person, on: statement.device(), at: time, standing: standing)
    try await missedOffers.record(statement, of: person, at: time)
    let facts = try await facts(for: signIn, of: person, standing: standing, at: time)
    let decision = RestoreRules.decide(facts)
    try await remember(signIn, decision, on: facts, of: person, at: time)
    guard decision.isOffer else { return SignInAnswer(decision: decision, offer: nil) }
    let offer = try await store.open(
      StoredOffer(
        id: OfferID(rawValue: RandomID.make("o")), person: person, device: statement.device(),
        enrollment: statement.device.enrollment.id, moment: statement.moment, offeredAt: time),
      by: .service)
    let policy = standing.effective
    return SignInAnswer(
      decision: decision,
      offer: OfferMessage(
        id: offer.id.rawValue, moment: offer.moment, offeredAt: offer.offeredAt,
        profiles: try await store.profiles(of: person).map(\.summary),
        components: Policy.components.filter { policy[.restore($0)].value }))
  }

  /// Keeps the sign-in and what was decided about it: at once, so that a store can commit both together.
  private func remember(
    _ signIn: RecordedSignIn, _ decision: Decision, on facts: Facts, of person: PersonID,
    at time: Date
  ) async throws {
    async let noted: Void = note(signIn, of: person, at: time)
    async let kept: Void = decisions.keep(
      decision, on: facts, of: person, on: signIn.statement.device())
    _ = try await (noted, kept)
  }

  /// What would be decided now, at a moment, for the person's last sign-in on a device. Stores
  /// nothing.
  public func decision(
    at moment: Moment, on device: DeviceID, of person: PersonID
  ) async throws -> Decision {
    try Self.check(device)
    guard let signIn = try await store.lastSignIn(of: person, on: device) else {
      throw ServiceProblem(
        .signInNotFound,
        "No sign-in of this person on this device is known, so there is nothing to decide about.")
    }
    var asked = try RecordedSignIn(signIn)
    asked.statement = SignInStatement(
      moment: moment, deviceID: asked.statement.deviceID, device: asked.statement.device,
      account: asked.statement.account,
      firstSignInSinceEnrollment: asked.statement.firstSignInSinceEnrollment)
    let standing = try await policies.standing(
      of: person, on: device, stated: asked.membership)
    return RestoreRules.decide(
      try await facts(for: asked, of: person, standing: standing, at: now()))
  }

  /// The person's last sign-in on any device, with what would be decided about it now.
  func explainLastSignIn(of person: PersonID) async throws -> ExplainedSignIn? {
    guard let last = try await store.lastSignIn(of: person, on: Self.anyDevice) else { return nil }
    let stated = try RecordedSignIn(last).statement
    return ExplainedSignIn(
      device: stated.deviceID, at: last.at, moment: stated.moment,
      decision: try await decision(at: stated.moment, on: stated.device(), of: person))
  }

  /// The device of the person's last sign-in.
  func lastDevice(of person: PersonID) async throws -> DeviceID? {
    guard let last = try await store.lastSignIn(of: person, on: Self.anyDevice) else { return nil }
    return try RecordedSignIn(last).statement.device()
  }

  /// Keeps the sign-in as the device's last one, and as the person's.
  private func note(
    _ signIn: RecordedSignIn, of person: PersonID, at time: Date
  ) async throws {
    let bytes = try CanonicalJSON.encode(signIn)
    func note(on device: DeviceID) async throws {
      try await store.noteSignIn(
        StoredSignIn(person: person, device: device, statement: bytes, at: time))
    }
    // At once, so that a store can commit both together.
    async let ofDevice: Void = note(on: signIn.statement.device())
    async let ofPerson: Void = note(on: Self.anyDevice)
    _ = try await (ofDevice, ofPerson)
  }

  /// The name under which a person's last sign-in is kept, whatever the device.
  static let anyDevice = DeviceID(rawValue: "*")

  /// Joins what the device states with what the service knows.
  func facts(
    for signIn: RecordedSignIn, of person: PersonID, standing: EffectivePolicyService.Standing,
    at time: Date
  ) async throws -> Facts {
    let statement = signIn.statement
    let recall = try await OfferRecall(of: person, on: statement.device(), in: store)
    // An offer that is open still belongs to the first sign-in: the person was not there to answer.
    let isStillOffered = recall.offers.contains {
      $0.enrollment == statement.device.enrollment.id && $0.moment == statement.moment
        && $0.outcome == nil
    }
    var device = statement.device
    device.id = statement.deviceID
    return Facts(
      moment: statement.moment, now: time, device: device,
      user: Facts.User(
        account: statement.account, active: standing.isActive,
        groups: standing.groups, groupsKnown: standing.groupsKnown,
        firstSignInSinceEnrollment: statement.firstSignInSinceEnrollment || isStillOffered),
      profiles: try await profileFacts(of: person),
      history: recall.history,
      policies: standing.policies, requirements: standing.defaults.requirements,
      previews: try await programmes.previews(of: person.tenant, groups: standing.groups))
  }

  private func profileFacts(of person: PersonID) async throws -> [Facts.Profile] {
    var facts: [Facts.Profile] = []
    for profile in try await store.profiles(of: person) {
      let newest = try await store.snapshot(version: nil, of: profile.id, of: person)
      facts.append(
        Facts.Profile(
          id: profile.id.rawValue, device: profile.source.name,
          lastBackupAt: profile.lastBackupAt, restorable: newest != nil))
    }
    return facts
  }

  private static func check(_ device: DeviceID) throws(ServiceProblem) {
    guard device != anyDevice else {
      throw ServiceProblem(
        .invalidField, "The field deviceID must name one device, and * stands for any.")
    }
  }

  /// An agent notes one for each moment; more only cost time.
  private static let mostMisses = 16

  private static func check(_ statement: SignInStatement) throws(ServiceProblem) {
    try Identifier.check(statement.deviceID, field: "deviceID")
    try check(statement.device())
    try Identifier.check(statement.device.enrollment.id, field: "device.enrollment.id")
    guard statement.unreportedMisses.count <= mostMisses else {
      throw ServiceProblem(
        .invalidField, "The field unreportedMisses must hold at most \(mostMisses) entries.")
    }
    for (index, miss) in statement.unreportedMisses.enumerated() {
      try Identifier.check(miss.id, field: "unreportedMisses[\(index)].id")
    }
  }
}

extension SignInStatement {
  /// The PC, in the store's words.
  func device() -> DeviceID { DeviceID(rawValue: deviceID) }
}
