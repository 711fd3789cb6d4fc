import Foundation

/// Asks for a token with which many devices can be enrolled: `POST /v1/enrollment-tokens`.
public struct EnrollmentTokenRequest: Codable, Sendable, Hashable {
  /// What it is for, for people: `Berlin, March`.
  public let name: String
  /// How many devices it enrolls.
  public let uses: Int
  /// From when on it enrolls none.
  public let expiresAt: Date

  public init(name: String, uses: Int, expiresAt: Date) {
    self.name = name
    self.uses = uses
    self.expiresAt = expiresAt
  }
}

/// An enrollment token as IT sees it later; the token itself is told once, when it is made.
public struct EnrollmentTokenRecord: Codable, Sendable, Hashable {
  public let id: String
  public let name: String
  public let uses: Int
  /// How many devices it has enrolled.
  public let used: Int
  public let createdAt: Date
  public let expiresAt: Date
  /// Nil while it is not revoked.
  public let revokedAt: Date?

  public init(
    id: String, name: String, uses: Int, used: Int, createdAt: Date, expiresAt: Date,
    revokedAt: Date?
  ) {
    self.id = id
    self.name = name
    self.uses = uses
    self.used = used
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.revokedAt = revokedAt
  }
}

/// An enrollment token that was just made.
public struct NewEnrollmentToken: Codable, Sendable, Hashable {
  /// What devices send. It is told nowhere else and never again.
  public let token: String
  public let record: EnrollmentTokenRecord

  public init(token: String, record: EnrollmentTokenRecord) {
    self.token = token
    self.record = record
  }
}

/// A page of enrollment tokens, in the order of their ids.
public struct EnrollmentTokenList: ListPage, Codable, Sendable, Hashable {
  public let tokens: [EnrollmentTokenRecord]
  /// Where the next page begins; nil on the last one.
  public let next: String?

  public init(tokens: [EnrollmentTokenRecord], next: String?) {
    self.tokens = tokens
    self.next = next
  }
}

/// Ends an enrollment token: `POST /v1/enrollment-tokens/{token}/revocation`.
public struct Revocation: Codable, Sendable, Hashable {
  /// Why, for whoever looks later; nil when nobody said.
  public let reason: String?

  public init(reason: String? = nil) { self.reason = reason }
}
