import Foundation
import Identity
import RestoreRules
import ServiceAPI
import Store
import UserEnvironment

/// The help desk has a person asked again: what was answered before no longer counts against it, from
/// the next sign-in on.
public struct RearmService: Sendable {
  let store: any Store
  let audit: AuditService
  let signIns: SignInService
  let decisions: DecisionService
  let now: @Sendable () -> Date

  /// How often it is tried again when other steps of the person's offers are faster.
  private static let attempts = 20

  /// Re-arms the offer of a person on a device, or on each device that is known of theirs. The steps
  /// and the audit record are written together.
  ///
  /// - Throws: `offer.nothingToRearm` when nothing of the person is known there.
  public func rearm(
    _ request: RearmRequest, of person: PersonID, by caller: Caller
  ) async throws -> RearmAnswer {
    let request = try Self.checked(request)
    let places = try await places(request, of: person)
    guard !places.isEmpty else {
      throw ServiceProblem(
        .nothingToRearm,
        "No offer to this person and no sign-in of theirs is known there, so there is nothing to ask again."
      )
    }
    let steps = try await keep(places, request, of: person, by: caller)
    var rearmed: [RearmAnswer.Rearmed] = []
    for step in steps {
      rearmed.append(
        RearmAnswer.Rearmed(
          transition: step.message, nextSignIn: try await nextSignIn(of: person, on: step.device)))
    }
    return RearmAnswer(rearmed: rearmed)
  }

  /// Where an offer can be made again.
  fileprivate struct Place: Hashable {
    let device: DeviceID
    let enrollment: String
    /// The newest offer there.
    let offer: StoredOffer?
  }

  private static func checked(_ request: RearmRequest) throws(ServiceProblem) -> RearmRequest {
    try Identifier.check(request.reason, field: "reason")
    if let device = request.device { try Identifier.check(device, field: "device") }
    if let enrollment = request.enrollment {
      try Identifier.check(enrollment, field: "enrollment")
      guard request.device != nil else {
        throw ServiceProblem(
          .invalidField, "The field enrollment needs the field device: which PC's it is.")
      }
    }
    return request
  }

  /// On each device the newest enrollment counts; after a reset the ones before it do not.
  private func places(_ request: RearmRequest, of person: PersonID) async throws -> [Place] {
    let offers = try await store.offers(of: person)
    let devices =
      if let device = request.device {
        [DeviceID(rawValue: device)]
      } else {
        try await devices(of: person, offers)
      }
    var places: [Place] = []
    for device in devices {
      let there = offers.filter { $0.device == device }
      let signIn = try await store.lastSignIn(of: person, on: device)
      let current = signIn.flatMap { try? RecordedSignIn($0) }?.statement.device.enrollment.id
      let known = Set(there.map(\.enrollment) + [current].compactMap { $0 })
      guard
        let enrollment = request.enrollment ?? current ?? there.last?.enrollment,
        known.contains(enrollment)
      else { continue }
      places.append(
        Place(
          device: device, enrollment: enrollment,
          offer: there.last { $0.enrollment == enrollment }))
    }
    return places
  }

  /// Every device that the person had an offer on or signed in to lately.
  private func devices(of person: PersonID, _ offers: [StoredOffer]) async throws -> [DeviceID] {
    let signedIn = try await decisions.newest(of: person, limit: 500).map {
      DeviceID(rawValue: $0.device)
    }
    let last = try await signIns.lastDevice(of: person)
    var devices: [DeviceID] = []
    for device in [last].compactMap({ $0 }) + signedIn + offers.map(\.device)
    where !devices.contains(device) { devices.append(device) }
    return devices
  }

  private func keep(
    _ places: [Place], _ request: RearmRequest, of person: PersonID, by caller: Caller
  ) async throws -> [OfferTransition] {
    let event = AuditEvent(
      .offerRearmed, by: AuditActor(caller), user: person.subject, device: request.device,
      object: request.enrollment, reason: request.reason,
      details: ["places": String(places.count)])
    return try await Attempts.run(
      Self.attempts,
      orElse: ServiceProblem(
        .storeUnavailable,
        "The person's offers change all the time. Nothing was re-armed; try again.")
    ) {
      let newest = try await store.offerTransitions(of: person).last?.sequence ?? 0
      let time = now()
      let steps = places.enumerated().map { index, place in
        OfferTransition(place, sequence: newest + 1 + index, by: caller, request.reason, at: time)
      }
      // It is a conflict when another step of this person's offers was kept first, under this number.
      _ = try await store.apply(
        try steps.map { step in
          .put(
            OfferTransition.key(step.sequence, of: person),
            content: try CanonicalJSON.encode(step), labels: [], expiresAt: nil, if: .absent)
        }, at: time, logging: audit.entry(event, in: person.tenant))
      return steps
    }
  }

  /// Whether the person would be asked now, when they sign in to the device.
  private func nextSignIn(of person: PersonID, on device: DeviceID) async throws -> Decision? {
    guard try await store.lastSignIn(of: person, on: device) != nil else { return nil }
    return try await signIns.decision(at: .firstSignIn, on: device, of: person)
  }
}

extension OfferTransition {
  fileprivate init(
    _ place: RearmService.Place, sequence: Int, by caller: Caller, _ reason: String, at time: Date
  ) {
    let state = place.offer.map { OfferLife.State(outcome: $0.outcome) }
    self.init(
      sequence: sequence, step: .rearmed, offer: place.offer?.id, device: place.device,
      enrollment: place.enrollment, moment: place.offer?.moment, from: state, to: state,
      by: OfferActor(.staff, id: caller.name), at: time, reason: reason)
  }
}

extension AuditAction {
  static let offerRearmed = AuditAction(rawValue: "offer.rearmed")
}
