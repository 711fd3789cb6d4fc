import Foundation
import Identity
import ServiceAPI
import Store

/// The tokens with which IT has many devices enroll themselves: limited in count and in time,
/// revocable, and kept only as digests.
public struct EnrollmentTokenService: Sendable {
  /// How many devices a token may enroll at most.
  static let mostUses = 100_000
  /// How long a token may be good at most, in seconds.
  static let longestLife: TimeInterval = 366 * 86_400

  let shelf: RecordShelf<StoredEnrollmentToken>
  let audit: AuditService
  let now: @Sendable () -> Date

  init(store: any Store, audit: AuditService, now: @escaping @Sendable () -> Date) {
    shelf = RecordShelf(store: store, kind: RecordKind(rawValue: "enrollmentToken"), now: now)
    self.audit = audit
    self.now = now
  }

  /// Makes a token. It is in the answer, and nowhere else.
  ///
  /// - Throws: `request.invalidField`.
  func create(
    _ request: EnrollmentTokenRequest, in tenant: TenantID, by actor: AuditActor
  ) async throws -> NewEnrollmentToken {
    try Identifier.check(request.name, field: "name")
    guard (1...Self.mostUses).contains(request.uses) else {
      throw ServiceProblem(
        .invalidField, "The field uses must be a number from 1 to \(Self.mostUses).")
    }
    let time = now()
    guard request.expiresAt > time, request.expiresAt <= time + Self.longestLife else {
      throw ServiceProblem(
        .invalidField, "The field expiresAt must be a time within the next 366 days.")
    }
    let token = EnrollmentToken.make(tenant: tenant.rawValue, id: RandomID.make("et"))
    let stored = StoredEnrollmentToken(
      name: request.name, digest: token.digest.bytes, uses: request.uses, createdAt: time,
      expiresAt: request.expiresAt)
    try await shelf.put(
      stored, id: token.id, of: .tenant(tenant), if: .absent,
      audited: audit.entry(
        AuditEvent(
          .enrollmentTokenCreated, by: actor, object: token.id,
          details: ["uses": String(request.uses)]), in: tenant))
    return NewEnrollmentToken(token: token.text, record: stored.record(id: token.id))
  }

  func tokens(of tenant: TenantID, _ page: Page) async throws -> EnrollmentTokenList {
    let found = try await shelf.documents(
      of: .tenant(tenant), after: page.after, limit: page.lookahead)
    let (tokens, next) = page.cut(found, id: \.id)
    return EnrollmentTokenList(tokens: tokens.map { $0.content.record(id: $0.id) }, next: next)
  }

  /// Ends a token. To end it twice changes nothing.
  ///
  /// - Throws: `enrollmentToken.notFound`.
  func revoke(
    _ id: String, in tenant: TenantID, reason: String?, by actor: AuditActor
  ) async throws -> EnrollmentTokenRecord {
    try await Attempts.run(orElse: ServiceProblem.devicesContended) {
      guard let known = try await shelf.document(id, of: .tenant(tenant)) else {
        throw ServiceProblem(.enrollmentTokenNotFound, "There is no such enrollment token.")
      }
      guard known.content.revokedAt == nil else { return known.content.record(id: id) }
      var token = known.content
      token.revokedAt = now()
      try await shelf.put(
        token, id: id, of: .tenant(tenant), if: .revision(known.revision),
        audited: audit.entry(
          AuditEvent(.enrollmentTokenRevoked, by: actor, object: id, reason: reason), in: tenant))
      return token.record(id: id)
    }
  }

  /// Who bears a token.
  ///
  /// - Throws: `identity.wrongToken` for one that was never made, with the words that every wrong token
  ///   gets; `enrollmentToken.spent` for one that enrolls nothing any more.
  func caller(_ token: EnrollmentToken) async throws -> Caller {
    let owner = RecordOwner.tenant(TenantID(rawValue: token.tenant))
    guard let stored = try await shelf.document(token.id, of: owner)?.content,
      token.digest.isKept(as: stored.digest)
    else { throw IdentityError.wrongEnrollmentToken }
    try stored.checkIsGood(at: now())
    return Caller(
      tenant: token.tenant, subject: .enrollmentToken(token.id), roles: [.enroller])
  }

  /// The change that counts one more use, for the transaction that enrolls a device.
  ///
  /// - Throws: `enrollmentToken.spent`.
  func use(of id: String, in tenant: TenantID) async throws -> RecordChange {
    guard let known = try await shelf.document(id, of: .tenant(tenant)) else {
      throw ServiceProblem(.enrollmentTokenNotFound, "There is no such enrollment token.")
    }
    var token = known.content
    try token.checkIsGood(at: now())
    token.used += 1
    return try shelf.putting(
      token, id: id, of: .tenant(tenant), if: .revision(known.revision))
  }
}

/// An enrollment token as it is stored.
struct StoredEnrollmentToken: Codable, Sendable, Equatable {
  let name: String
  /// The SHA-256 of the token.
  let digest: Data
  let uses: Int
  var used = 0
  let createdAt: Date
  let expiresAt: Date
  var revokedAt: Date?

  init(name: String, digest: Data, uses: Int, createdAt: Date, expiresAt: Date) {
    self.name = name
    self.digest = digest
    self.uses = uses
    self.createdAt = createdAt
    self.expiresAt = expiresAt
  }

  func checkIsGood(at time: Date) throws(ServiceProblem) {
    guard revokedAt == nil, used < uses, time < expiresAt else {
      throw ServiceProblem(
        .enrollmentTokenSpent,
        "This enrollment token enrolls no more devices: it was revoked, is used up, or its time is over. Ask IT for another."
      )
    }
  }

  func record(id: String) -> EnrollmentTokenRecord {
    EnrollmentTokenRecord(
      id: id, name: name, uses: uses, used: used, createdAt: createdAt, expiresAt: expiresAt,
      revokedAt: revokedAt)
  }
}

extension AuditAction {
  static let enrollmentTokenCreated = AuditAction(rawValue: "enrollmentToken.created")
  static let enrollmentTokenRevoked = AuditAction(rawValue: "enrollmentToken.revoked")
}
