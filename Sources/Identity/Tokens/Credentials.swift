/// What the `Authorization` header of a request carries.
public struct Credentials: Sendable, Hashable {
  public enum Scheme: Sendable, Hashable {
    /// Whoever has the token may use it (RFC 6750, section 2.1).
    case bearer
    /// A device proves its key beside the token (RFC 9449, section 7.1).
    case proven
  }

  public let scheme: Scheme
  public let token: Substring

  /// - Throws: `identity.missingToken`.
  public static func read(authorization: String?) throws(IdentityError) -> Credentials {
    let parts = authorization?.split(separator: " ", omittingEmptySubsequences: true) ?? []
    let schemes: [String: Scheme] = ["bearer": .bearer, "dpop": .proven]
    guard parts.count == 2, let scheme = schemes[parts[0].lowercased()] else {
      throw IdentityError(
        .missingToken,
        "The request carries no token: send `Authorization: Bearer` with one, or `DPoP` with one and a device's proof beside it."
      )
    }
    return Credentials(scheme: scheme, token: parts[1])
  }
}
