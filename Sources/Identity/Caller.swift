/// Who sent a request.
public struct Caller: Sendable, Hashable {
  /// For whom a caller speaks.
  public enum Subject: Sendable, Hashable {
    /// Themselves: the identity provider's name for them, compared byte by byte.
    case named(String)
    /// Everybody in the tenant: the bearer of a static token, on loopback only.
    case everybody
    /// Nobody: the bearer of an enrollment token, by the token's id. It enrolls devices.
    case enrollmentToken(String)
  }

  public let tenant: String
  public let subject: Subject
  public let roles: Set<Role>
  public let groups: GroupMembership
  /// The thumbprint of the key that the token is bound to (RFC 9449, section 6.1): it is good only
  /// with a proof of that key. Nil for a token that is bound to none.
  public let boundKey: String?

  public init(
    tenant: String, subject: Subject, roles: Set<Role>, groups: GroupMembership = .known([]),
    boundKey: String? = nil
  ) {
    self.boundKey = boundKey
    self.tenant = tenant
    self.subject = subject
    self.roles = roles
    self.groups = groups
  }

  /// Whether the caller is this person, or speaks for everybody.
  public func speaks(for person: String) -> Bool {
    switch subject {
    case .everybody: true
    case .named(let name): name.utf8.elementsEqual(person.utf8)
    case .enrollmentToken: false
    }
  }
}

/// The groups that a caller is in, as far as the token says.
public enum GroupMembership: Sendable, Hashable {
  /// These and no others, by the provider's ids.
  case known(Set<String>)
  /// The token says that there are groups and does not name them: Microsoft Entra ID leaves out more
  /// than 200. That is not the same as being in none.
  case unknown
}
