import OpenIDConnect

/// An identity provider as the service is configured for it: whose tokens are taken, and what they
/// mean here.
public struct IdentityProvider: Sendable {
  /// Which tenant the people of a provider belong to.
  public enum Tenants: Sendable, Hashable {
    /// All to one.
    case one(String)
    /// By a claim's value: `tid` of Microsoft Entra ID.
    case byClaim(String, [String: String])
  }

  /// A program that people sign in to at this provider.
  public struct Client: Sendable, Hashable {
    public let id: String
    /// Only for the console, and only when the provider gave it one.
    public let secret: String?
    /// What is asked for, names with spaces between.
    public let scope: String

    public init(id: String, secret: String? = nil, scope: String) {
      self.id = id
      self.secret = secret
      self.scope = scope
    }
  }

  /// Where tokens say what.
  public struct Claims: Sendable, Hashable {
    public var subject: String
    public var roles: String
    public var groups: String

    /// As most providers write them.
    public static let standard = Claims(subject: "sub", roles: "roles", groups: "groups")
    /// Microsoft Entra ID's access tokens name people differently to each program in `sub`; `oid` is
    /// the same everywhere, and on the PC.
    public static let entra = Claims(subject: "oid", roles: "roles", groups: "groups")
  }

  /// What stands in the issuer of Microsoft Entra ID's metadata in place of an organization.
  static let tenantPlaceholder = "{tenantid}"

  /// As the provider writes it in its metadata.
  public let issuer: String
  /// Where the metadata lies, when not below the issuer.
  public let metadataAddress: ProviderAddress?
  /// What the service is called in tokens that are for it.
  public let audiences: Set<String>
  public let algorithms: Set<SignatureAlgorithm>
  /// What the token's scope must contain; nil for nothing.
  public let requiredScope: String?
  public let claims: Claims
  public let tenants: Tenants
  /// The values of the roles claim that mean a role here. Everybody with a token is a `person`.
  public let roles: [String: Role]
  public let commandLine: Client?
  public let console: Client?

  /// - Throws: `identity.invalidProvider` when what is said cannot work, or would let somebody in
  ///   who should not be.
  public init(
    issuer: String, metadataAddress: ProviderAddress? = nil, audiences: Set<String>,
    algorithms: Set<SignatureAlgorithm> = Set(SignatureAlgorithm.allCases),
    requiredScope: String? = nil, claims: Claims = .standard, tenants: Tenants,
    roles: [String: Role] = [:], commandLine: Client? = nil, console: Client? = nil
  ) throws(IdentityError) {
    self.issuer = issuer
    self.metadataAddress = metadataAddress
    self.audiences = audiences
    self.algorithms = algorithms
    self.requiredScope = requiredScope
    self.claims = claims
    self.tenants = tenants
    self.roles = roles
    self.commandLine = commandLine
    self.console = console
    try check()
  }

  private func check() throws(IdentityError) {
    func refuse(_ what: String) -> IdentityError {
      IdentityError(.invalidProvider, "The identity provider \(issuer): \(what)")
    }
    do {
      _ = try ProviderAddress(issuer.replacing(Self.tenantPlaceholder, with: "tenant"))
    } catch {
      throw refuse(error.message)
    }
    guard !audiences.isEmpty, !audiences.contains("") else {
      throw refuse("audiences is empty; name what the service is called in tokens that are for it.")
    }
    guard !algorithms.isEmpty else {
      throw refuse("algorithms is empty, so no token could be taken.")
    }
    switch tenants {
    case .one:
      guard !issuer.contains(Self.tenantPlaceholder) else {
        throw refuse("its issuer is of many organizations, so tenants must say which are served.")
      }
    case .byClaim(let claim, let tenants):
      guard !tenants.isEmpty else { throw refuse("tenants is empty.") }
      // Of all claims, only the one that the issuer is checked with cannot be made up by another
      // organization's administrators.
      guard claim == "tid" || !issuer.contains(Self.tenantPlaceholder) else {
        throw refuse(
          "its issuer is of many organizations, so tenantClaim must be tid: any other claim could be given by an organization that is not served."
        )
      }
      // The organizations hand out their roles themselves, and none may rule over the others.
      guard Set(tenants.values).count == 1 || !roles.values.contains(.operator) else {
        throw refuse(
          "the operator's role cannot come from a provider that serves several tenants: any of them could give it to its own people. Use a provider of the operator's own."
        )
      }
    }
  }

  /// Whether a token's issuer is this provider.
  func issued(_ issuer: String, organization: String?) -> Bool {
    guard self.issuer.contains(Self.tenantPlaceholder) else {
      return issuer.utf8.elementsEqual(self.issuer.utf8)
    }
    guard let organization, Self.isPlain(organization) else { return false }
    let expected = self.issuer.replacing(Self.tenantPlaceholder, with: organization)
    return issuer.utf8.elementsEqual(expected.utf8)
  }

  /// Whether a key may sign for an issuer.
  func allows(keyIssuer: String?, for issuer: String, organization: String?) -> Bool {
    guard let keyIssuer else { return true }
    let expected = keyIssuer.replacing(Self.tenantPlaceholder, with: organization ?? "")
    return issuer.utf8.elementsEqual(expected.utf8)
  }

  /// An organization's id: a GUID's characters and nothing that means more in an address.
  private static func isPlain(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.count <= 64
      && id.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
          || byte == UInt8(ascii: "-")
      }
  }
}
