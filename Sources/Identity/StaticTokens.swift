import Crypto
import Foundation

/// Says which tenant a request is from by a bearer token that each tenant was given.
///
/// For trying Valise out on one machine (see ``LoopbackRule``): such a token says which tenant asks,
/// but not which person. Tokens are held only as SHA-256 digests.
public struct StaticTokens: Sendable {
  /// The shortest token that is taken, in characters.
  public static let minimumLength = 16

  /// What a token may consist of: ASCII that is seen.
  private static let sendable: ClosedRange<UInt8> = 0x21...0x7E

  private let digests: [(tenant: String, digest: SHA256Digest)]

  /// - Parameter tokens: each tenant with its token; a tenant may have several.
  /// - Throws: `identity.shortToken`, `identity.unsendableToken`, `identity.repeatedToken`.
  public init(_ tokens: [(tenant: String, token: String)]) throws(IdentityError) {
    var digests: [(tenant: String, digest: SHA256Digest)] = []
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
      let digest = SHA256.hash(data: Data(token.utf8))
      if let other = digests.first(where: { $0.digest == digest }) {
        throw IdentityError(
          .repeatedToken,
          "Tenants \(other.tenant) and \(tenant) have the same token: give each its own.")
      }
      digests.append((tenant, digest))
    }
    self.digests = digests
  }

  /// The tenant that a request is from.
  ///
  /// - Parameter authorization: the value of the `Authorization` header: `Bearer …` (RFC 6750,
  ///   section 2.1).
  /// - Throws: `identity.missingToken`, `identity.wrongToken`.
  public func tenant(authorization: String?) throws(IdentityError) -> String {
    guard let token = authorization.flatMap(Self.bearerToken) else {
      throw IdentityError(
        .missingToken, "The request carries no token: send `Authorization: Bearer` with one.")
    }
    guard let tenant = tenant(token: token) else {
      throw IdentityError(
        .wrongToken, "The token is not known here: check that it is the one for this service.")
    }
    return tenant
  }

  /// Compares with every digest, each in constant time (swift-crypto's `==` on digests is), so that
  /// the time of the answer says nothing of how near a guess came or whose token it met.
  private func tenant(token: Substring) -> String? {
    let digest = SHA256.hash(data: Data(token.utf8))
    var found: String?
    for entry in digests where entry.digest == digest {
      found = entry.tenant
    }
    return found
  }

  private static func bearerToken(_ authorization: String) -> Substring? {
    let parts = authorization.split(separator: " ", omittingEmptySubsequences: true)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return parts[1]
  }
}
