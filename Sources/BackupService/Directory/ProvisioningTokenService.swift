import Foundation
import Identity
import ServiceAPI
import Store

/// The tokens by which identity providers push into the tenants' directories.
public struct ProvisioningTokenService: Sendable {
  private let shelf: RecordShelf<Kept>
  private let audit: AuditService
  private let now: @Sendable () -> Date

  /// The most tokens of a tenant.
  static let mostTokens = 50
  /// How old the note of a token's last use may be, in seconds: it is not written with each request.
  private static let usePrecision: TimeInterval = 3600

  init(store: any Store, audit: AuditService, now: @escaping @Sendable () -> Date) {
    shelf = RecordShelf(store: store, kind: RecordKind(rawValue: "scimToken"), now: now)
    self.audit = audit
    self.now = now
  }

  /// What is kept of a token: the installation's, since a token is looked up before its tenant is
  /// known.
  struct Kept: Codable, Sendable {
    let tenant: String
    let name: String
    let digest: Data
    let createdAt: Date
    let expiresAt: Date?
    var lastUsedAt: Date?
  }

  // MARK: Asking

  /// Who bears a token; nil when it is none of these, or was revoked, or its time is over.
  func caller(token: Substring) async throws -> Caller? {
    guard let token = ProvisioningToken(token),
      let kept = try await shelf.document(token.id, of: .installation),
      token.digest.isKept(as: kept.content.digest),
      kept.content.expiresAt.map({ $0 > now() }) ?? true
    else { return nil }
    await noteUse(of: kept)
    return Caller(
      tenant: kept.content.tenant, subject: .named("scim:" + token.id), roles: [.provisioner])
  }

  private func noteUse(of kept: Versioned<Kept>) async {
    let time = now()
    guard kept.content.lastUsedAt.map({ time.timeIntervalSince($0) > Self.usePrecision }) ?? true
    else { return }
    var used = kept.content
    used.lastUsedAt = time
    // When it cannot be noted, or others note it, or it was revoked now: the request matters more.
    _ = try? await shelf.put(
      used, id: kept.id, of: .installation, labels: [Self.label(used.tenant)],
      if: .revision(kept.revision))
  }

  // MARK: Administration

  /// A tenant's tokens, the oldest ids first.
  func tokens(of tenant: TenantID, after: String?, limit: Int) async throws -> [SCIMToken] {
    try await shelf.documents(
      of: .installation, labelled: Self.label(tenant.rawValue), after: after, limit: limit
    ).map(\.message)
  }

  /// Makes a token. Its text is in the answer, and nowhere else.
  func create(
    _ wish: SCIMTokenRequest, in tenant: TenantID, by actor: AuditActor
  ) async throws -> CreatedSCIMToken {
    try Identifier.check(wish.name, field: "name")
    if let days = wish.days, !(1...3650).contains(days) {
      throw ServiceProblem(.invalidField, "The field days must be a number from 1 to 3650.")
    }
    let known = try await tokens(of: tenant, after: nil, limit: Self.mostTokens)
    guard known.count < Self.mostTokens else {
      throw ServiceProblem(
        .scimTokensTooMany,
        "The tenant has \(Self.mostTokens) SCIM tokens already. Revoke those that nobody uses.")
    }
    let token = ProvisioningToken.make()
    let time = now()
    let kept = try await shelf.put(
      Kept(
        tenant: tenant.rawValue, name: wish.name, digest: token.digest.bytes, createdAt: time,
        expiresAt: wish.days.map { time + TimeInterval($0) * 86_400 }, lastUsedAt: nil),
      id: token.id, of: .installation, labels: [Self.label(tenant.rawValue)], if: .absent,
      audited: audit.entry(
        AuditEvent(.scimTokenCreated, by: actor, object: token.id), in: tenant))
    return CreatedSCIMToken(token: token.text, details: kept.message)
  }

  /// Revokes a token at once.
  func revoke(_ id: String, in tenant: TenantID, by actor: AuditActor) async throws {
    guard let kept = try await shelf.document(id, of: .installation),
      kept.content.tenant == tenant.rawValue
    else { throw ServiceProblem(.scimTokenNotFound, "The tenant has no such SCIM token.") }
    try await shelf.remove(
      id, of: .installation,
      audited: audit.entry(AuditEvent(.scimTokenRevoked, by: actor, object: id), in: tenant))
  }

  private static func label(_ tenant: String) -> RecordLabel { RecordLabel("tenant", tenant) }
}

extension Versioned where Content == ProvisioningTokenService.Kept {
  fileprivate var message: SCIMToken {
    SCIMToken(
      id: id, name: content.name, createdAt: content.createdAt, expiresAt: content.expiresAt,
      lastUsedAt: content.lastUsedAt)
  }
}

extension AuditAction {
  static let scimTokenCreated = AuditAction(rawValue: "scimToken.created")
  static let scimTokenRevoked = AuditAction(rawValue: "scimToken.revoked")
}
