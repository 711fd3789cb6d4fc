import Crypto
import Foundation
import JWTKit
import OpenIDConnect

/// Signs the provider's tokens, with a key that is made when the server starts and forgotten when it
/// ends.
struct TokenMint: Sendable {
  /// How long access and ID tokens last, in seconds.
  static let lifetime = 3600

  let keySet: KeySet
  private let issuer: String
  private let keys: JWTKeyCollection
  private let now: @Sendable () -> Date

  init(issuer: String, now: @escaping @Sendable () -> Date) async {
    let key = P256.Signing.PrivateKey()
    let point = key.publicKey.rawRepresentation
    let id = Base64URL.encoded(SHA256.hash(data: point).prefix(12))
    self.issuer = issuer
    self.now = now
    keySet = KeySet(
      keys: [
        .init(
          kid: id, x: Base64URL.encoded(point.prefix(32)), y: Base64URL.encoded(point.suffix(32)))
      ])
    let collection = JWTKeyCollection()
    if let key = try? ES256PrivateKey(backing: key) {
      await collection.add(ecdsa: key, kid: JWKIdentifier(string: id))
    }
    keys = collection
  }

  /// An access token in the shape of RFC 9068.
  func accessToken(for grant: SignedIn) async throws -> String {
    let time = Int(now().timeIntervalSince1970)
    return try await keys.sign(
      Claims(
        iss: issuer, sub: grant.person.subject, aud: DevelopmentProvider.audience,
        exp: time + Self.lifetime, iat: time, jti: UUID().uuidString, clientID: grant.client,
        scope: grant.scope, tenant: grant.person.tenant,
        roles: grant.person.roles.map(\.rawValue), groups: grant.person.groups),
      header: ["typ": "at+jwt"])
  }

  /// Says to a program who signed in (OpenID Connect Core, section 2).
  func idToken(for grant: SignedIn) async throws -> String {
    let time = Int(now().timeIntervalSince1970)
    return try await keys.sign(
      Claims(
        iss: issuer, sub: grant.person.subject, aud: grant.client, exp: time + Self.lifetime,
        iat: time, nonce: grant.nonce, authTime: Int(grant.at.timeIntervalSince1970),
        name: grant.person.name, tenant: grant.person.tenant,
        roles: grant.person.roles.map(\.rawValue), groups: grant.person.groups),
      header: ["typ": "JWT"])
  }
}

/// The provider's public key (RFC 7517).
struct KeySet: Encodable, Sendable {
  struct Key: Encodable, Sendable {
    let kty = "EC"
    let crv = "P-256"
    let alg = "ES256"
    let use = "sig"
    let kid: String
    let x: String
    let y: String
  }

  let keys: [Key]
}

private struct Claims: JWTPayload {
  let iss: String
  let sub: String
  let aud: String
  let exp: Int
  let iat: Int
  var jti: String?
  var clientID: String?
  var scope: String?
  var nonce: String?
  var authTime: Int?
  var name: String?
  let tenant: String?
  let roles: [String]
  let groups: [String]

  enum CodingKeys: String, CodingKey {
    case iss, sub, aud, exp, iat, jti, scope, nonce, name, tenant, roles, groups
    case clientID = "client_id"
    case authTime = "auth_time"
  }

  /// These are written and never read here.
  func verify(using algorithm: some JWTAlgorithm) {}
}
