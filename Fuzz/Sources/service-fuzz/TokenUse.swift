import Foundation
import JSONText

@testable import Identity

/// Tokens of identity providers, whatever signed them: what they must say is checked as if the
/// signature were good.
enum TokenUse {
  private static let authorizationMark = UInt8(ascii: "B")
  private static let time = Date(timeIntervalSince1970: 1_795_334_400)

  static func seeds() -> [[UInt8]] {
    let claims = [
      #"{"iss":"https://id.example.org","aud":["api://valise","b"],"sub":"alice","tid":"contoso","scope":"openid valise","iat":1795334000,"nbf":1795334000,"exp":1795338000,"groups":["pilot"],"realm_access":{"roles":["admin"]},"cnf":{"jkt":"x"}}"#,
      #"{"aud":"api://valise","azp":"p","idtyp":"app","roles":["admin"],"client_id":"a","sub":"a","exp":1.795338e9,"_claim_names":{"groups":"src1"},"scp":["a"],"at_hash":null}"#,
    ]
    let headers = [#"{"alg":"RS256","kid":"k","typ":"at+jwt"}"#, #"{"alg":"ES256","b64":false}"#]
    let inputs = zip(headers, claims).map { Array("J\($0)\n\($1)".utf8) }
    return inputs + inputs.compactMap { SignedText($0) }.map { Array($0.token.utf8) }
      + [Array("BDPoP a.b.c".utf8), Array("Bbearer  x".utf8)]
  }

  static func use(_ bytes: [UInt8]) {
    do throws(IdentityError) {
      if bytes.first == authorizationMark {
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
        let credentials = try Credentials.read(authorization: text)
        precondition(!credentials.token.isEmpty && !credentials.token.contains(" "))
        return
      }
      let text = SignedText(bytes)?.token ?? String(decoding: bytes, as: UTF8.self)
      try check(try CompactToken(text[...]))
    } catch {
      precondition(!error.message.isEmpty)
    }
  }

  private static func check(_ token: CompactToken) throws(IdentityError) {
    _ = token.claim("realm_access.roles")
    _ = token.isOfProgram
    for rule in Rule.allCases {
      do throws(IdentityError) {
        try check(token, by: rule)
      } catch {
        precondition(!error.message.isEmpty)
      }
    }
    let header = try TokenHeader(token.header)
    precondition(header.keyID.map { !$0.isEmpty } ?? true)
  }

  private enum Rule: CaseIterable {
    case kind, audience, scope, times
  }

  private static func check(_ token: CompactToken, by rule: Rule) throws(IdentityError) {
    switch rule {
    case .kind: try token.checkIsAccessToken()
    case .audience: try token.checkAudience(isOneOf: ["api://valise"])
    case .scope: try token.checkScope(contains: "valise")
    case .times: try token.checkTimes(now: time, leeway: 60)
    }
  }
}
