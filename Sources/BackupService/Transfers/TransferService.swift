import Foundation
import ServiceAPI
import Store
import UserEnvironment

/// Gives a person's profiles to another tenant, when both sides want it: an administrator of the one asks
/// and gets a code, an administrator of the other accepts by it.
///
/// Until the code is used by the tenant and for the person that the request names, nobody there can
/// tell that there is a request; and the one that asks is not told whether there is such a tenant or
/// person.
public struct TransferService: Sendable {
  let store: any Store
  let components: ComponentVault
  let audit: AuditService
  let deletions: DeletionService
  let now: @Sendable () -> Date

  static let dayLimit = 1...90
  private static let defaultDays = 7

  var transfers: RecordShelf<Transfer> {
    RecordShelf(store: store, kind: RecordKind(rawValue: "transfer"), now: now)
  }
  private var codes: RecordShelf<TransferCode> {
    RecordShelf(store: store, kind: RecordKind(rawValue: "transferCode"), now: now)
  }
  var jobs: RecordShelf<TransferJob> {
    RecordShelf(store: store, kind: RecordKind(rawValue: "transferJob"), now: now)
  }

  // MARK: The side that gives

  /// Asks for a transfer.
  ///
  /// - Throws: `request.invalidField`; `profile.notFound` when the person has no profile.
  public func request(
    _ message: TransferRequest, from tenant: TenantID, by actor: AuditActor
  ) async throws -> RequestedTransfer {
    try check(message, from: tenant)
    let person = PersonID(tenant: tenant, subject: message.user)
    guard try await !store.profiles(of: person).isEmpty else {
      throw ServiceProblem(
        .profileNotFound, "This person has no profile, so there is nothing to transfer.")
    }
    let days = message.expiresInDays ?? Self.defaultDays
    let transfer = Transfer(
      side: .outgoing, state: .requested, user: message.user, otherTenant: message.targetTenant,
      otherUser: message.targetUser, reason: message.reason,
      removesAtSource: message.removesAtSource, requestedAt: now(),
      expiresAt: now() + TimeInterval(days) * 86_400)
    let (id, code) = (RandomID.make("t"), RandomID.make("tc"))
    let requested = event(.transferRequested, by: actor, transfer, id: id)
    _ = try await store.apply(
      [
        try transfers.putting(transfer, id: id, of: .tenant(tenant), if: .absent),
        try codes.putting(
          TransferCode(tenant: tenant.rawValue, transfer: id), id: Self.shelfID(of: code),
          of: .installation, expiresAt: transfer.expiresAt, if: .absent),
      ], at: now(), logging: audit.entry(requested, in: tenant))
    return RequestedTransfer(transfer: transfer.status(id: id, at: now()), code: code)
  }

  /// Takes a request back that nobody has accepted.
  ///
  /// - Throws: `transfer.notFound`, `transfer.notOpen`.
  public func cancel(
    _ id: String, in tenant: TenantID, by actor: AuditActor
  ) async throws -> TransferStatus {
    let found = try await found(id, in: tenant)
    var transfer = found.content
    if transfer.state == .cancelled { return transfer.status(id: id, at: now()) }
    guard transfer.side == .outgoing, transfer.state == .requested else { throw Self.notOpen }
    transfer.state = .cancelled
    try await put(
      transfer, over: found, in: tenant,
      audited: event(.transferCancelled, by: actor, transfer, id: id))
    return transfer.status(id: id, at: now())
  }

  // MARK: The side that gets

  /// Accepts a transfer, and copies. Accepting again goes on with what was interrupted.
  ///
  /// - Throws: `transfer.notFound`, whatever does not fit: the code, the tenant, the person, the time.
  public func accept(
    _ reply: TransferReply, in tenant: TenantID, by actor: AuditActor
  ) async throws -> TransferStatus {
    let (id, source, found) = try await offered(reply, to: tenant)
    var transfer = found.content
    if transfer.isOpen(at: now()) {
      transfer.state = .copying
      let incoming = transfer.seenByOther(tenant: source)
      let job = TransferJob(source: source.rawValue, target: tenant.rawValue)
      _ = try await store.apply(
        [
          try transfers.putting(
            transfer, id: id, of: .tenant(source), if: .revision(found.revision)),
          try transfers.putting(incoming, id: id, of: .tenant(tenant), if: .absent),
          try jobs.putting(job, id: id, of: .installation, if: .absent),
        ], at: now(),
        logging: audit.entry(event(.transferAccepted, by: actor, incoming, id: id), in: tenant))
    } else if [.requested, .declined, .cancelled, .expired].contains(transfer.state) {
      throw Self.notFound
    }
    try await run(id, from: source, to: tenant)
    return try await status(of: id, in: tenant)
  }

