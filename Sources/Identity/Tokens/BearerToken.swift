/// The `Authorization` header of a request (RFC 6750, section 2.1).
public enum BearerToken {
  /// - Throws: `identity.missingToken`.
  public static func read(authorization: String?) throws(IdentityError) -> Substring {
    let parts = authorization?.split(separator: " ", omittingEmptySubsequences: true) ?? []
    guard parts.count == 2, parts[0].lowercased() == "bearer" else {
      throw IdentityError(
        .missingToken, "The request carries no token: send `Authorization: Bearer` with one.")
    }
    return parts[1]
  }
}
