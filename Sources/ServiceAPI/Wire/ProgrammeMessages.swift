import Foundation
import RestoreRules

/// What the operator decides about a preview programme.
public struct ProgrammeSettings: Codable, Sendable, Hashable {
  /// As people see it.
  public var name: String
  public var feature: Feature
  /// When people may begin to sign up.
  public var opensAt: Date
  /// From when on nobody may any more.
  public var closesAt: Date
  /// The customer programme that who signs up must be a member of; nil for none.
  public var customerProgramme: String?
  /// Whether who signs up must accept the non-disclosure agreement, with their name.
  public var requiresNDA: Bool
  /// Whether the feature is there for all: the end of the preview.
  public var generallyAvailable: Bool

  public init(
    name: String, feature: Feature, opensAt: Date, closesAt: Date,
    customerProgramme: String? = nil, requiresNDA: Bool = false, generallyAvailable: Bool = false
  ) {
    self.name = name
    self.feature = feature
    self.opensAt = opensAt
    self.closesAt = closesAt
    self.customerProgramme = customerProgramme
    self.requiresNDA = requiresNDA
    self.generallyAvailable = generallyAvailable
  }
}

/// A preview programme.
public struct Programme: Codable, Sendable, Hashable {
  public let id: String
  public let settings: ProgrammeSettings
  public let phase: Phase

  /// Where a programme stands now.
  public enum Phase: String, Codable, Sendable, Hashable, CaseIterable {
    /// People cannot sign up yet.
    case upcoming
    case open
    /// People cannot sign up any more. Those that were accepted keep the feature.
    case closed
    /// The feature is there for all.
    case generallyAvailable
  }

  public init(id: String, settings: ProgrammeSettings, phase: Phase) {
    self.id = id
    self.settings = settings
    self.phase = phase
  }
}

/// The preview programmes, by the bytes of their ids: `GET /v1/programmes`.
public struct ProgrammeList: ListPage, Codable, Sendable, Hashable {
  public let programmes: [Programme]
  /// Where the next page begins (`after`); nil on the last.
  public let next: String?

  public init(programmes: [Programme], next: String? = nil) {
    self.programmes = programmes
    self.next = next
  }
}

/// What somebody said who wants to take part in a programme.
public struct Interest: Codable, Sendable, Hashable {
  public var organization: String
  /// A name and how to reach them.
  public var contact: String
  /// The tenant's id at this service, as far as they know it.
  public var tenant: String?
  /// Their number or name in the customer programme that is asked for.
  public var membership: String?
  public var nda: Agreement?
  public var remarks: String?

  /// The non-disclosure agreement as it was accepted.
  public struct Agreement: Codable, Sendable, Hashable {
    /// Who accepted it, as they wrote their name.
    public var name: String
    public var acceptedAt: Date

    public init(name: String, acceptedAt: Date) {
      self.name = name
      self.acceptedAt = acceptedAt
    }
  }

  public init(
    organization: String, contact: String, tenant: String? = nil, membership: String? = nil,
    nda: Agreement? = nil, remarks: String? = nil
  ) {
    self.organization = organization
    self.contact = contact
    self.tenant = tenant
    self.membership = membership
    self.nda = nda
    self.remarks = remarks
  }
}

/// A request to take part in a programme, and what became of it.
public struct ProgrammeRequest: Codable, Sendable, Hashable {
  public let id: String
  public let programme: String
  public let interest: Interest
  public let receivedAt: Date
  public let state: State
  public let decidedAt: Date?
  /// Why, in the operator's words.
  public let reason: String?
  /// Who has the feature by it; nil unless it is accepted.
  public let admission: Admission?

  public enum State: String, Codable, Sendable, Hashable, CaseIterable {
    case open, accepted, declined
  }

  /// A tenant that has the feature, or only groups of it.
  public struct Admission: Codable, Sendable, Hashable {
    public let tenant: String
    /// By the names that policies use; empty for the whole tenant.
    public let groups: [String]

    public init(tenant: String, groups: [String] = []) {
      self.tenant = tenant
      self.groups = groups
    }
  }

  public init(
    id: String, programme: String, interest: Interest, receivedAt: Date, state: State = .open,
    decidedAt: Date? = nil, reason: String? = nil, admission: Admission? = nil
  ) {
    self.id = id
    self.programme = programme
    self.interest = interest
    self.receivedAt = receivedAt
    self.state = state
    self.decidedAt = decidedAt
    self.reason = reason
    self.admission = admission
  }
}

public struct ProgrammeRequestList: ListPage, Codable, Sendable, Hashable {
  public let requests: [ProgrammeRequest]
  /// Where the next page begins; nil on the last.
  public let next: String?

  public init(requests: [ProgrammeRequest], next: String?) {
    self.requests = requests
    self.next = next
  }
}

/// The operator's answer to a request. It may be changed: an accepted one that is declined later takes
/// the feature away again.
public struct ProgrammeVerdict: Codable, Sendable, Hashable {
  /// Who gets the feature; nil declines.
  public var admission: ProgrammeRequest.Admission?
  public var reason: String

  public init(admission: ProgrammeRequest.Admission?, reason: String) {
    self.admission = admission
    self.reason = reason
  }
}