  /// Declines a transfer.
  ///
  /// - Throws: `transfer.notFound`.
  public func decline(
    _ reply: TransferReply, in tenant: TenantID, by actor: AuditActor
  ) async throws -> TransferStatus {
    let (id, source, found) = try await offered(reply, to: tenant)
    var transfer = found.content
    guard transfer.isOpen(at: now()) else { throw Self.notFound }
    transfer.state = .declined
    let incoming = transfer.seenByOther(tenant: source)
    try await audit.note(event(.transferDeclined, by: actor, incoming, id: id), in: tenant)
    try await put(
      transfer, over: found, in: source,
      audited: event(.transferDeclined, by: .service, transfer, id: id))
    return incoming.status(id: id, at: now())
  }

  // MARK: Both

  /// A tenant's transfers, in the order of their ids.
  public func list(
    of tenant: TenantID, after: String?, limit: Int
  ) async throws -> [TransferStatus] {
    try await transfers.documents(of: .tenant(tenant), after: after, limit: limit)
      .map { $0.content.status(id: $0.id, at: now()) }
  }

  /// - Throws: `transfer.notFound`.
  public func status(of id: String, in tenant: TenantID) async throws -> TransferStatus {
    try await found(id, in: tenant).content.status(id: id, at: now())
  }

  // MARK: -

  func event(
    _ action: AuditAction, by actor: AuditActor, _ transfer: Transfer, id: String
  ) -> AuditEvent {
    AuditEvent(
      action, by: actor, user: transfer.user, object: id, reason: transfer.reason,
      details: ["otherTenant": transfer.otherTenant, "otherUser": transfer.otherUser])
  }

  func put(
    _ transfer: Transfer, over found: Versioned<Transfer>, in tenant: TenantID,
    audited event: AuditEvent
  ) async throws {
    try await transfers.put(
      transfer, id: found.id, of: .tenant(tenant), if: .revision(found.revision),
      audited: audit.entry(event, in: tenant))
  }

  func found(_ id: String, in tenant: TenantID) async throws -> Versioned<Transfer> {
    guard let found = try await transfers.document(id, of: .tenant(tenant)) else {
      throw Self.notFound
    }
    return found
  }

  /// What a code leads to, when it was meant for this tenant and this person. Everything that does not
  /// fit has the same answer.
  private func offered(
    _ reply: TransferReply, to tenant: TenantID
  ) async throws -> (id: String, source: TenantID, Versioned<Transfer>) {
    try Identifier.check(reply.code, field: "code")
    try Identifier.check(reply.user, field: "user")
    let code = try await codes.document(Self.shelfID(of: reply.code), of: .installation)?.content
    // Looked up in any case: a code that is nobody's takes as long as one that is somebody else's.
    let found = try await transfers.document(
      code?.transfer ?? "none", of: .tenant(code.map { TenantID(rawValue: $0.tenant) } ?? tenant))
    guard let code, let found, Self.isSame(found.content.otherTenant, tenant.rawValue),
      Self.isSame(found.content.otherUser, reply.user)
    else { throw Self.notFound }
    return (code.transfer, TenantID(rawValue: code.tenant), found)
  }

  private func check(
    _ message: TransferRequest, from tenant: TenantID
  ) throws(ServiceProblem) {
    for (name, text) in [
      ("user", message.user), ("targetTenant", message.targetTenant),
      ("targetUser", message.targetUser), ("reason", message.reason),
    ] { try Identifier.check(text, field: name) }
    guard !Self.isSame(message.targetTenant, tenant.rawValue) else {
      throw ServiceProblem(.invalidField, "The field targetTenant must name another tenant.")
    }
    guard message.expiresInDays.map(Self.dayLimit.contains) ?? true else {
      throw ServiceProblem(
        .invalidField,
        "The field expiresInDays must be a number from \(Self.dayLimit.lowerBound) to \(Self.dayLimit.upperBound)."
      )
    }
  }

  private static func isSame(_ one: String, _ other: String) -> Bool {
    one.utf8.elementsEqual(other.utf8)
  }

  /// Codes are kept by their digest: whoever reads the store learns none.
  private static func shelfID(of code: String) -> String {
    Digest(of: Data(code.utf8)).description
  }

  static let notFound = ServiceProblem(
    .transferNotFound,
    "There is no such transfer for you: check the code and the person's id, and ask the other side whether it has expired."
  )
  private static let notOpen = ServiceProblem(
    .transferNotOpen, "This transfer does not wait for an answer any more.")
}
