/// Says which tenant a request is from by a bearer token that each tenant was given.
///
/// For trying Valise out on one machine (see ``LoopbackRule``): such a token says which tenant asks,
/// but not which person. Tokens are held only as SHA-256 digests.
public struct StaticTokens: Sendable {
  /// The shortest token that is taken, in characters.
  public static let minimumLength = 16

  /// What a token may consist of: ASCII that is seen.
  private static let sendable: ClosedRange<UInt8> = 0x21...0x7E

  private let digests: [(tenant: String, digest: SecretDigest)]

  /// - Parameter tokens: each tenant with its token; a tenant may have several.
  /// - Throws: `identity.shortToken`, `identity.unsendableToken`, `identity.repeatedToken`.
  public init(_ tokens: [(tenant: String, token: String)]) throws(IdentityError) {
    var digests: [(tenant: String, digest: SecretDigest)] = []
    for (tenant, token) in tokens {
      guard token.count >= Self.minimumLength else {
        throw IdentityError(
          .shortToken,
          "The token of tenant \(tenant) is shorter than \(Self.minimumLength) characters: make a "
            + "longer one, for example with `openssl rand -base64 24`.")
      }
      guard token.utf8.allSatisfy(Self.sendable.contains) else {
        throw IdentityError(
          .unsendableToken,
          "The token of tenant \(tenant) holds a space or a character outside ASCII, which no "
            + "request can send: make another, for example with `openssl rand -base64 24`.")
      }
      let digest = SecretDigest(of: token)
      if let other = digests.first(where: { $0.digest == digest }) {
        throw IdentityError(
          .repeatedToken,
          "Tenants \(other.tenant) and \(tenant) have the same token: give each its own.")
      }
      digests.append((tenant, digest))
    }
    self.digests = digests
  }

  /// Whether no tenant has a token.
  public var isEmpty: Bool { digests.isEmpty }

  /// What a static token stands for: all that a tenant's people and staff may do together. It does
  /// not rule the installation.
  public static let roles: Set<Role> = [.person, .helpDesk, .administrator, .auditor]

  /// Who bears a token; nil when it is no tenant's. Compares with every digest, each in constant time
  /// (``SecretDigest``), so that the time of the answer does not say whose token it met, either.
  public func caller(token: Substring) -> Caller? {
    let digest = SecretDigest(of: token)
    var found: String?
    for entry in digests where entry.digest == digest {
      found = entry.tenant
    }
    return found.map { Caller(tenant: $0, subject: .everybody, roles: Self.roles) }
  }
}
