/// Who the service takes a caller for.
public struct CallerDescription: Codable, Sendable, Hashable {
  public let tenant: String
  /// The person's id; nil for a static token, which speaks for everybody in the tenant.
  public let user: String?
  /// Sorted by name.
  public let roles: [String]
  /// Whether the token names all groups of the person. When it does not, policies for groups may be
  /// undecided.
  public let groupsKnown: Bool

  public init(tenant: String, user: String?, roles: [String], groupsKnown: Bool) {
    self.tenant = tenant
    self.user = user
    self.roles = roles
    self.groupsKnown = groupsKnown
  }
}

/// How people sign in to the service from the command line.
public struct SignInOptions: Codable, Sendable, Hashable {
  /// Only those that the configuration shows to everybody.
  public let providers: [Provider]

  public struct Provider: Codable, Sendable, Hashable {
    public let issuer: String
    /// Where the provider describes itself, when not below the issuer.
    public let metadata: String?
    public let clientID: String
    public let scope: String

    public init(issuer: String, metadata: String?, clientID: String, scope: String) {
      self.issuer = issuer
      self.metadata = metadata
      self.clientID = clientID
      self.scope = scope
    }
  }

  public init(providers: [Provider]) {
    self.providers = providers
  }
}

/// What the operator sees of an installation.
public struct Installation: Codable, Sendable, Hashable {
  public let tenants: [Tenant]
  public let providers: [Provider]

  public struct Tenant: Codable, Sendable, Hashable {
    public let id: String
    public let name: String

    public init(id: String, name: String) {
      self.id = id
      self.name = name
    }
  }

  public struct Provider: Codable, Sendable, Hashable {
    public let issuer: String
    /// Whether its keys can be had now.
    public let reachable: Bool

    public init(issuer: String, reachable: Bool) {
      self.issuer = issuer
      self.reachable = reachable
    }
  }

  public init(tenants: [Tenant], providers: [Provider]) {
    self.tenants = tenants
    self.providers = providers
  }
}

/// The answer to `DELETE /v1/users/{user}/console-sessions`.
public struct EndedSessions: Codable, Sendable, Hashable {
  /// How many sessions the person had on the console.
  public let ended: Int

  public init(ended: Int) {
    self.ended = ended
  }
}
