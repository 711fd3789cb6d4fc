/// An organization.
public struct TenantID: Hashable, Sendable, RawRepresentable, Codable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
}

/// A person in a tenant, by the identity provider's subject.
public struct PersonID: Hashable, Sendable, Codable {
  public let tenant: TenantID
  public let subject: String

  public init(tenant: TenantID, subject: String) {
    self.tenant = tenant
    self.subject = subject
  }
}

/// A PC, over all its enrollments.
public struct DeviceID: Hashable, Sendable, RawRepresentable, Codable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
}

/// A backup profile: what one person has backed up from one device.
public struct ProfileID: Hashable, Sendable, RawRepresentable, Codable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
}

public struct OfferID: Hashable, Sendable, RawRepresentable, Codable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
}
