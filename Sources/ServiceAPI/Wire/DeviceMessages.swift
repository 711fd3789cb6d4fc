import Foundation

/// What a device says when it enrolls its key: `POST /v1/devices`. The key is the one that the
/// request's proof was made with.
public struct DeviceEnrollment: Codable, Sendable, Hashable {
  /// Which hardware this is, over all its enrollments.
  public let device: String
  /// Which life of it this is: a reset begins another.
  public let enrollment: String
  /// The PC's name, for people.
  public let name: String

  public init(device: String, enrollment: String, name: String) {
    self.device = device
    self.enrollment = enrollment
    self.name = name
  }
}

/// How an enrollment stands, and with it its key.
public enum DeviceState: String, Codable, Sendable, Hashable, CaseIterable {
  /// It proves the device.
  case active
  /// It proves nothing until IT approves it.
  case pending
  /// IT, or the person, took it away: the device is lost, or was turned down.
  case revoked
  /// A later enrollment of the same hardware has taken its place.
  case replaced
}

/// A device as the service knows it, with its history.
public struct DeviceRecord: Codable, Sendable, Hashable {
  public let id: String
  public let name: String
  /// That of the enrollment that counts: the active one, else the newest.
  public let state: DeviceState
  /// Whether an enrollment waits for IT's approval; an older one may be active meanwhile.
  public let awaitsApproval: Bool
  /// The newest first.
  public let enrollments: [Enrollment]

  public struct Enrollment: Codable, Sendable, Hashable {
    /// What the device calls this life of it.
    public let id: String
    public let state: DeviceState
    /// The thumbprint of its key (RFC 7638).
    public let key: String
    public let enrolledAt: Date
    /// Whose token enrolled it; nil for a tenant's static token, and for an enrollment token.
    public let person: String?
    /// The id of the enrollment token that enrolled it.
    public let enrollmentToken: String?
    /// Nil where nobody had to.
    public let approvedAt: Date?
    /// When its key last took the place of another one; nil for its first key.
    public let rotatedAt: Date?
    /// When it was revoked or replaced.
    public let endedAt: Date?
    /// Why it was revoked.
    public let reason: String?

    public init(
      id: String, state: DeviceState, key: String, enrolledAt: Date, person: String?,
      enrollmentToken: String?, approvedAt: Date?, rotatedAt: Date?, endedAt: Date?,
      reason: String?
    ) {
      self.id = id
      self.state = state
      self.key = key
      self.enrolledAt = enrolledAt
      self.person = person
      self.enrollmentToken = enrollmentToken
      self.approvedAt = approvedAt
      self.rotatedAt = rotatedAt
      self.endedAt = endedAt
      self.reason = reason
    }
  }

  public init(
    id: String, name: String, state: DeviceState, awaitsApproval: Bool, enrollments: [Enrollment]
  ) {
    self.id = id
    self.name = name
    self.state = state
    self.awaitsApproval = awaitsApproval
    self.enrollments = enrollments
  }
}

/// A page of devices, in the order of their ids' bytes.
public struct DeviceList: ListPage, Codable, Sendable, Hashable {
  public let devices: [DeviceRecord]
  /// Where the next page begins; nil on the last one.
  public let next: String?

  public init(devices: [DeviceRecord], next: String?) {
    self.devices = devices
    self.next = next
  }
}

/// Asks for another key: `POST /v1/devices/{device}/key`, proven with the old one.
public struct KeyRotation: Codable, Sendable, Hashable {
  /// A proof for the same request, made with the new key.
  public let newProof: String

  public init(newProof: String) { self.newProof = newProof }
}

/// Takes a device out of service: `POST /v1/devices/{device}/revocation`.
public struct DeviceRevocation: Codable, Sendable, Hashable {
  /// Only the enrollment with the key of this thumbprint, to turn down one that waits; nil for all.
  public let key: String?
  /// Why, for whoever looks later; nil when nobody said.
  public let reason: String?

  public init(key: String? = nil, reason: String? = nil) {
    self.key = key
    self.reason = reason
  }
}

/// Says yes to a device that waits: `POST /v1/devices/{device}/approval`.
public struct DeviceApproval: Codable, Sendable, Hashable {
  /// The thumbprint of the key that is approved, so that nobody approves another one than they saw.
  public let key: String

  public init(key: String) { self.key = key }
}
