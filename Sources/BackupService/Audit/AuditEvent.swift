import Identity

/// Something that goes into the audit log: who did what, to whom. Personal data in it is limited to
/// ids.
public struct AuditEvent: Sendable, Hashable, Codable {
  public var action: AuditAction
  public var actor: AuditActor
  /// The person whom it concerns, by their subject.
  public var user: String?
  public var device: String?
  /// What else it concerns, by its id: a policy, a profile, a key.
  public var object: String?
  /// Why, in the actor's words, where a reason is asked for.
  public var reason: String?
  /// What changed, in few words a name: `revision`, `version`.
  public var details: [String: String]?

  public init(
    _ action: AuditAction, by actor: AuditActor, user: String? = nil, device: String? = nil,
    object: String? = nil, reason: String? = nil, details: [String: String]? = nil
  ) {
    self.action = action
    self.actor = actor
    self.user = user
    self.device = device
    self.object = object
    self.reason = reason
    self.details = details
  }
}

/// The stable name of something that is audited: `policy.changed`. Each noun adds its own in an
/// extension.
public struct AuditAction: Sendable, Hashable, Codable, RawRepresentable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
}

/// Who did it.
public struct AuditActor: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Hashable, Codable {
    /// Somebody known by an identity provider.
    case account
    /// The bearer of a tenant's static token.
    case staticToken
    /// The bearer of an enrollment token.
    case enrollmentToken
    /// Whoever runs commands on the server.
    case `operator`
    /// The service by itself.
    case service
  }

  public let kind: Kind
  /// The account's subject, or the enrollment token's id; nil for the others.
  public let id: String?
  /// The roles that the account had then, sorted by name; nil for the others.
  public let roles: [String]?

  public static let `operator` = AuditActor(kind: .operator, id: nil, roles: nil)
  public static let service = AuditActor(kind: .service, id: nil, roles: nil)

  public init(_ caller: Caller) {
    switch caller.subject {
    case .named(let name):
      self.init(kind: .account, id: name, roles: caller.roles.map(\.rawValue).sorted())
    case .everybody:
      self.init(kind: .staticToken, id: nil, roles: nil)
    case .enrollmentToken(let id):
      self.init(kind: .enrollmentToken, id: id, roles: nil)
    }
  }

  private init(kind: Kind, id: String?, roles: [String]?) {
    self.kind = kind
    self.id = id
    self.roles = roles
  }
}
