import Foundation
import ServiceAPI
import Store

/// A transfer as one of its sides keeps it. Each tenant has a record of its own, so that neither reads
/// in the other's.
struct Transfer: Codable, Sendable, Equatable {
  let side: TransferStatus.Side
  var state: TransferStatus.State
  /// The person in the tenant that keeps this.
  let user: String
  let otherTenant: String
  let otherUser: String
  let reason: String
  let removesAtSource: Bool
  let requestedAt: Date
  let expiresAt: Date
  var completedAt: Date?
  var copiedProfiles: Int?
  var copiedVersions: Int?
  /// At the source: whether its log says that the other side has accepted.
  var isAcceptanceNoted: Bool?

  /// The same transfer as the other side keeps it.
  func seenByOther(tenant: TenantID) -> Transfer {
    Transfer(
      side: side == .outgoing ? .incoming : .outgoing, state: state, user: otherUser,
      otherTenant: tenant.rawValue, otherUser: user, reason: reason,
      removesAtSource: removesAtSource, requestedAt: requestedAt, expiresAt: expiresAt)
  }

  /// What is told of it: a request that was not answered in time has expired.
  func status(id: String, at now: Date) -> TransferStatus {
    TransferStatus(
      id: id, side: side, state: isOpen(at: now) || state != .requested ? state : .expired,
      user: user, otherTenant: otherTenant, otherUser: otherUser, reason: reason,
      removesAtSource: removesAtSource, requestedAt: requestedAt, expiresAt: expiresAt,
      completedAt: completedAt, copiedProfiles: copiedProfiles, copiedVersions: copiedVersions)
  }

  func isOpen(at now: Date) -> Bool { state == .requested && now < expiresAt }
}

/// Where a code leads: kept under the code's digest, and for nobody's eyes.
struct TransferCode: Codable, Sendable {
  let tenant: String
  let transfer: String
}

/// A transfer that was accepted and is not completed: kept with the installation, so that a server that
/// starts finds what another one left.
struct TransferJob: Codable, Sendable {
  let source: String
  let target: String
}
