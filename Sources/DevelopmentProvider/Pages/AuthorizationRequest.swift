import Foundation
import Hummingbird
import OpenIDConnect

/// The question with which a browser comes from a program (RFC 6749, section 4.1.1; RFC 7636, section
/// 4.3; OpenID Connect Core, section 3.1.2.1).
struct AuthorizationRequest: Sendable {
  let client: DevelopmentClient
  let redirectAddress: ProviderAddress
  let scope: String
  let state: String?
  let nonce: String?
  let challenge: String

  /// What makes a question one that the person is told about, and nobody else: without a known program
  /// and address, there is nowhere to send the browser back to.
  struct Unusable: Error { let words: String }

  /// What is wrong is told to the program, at its address.
  struct Refused: Error {
    let redirectAddress: ProviderAddress
    let state: String?
    let code: OAuthError.Code
  }

  /// - Throws: ``Unusable`` or ``Refused``.
  init(_ request: Request, clients: [DevelopmentClient]) throws {
    let parameters = request.uri.queryParameters
    func single(_ name: String) -> String? {
      let values = parameters.getAll(name)
      return values.count == 1 && values[0].utf8.count <= 512 ? values[0] : nil
    }
    guard let client = clients.named(single("client_id")) else {
      throw Unusable(words: "The program that sent you here is not known.")
    }
    guard let redirectAddress = single("redirect_uri"),
      let redirectAddress = client.redirectAddresses.first(where: {
        $0.description == redirectAddress
      })
    else {
      throw Unusable(
        words: "The program that sent you here may not have you sent back where it wants.")
    }
    let state = single("state")
    func refused(_ code: OAuthError.Code) -> Refused {
      Refused(redirectAddress: redirectAddress, state: state, code: code)
    }
    for name in ["state", "nonce", "scope", "response_type", "code_challenge"]
    where parameters.has(name[...]) && single(name) == nil { throw refused(.invalidRequest) }
    guard single("response_type") == "code" else { throw refused(.unsupportedResponseType) }
    guard single("code_challenge_method") == "S256", let challenge = single("code_challenge"),
      challenge.utf8.count == 43
    else { throw refused(.invalidRequest) }
    guard let scope = try? Scope(single("scope") ?? ""), scope.names.contains("openid") else {
      throw refused(.invalidScope)
    }
    self.client = client
    self.redirectAddress = redirectAddress
    self.scope = scope.text
    self.state = state
    nonce = single("nonce")
    self.challenge = challenge
  }
}
