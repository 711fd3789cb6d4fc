import Foundation

/// Asks to give a person's profiles to another tenant: `POST /v1/transfers`.
public struct TransferRequest: Codable, Sendable, Hashable {
  /// The person in the caller's tenant.
  public let user: String
  /// The id of the other tenant, and the person's id there. Whether there are such is not said.
  public let targetTenant: String
  public let targetUser: String
  /// Why, for both audit logs.
  public let reason: String
  /// Whether the profiles are removed here when they are there.
  public let removesAtSource: Bool
  /// How many days the other side has; 7 when it is left out.
  public let expiresInDays: Int?

  public init(
    user: String, targetTenant: String, targetUser: String, reason: String,
    removesAtSource: Bool, expiresInDays: Int? = nil
  ) {
    self.user = user
    self.targetTenant = targetTenant
    self.targetUser = targetUser
    self.reason = reason
    self.removesAtSource = removesAtSource
    self.expiresInDays = expiresInDays
  }
}

/// A transfer that was asked for, with the code that the other side accepts it by.
public struct RequestedTransfer: Codable, Sendable, Hashable {
  public let transfer: TransferStatus
  /// Shown once. Hand it to an administrator of the other tenant by a way that you trust.
  public let code: String

  public init(transfer: TransferStatus, code: String) {
    self.transfer = transfer
    self.code = code
  }
}

/// The other side's yes or no: `POST /v1/transfers/accept`, `POST /v1/transfers/decline`.
public struct TransferReply: Codable, Sendable, Hashable {
  public let code: String
  /// The person in the replying tenant, who must be the one that the request names.
  public let user: String

  public init(code: String, user: String) {
    self.code = code
    self.user = user
  }
}

/// A transfer as one of its sides sees it.
public struct TransferStatus: Codable, Sendable, Hashable {
  public enum Side: String, Codable, Sendable, Hashable, CaseIterable {
    /// The profiles leave this tenant.
    case outgoing
    /// They come to it.
    case incoming
  }

  public enum State: String, Codable, Sendable, Hashable, CaseIterable {
    /// Waits for the other side.
    case requested
    /// Accepted, and being copied.
    case copying
    /// Copied; being removed at the source.
    case removing
    case completed
    case declined
    case cancelled
    /// Not accepted in time.
    case expired
  }

  public let id: String
  public let side: Side
  public let state: State
  /// The person in the tenant that asks.
  public let user: String
  public let otherTenant: String
  public let otherUser: String
  public let reason: String
  public let removesAtSource: Bool
  public let requestedAt: Date
  public let expiresAt: Date
  public let completedAt: Date?
  /// How many profiles and versions were copied; nil before.
  public let copiedProfiles: Int?
  public let copiedVersions: Int?

  public init(
    id: String, side: Side, state: State, user: String, otherTenant: String, otherUser: String,
    reason: String, removesAtSource: Bool, requestedAt: Date, expiresAt: Date,
    completedAt: Date?, copiedProfiles: Int?, copiedVersions: Int?
  ) {
    self.id = id
    self.side = side
    self.state = state
    self.user = user
    self.otherTenant = otherTenant
    self.otherUser = otherUser
    self.reason = reason
    self.removesAtSource = removesAtSource
    self.requestedAt = requestedAt
    self.expiresAt = expiresAt
    self.completedAt = completedAt
    self.copiedProfiles = copiedProfiles
    self.copiedVersions = copiedVersions
  }
}

/// The transfers that leave a tenant or come to it: `GET /v1/transfers`.
public struct TransferList: ListPage, Codable, Sendable, Hashable {
  public let transfers: [TransferStatus]
  public let next: String?

  public init(transfers: [TransferStatus], next: String?) {
    self.transfers = transfers
    self.next = next
  }
}
