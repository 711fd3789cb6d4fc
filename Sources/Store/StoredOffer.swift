import Foundation
import RestoreRules

/// An offer that was made, and what became of it.
public struct StoredOffer: Hashable, Sendable {
  public let id: OfferID
  public let person: PersonID
  public let device: DeviceID
  public let enrollment: String
  public let moment: Moment
  public let offeredAt: Date
  /// Nil while the offer is open.
  public let outcome: Outcome?
  public let concludedAt: Date?

  public init(
    id: OfferID, person: PersonID, device: DeviceID, enrollment: String, moment: Moment,
    offeredAt: Date, outcome: Outcome? = nil, concludedAt: Date? = nil
  ) {
    self.id = id
    self.person = person
    self.device = device
    self.enrollment = enrollment
    self.moment = moment
    self.offeredAt = offeredAt
    self.outcome = outcome
    self.concludedAt = concludedAt
  }
}

/// What a device said of itself when a person signed in: the facts that only it can know, kept so
/// that a decision can be explained later.
public struct StoredSignIn: Hashable, Sendable {
  public let person: PersonID
  public let device: DeviceID
  /// The sign-in as it was stated, in JSON.
  public let statement: Data
  public let at: Date

  public init(person: PersonID, device: DeviceID, statement: Data, at: Date) {
    self.person = person
    self.device = device
    self.statement = statement
    self.at = at
  }
}

/// A row of IT's overview: no content, only that there is a backup, and what became of the offers.
public struct PersonSummary: Hashable, Sendable {
  public let subject: String
  public let profileCount: Int
  public let lastBackupAt: Date?
  /// The person's newest offer.
  public let lastOffer: StoredOffer?

  public init(subject: String, profileCount: Int, lastBackupAt: Date?, lastOffer: StoredOffer?) {
    self.subject = subject
    self.profileCount = profileCount
    self.lastBackupAt = lastBackupAt
    self.lastOffer = lastOffer
  }
}
