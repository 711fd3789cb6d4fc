import Foundation

/// A token by which an identity provider pushes people and groups, without its secret.
public struct SCIMToken: Codable, Sendable, Hashable {
  public let id: String
  /// What administrators call it.
  public let name: String
  public let createdAt: Date
  /// Nil when it lasts until it is revoked.
  public let expiresAt: Date?
  /// When it was last used, to the hour; nil when it never was.
  public let lastUsedAt: Date?

  public init(
    id: String, name: String, createdAt: Date, expiresAt: Date? = nil, lastUsedAt: Date? = nil
  ) {
    self.id = id
    self.name = name
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.lastUsedAt = lastUsedAt
  }
}

public struct SCIMTokenRequest: Codable, Sendable, Hashable {
  public let name: String
  /// For how many days it is good, 1 to 3650; nil until it is revoked.
  public let days: Int?

  public init(name: String, days: Int? = nil) {
    self.name = name
    self.days = days
  }
}

/// A new token with its text, which is shown this once.
public struct CreatedSCIMToken: Codable, Sendable, Hashable {
  /// What goes into the `Authorization` header, after `Bearer`.
  public let token: String
  public let details: SCIMToken

  public init(token: String, details: SCIMToken) {
    self.token = token
    self.details = details
  }
}

/// A page of a tenant's tokens.
public struct SCIMTokenList: ListPage, Codable, Sendable, Hashable {
  public let tokens: [SCIMToken]
  /// What to send as `after` for the next page; nil on the last.
  public let next: String?

  public init(tokens: [SCIMToken], next: String? = nil) {
    self.tokens = tokens
    self.next = next
  }
}
