import Foundation
import RestoreRules

/// What the help desk looks up, and how it has somebody asked again.
extension ServiceClient {
  /// A page of the tenant's people.
  ///
  /// - Parameters:
  ///   - query: what the id begins with, or a name in the directory, or what is in the name of a PC of
  ///     theirs; nil for everybody.
  ///   - backup: which of them.
  ///   - since: with `stale`, the time since which there is no backup.
  public func people(
    matching query: String? = nil, backup: BackupFilter = .any, since: Date? = nil,
    after: String? = nil, limit: Int? = nil
  ) async throws(ServiceError) -> PeopleList {
    try await exchange.receive(
      PeopleList.self, from: .people,
      query: Query.text([
        "query": query, "backup": backup == .any ? nil : backup.rawValue,
        "since": since?.formatted(.iso8601), "after": after, "limit": limit.map(String.init),
      ]))
  }

  /// Everything that the help desk may know of one person.
  public func person(_ user: String) async throws(ServiceError) -> PersonDetails {
    try await exchange.receive(PersonDetails.self, from: .personDetails, [.user: user])
  }

  /// A page of the profiles whose id or PC's id begins with `query`, or whose PC's name has it in it.
  public func profiles(
    matching query: String, after: String? = nil, limit: Int? = nil
  ) async throws(ServiceError) -> FoundProfiles {
    try await exchange.receive(
      FoundProfiles.self, from: .foundProfiles,
      query: Query.text(["query": query, "after": after, "limit": limit.map(String.init)]))
  }

  /// A page of the PCs whose id or name begins with `query`, or whose name in a backup has it in it.
  public func knownDevices(
    matching query: String, after: String? = nil, limit: Int? = nil
  ) async throws(ServiceError) -> FoundDevices {
    try await exchange.receive(
      FoundDevices.self, from: .knownDevices,
      query: Query.text(["query": query, "after": after, "limit": limit.map(String.init)]))
  }

  /// All people of a PC.
  public func people(on device: String) async throws(ServiceError) -> DevicePeople {
    DevicePeople(
      device: device,
      people: try await DevicePeople.all(\.people) { after throws(ServiceError) in
        try await exchange.receive(
          DevicePeople.self, from: .devicePeople, [.device: device],
          query: Query.text(["after": after]))
      })
  }

  /// Every step of the person's offers, in the order in which they were taken.
  public func offerTransitions(of user: String) async throws(ServiceError) -> OfferTransitions {
    OfferTransitions(
      transitions: try await OfferTransitions.all(\.transitions) { after throws(ServiceError) in
        try await exchange.receive(
          OfferTransitions.self, from: .offerTransitions, [.user: user],
          query: Query.text(["after": after]))
      })
  }

  /// A page of the decisions about a person, the newest first.
  ///
  /// - Parameters:
  ///   - device: only those on this PC.
  ///   - time: only those of this time and before; not together with `after`.
  public func decisions(
    about user: String, on device: String? = nil, before time: Date? = nil, after: String? = nil,
    limit: Int? = nil
  ) async throws(ServiceError) -> KeptDecisions {
    try await exchange.receive(
      KeptDecisions.self, from: .decisions, [.user: user],
      query: Query.text([
        "device": device, "at": time?.formatted(.iso8601), "after": after,
        "limit": limit.map(String.init),
      ]))
  }

  /// A past decision with its facts, beside what today's rules make of the same facts.
  public func decision(
    _ id: String, about user: String
  ) async throws(ServiceError) -> ExplainedDecision {
    try await exchange.receive(
      ExplainedDecision.self, from: .pastDecision, [.user: user, .decision: id])
  }

  /// Has a person asked again, from the next sign-in on.
  public func rearm(
    _ request: RearmRequest, for user: String
  ) async throws(ServiceError) -> RearmAnswer {
    try await exchange.send(request, to: .rearm, [.user: user], receiving: RearmAnswer.self)
  }
}
