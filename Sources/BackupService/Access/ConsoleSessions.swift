import Foundation
import Identity
import Store
import UserEnvironment

/// Who is signed in to the console, for all processes of the service. A session ends when it was not
/// used for half an hour, after eight hours at the latest, with a sign-out, and when an administrator
/// ends it.
///
/// The store keeps the digest of a session's secret, so that whoever reads the database cannot use it,
/// and the time of a look-up says nothing about it.
public struct ConsoleSessions: Sendable {
  static let idleLimit: TimeInterval = 30 * 60
  static let timeLimit: TimeInterval = 8 * 3600
  /// A use is noted only when the last one was this long ago, so that pages need no write each. A
  /// session can end so much early.
  static let notingInterval: TimeInterval = 60

  private let shelf: RecordShelf<Session>
  private let now: @Sendable () -> Date

  init(store: any Store, now: @escaping @Sendable () -> Date) {
    shelf = RecordShelf(store: store, kind: RecordKind(rawValue: "consoleSession"), now: now)
    self.now = now
  }

  /// Starts a session.
  ///
  /// - Parameter secret: what the browser shows from now on; at least 128 random bits.
  public func start(_ caller: Caller, secret: String) async throws {
    let time = now()
    guard let session = Session(caller, at: time) else {
      throw ServiceProblem(
        .accessDenied, "A static token has no session. Sign in at the identity provider.")
    }
    try await shelf.put(
      session, id: Self.id(of: secret), of: .installation, labels: [session.label],
      expiresAt: time + Self.timeLimit, if: .absent)
  }

  /// Whose session it is; nil when it is none, or over.
  public func caller(_ secret: String) async throws -> Caller? {
    let id = Self.id(of: secret)
    guard let found = try await shelf.document(id, of: .installation) else { return nil }
    var session = found.content
    let time = now()
    guard !session.isOver(at: time) else { return nil }
    if time.timeIntervalSince(session.usedAt) >= Self.notingInterval {
      session.usedAt = time
      do {
        try await shelf.put(
          session, id: id, of: .installation, labels: [session.label],
          expiresAt: session.startedAt + Self.timeLimit, if: .revision(found.revision))
      } catch let error as StoreError where error.code == .conflict {
        // Another page of the same browser noted it, or the session was ended this moment.
        guard try await shelf.document(id, of: .installation) != nil else { return nil }
      }
    }
    return session.caller
  }

  public func end(_ secret: String) async throws {
    try await shelf.remove(Self.id(of: secret), of: .installation)
  }

  /// Ends all sessions of a person, on every browser.
  ///
  /// - Returns: how many there were.
  public func endAll(of person: PersonID) async throws -> Int {
    let label = Session.label(tenant: person.tenant.rawValue, subject: person.subject)
    let sessions = try await shelf.allDocuments(of: .installation, labelled: label)
    for session in sessions { try await shelf.remove(session.id, of: .installation) }
    let time = now()
    return sessions.count { !$0.content.isOver(at: time) }
  }

  private static func id(of secret: String) -> String {
    Digest(of: Data(secret.utf8)).description
  }
}

extension AuditAction {
  /// Somebody's sessions on the console were ended by an administrator, or by themselves elsewhere.
  static let consoleSessionsEnded = AuditAction(rawValue: "consoleSessions.ended")
}

/// A session as it is kept.
private struct Session: Codable, Sendable {
  let tenant: String
  let subject: String
  let roles: Set<Role>
  /// Nil where the provider did not name all of them.
  let groups: Set<String>?
  let startedAt: Date
  var usedAt: Date

  /// Nil for a caller who is nobody in particular.
  init?(_ caller: Caller, at time: Date) {
    guard case .named(let subject) = caller.subject else { return nil }
    tenant = caller.tenant
    self.subject = subject
    roles = caller.roles
    groups = if case .known(let groups) = caller.groups { groups } else { nil }
    startedAt = time
    usedAt = time
  }

  var caller: Caller {
    Caller(
      tenant: tenant, subject: .named(subject), roles: roles,
      groups: groups.map(GroupMembership.known) ?? .unknown)
  }

  func isOver(at now: Date) -> Bool {
    now.timeIntervalSince(usedAt) >= ConsoleSessions.idleLimit
      || now.timeIntervalSince(startedAt) >= ConsoleSessions.timeLimit
  }

  /// By which the sessions of one person are found.
  var label: RecordLabel { Self.label(tenant: tenant, subject: subject) }

  static func label(tenant: String, subject: String) -> RecordLabel {
    let name = "\(tenant.utf8.count):\(tenant)\(subject)"
    return RecordLabel("account", Digest(of: Data(name.utf8)).description)
  }
}
