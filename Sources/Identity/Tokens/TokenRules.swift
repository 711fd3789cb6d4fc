import Foundation
import JSONText

// What a token must say, once its signature is known to be good.
extension CompactToken {
  private static let accessTokenTypes: Set<String> = ["at+jwt", "application/at+jwt"]

  /// An ID token says to a program who signed in, and must not open the service. A header of RFC 9068
  /// tells the two apart; without one, an access token shows itself by a scope, or as a program's.
  func checkIsAccessToken() throws(IdentityError) {
    guard !["at_hash", "c_hash", "s_hash", "events"].contains(where: { claims[$0] != nil }) else {
      throw .refused("kind")
    }
    // Keycloak's own word for the kind.
    if let kind = claims["typ"] {
      guard kind.text == "Bearer" else { throw .refused("kind") }
    }
    if let type = header["typ"]?.text, Self.accessTokenTypes.contains(type.lowercased()) { return }
    guard !scopes.isEmpty || isOfProgram else { throw .refused("kind") }
  }

  /// Whether no person signed in: a program got the token for itself (Microsoft Entra ID's
  /// `idtyp`, or roles and a program's id without any scope; RFC 9068's `sub` that is the program).
  var isOfProgram: Bool {
    if claims["idtyp"]?.text == "app" { return true }
    let program = claims["azp"]?.text ?? claims["appid"]?.text
    // An ID token can look the same, but for the words about somebody's sign-in.
    let tellsOfSignIn = claims["nonce"] != nil || claims["auth_time"] != nil
    if scopes.isEmpty, program != nil, claims["roles"]?.list != nil, !tellsOfSignIn { return true }
    let client = claims["client_id"]?.text
    return client != nil && client == claims["sub"]?.text
  }

  func checkAudience(isOneOf audiences: Set<String>) throws(IdentityError) {
    let named = claims["aud"].flatMap { $0.text.map { [$0] } ?? $0.texts } ?? []
    guard named.contains(where: audiences.contains) else { throw .refused("audience") }
  }

  func checkScope(contains scope: String?) throws(IdentityError) {
    guard let scope, !isOfProgram else { return }
    guard scopes.contains(scope) else { throw .refused("scope") }
  }

  /// - Throws: `identity.expiredToken` when nothing but the end is wrong.
  func checkTimes(now: Date, leeway: TimeInterval) throws(IdentityError) {
    let now = now.timeIntervalSince1970
    for name in ["nbf", "iat"] {
      guard let claim = claims[name] else { continue }
      guard let time = claim.number, time <= now + leeway else { throw .refused(name) }
    }
    guard let end = claims["exp"]?.number else { throw .refused("exp") }
    guard end > now - leeway else {
      throw IdentityError(
        .expiredToken, "The token's time is over: sign in again, or refresh it.", cause: "exp")
    }
  }

  /// `scope` of RFC 9068, one text; `scp` of Microsoft Entra ID, one text, and of others, a list.
  private var scopes: [String] {
    ["scope", "scp"].flatMap { name -> [String] in
      guard let value = claims[name] else { return [] }
      return value.texts ?? value.text?.split(separator: " ").map(String.init) ?? []
    }
  }
}
