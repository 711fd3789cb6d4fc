import Foundation
import RestoreRules
import ServiceAPI
import Store

/// What IT may see of the people of a tenant: that there is a backup and how old it is, what became
/// of the offers, and why. Never what is in a backup.
public struct PeopleService: Sendable {
  let store: any Store
  let signIns: SignInService

  /// A page of the people who have a backup or had an offer, in the order of their names' bytes.
  public func people(
    of tenant: TenantID, after: String?, limit: Int
  ) async throws -> [PersonSummary] {
    try await store.people(of: tenant, after: after, limit: limit)
  }

  /// What is known of one person. Anybody can be asked about; nothing is known of a stranger.
  public func record(of person: PersonID) async throws -> PersonRecord {
    guard Identifier.isValid(person.subject) else {
      throw ServiceProblem(.invalidParameter, "A person is named by \(Identifier.rule).")
    }
    return PersonRecord(
      profiles: try await store.profiles(of: person).map(\.summary),
      offers: try await store.offers(of: person).reversed().map(\.record),
      lastSignIn: try await signIns.explainLastSignIn(of: person))
  }
}

/// What IT sees of one person.
public struct PersonRecord: Sendable, Equatable {
  /// The most recently backed up first.
  public let profiles: [ProfileSummary]
  /// The newest first.
  public let offers: [OfferRecord]
  /// Nil when no device has told of a sign-in.
  public let lastSignIn: ExplainedSignIn?
}

/// A sign-in, with what would be decided about it now.
public struct ExplainedSignIn: Sendable, Equatable {
  public let device: String
  public let at: Date
  public let moment: Moment
  public let decision: Decision
}
