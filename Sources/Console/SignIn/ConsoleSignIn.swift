import BackupService
import Crypto
import Foundation
import Hummingbird
import Identity
import Logging
import OpenIDConnect
import Store

/// The sign-in to the console at an identity provider: by authorization code, with PKCE, state and
/// nonce (OpenID Connect Core, section 3.1). What the person may see comes from the ID token.
public struct ConsoleSignIn: Sendable {
  /// In bytes. No page of the console has an address nearly as long.
  private static let longestPage = 2048

  let address: ConsoleAddress
  private let issuer: String
  private let program: IdentityProvider.Client
  private let verifier: TokenVerifier
  private let sessions: ConsoleSessions
  private let returns: ConsoleReturns
  private let now: @Sendable () -> Date

  /// Nil when no provider is configured for the console.
  public init?(
    address: ConsoleAddress, verifier: TokenVerifier, services: Services
  ) {
    guard let provider = verifier.providers.first(where: { $0.console != nil }),
      let program = provider.console
    else { return nil }
    self.address = address
    self.program = program
    self.verifier = verifier
    issuer = provider.issuer
    sessions = services.consoleSessions
    returns = services.consoleReturns
    now = services.now
  }

  /// Whose session a request belongs to.
  func caller(of request: Request) async throws -> Caller? {
    guard let secret = address.value(of: .session, in: request) else { return nil }
    return try await sessions.caller(secret)
  }

  /// Whether a request that changes something comes from a page of the console. Every browser says
  /// where a form was sent from, and no page elsewhere can make it say otherwise.
  func isFromConsole(_ request: Request) -> Bool {
    request.headers[.origin] == address.origin
  }

  /// Whether a link or a form on a page of the console led to a request.
  func isFromPage(_ request: Request) -> Bool {
    request.headers[.referer]?.hasPrefix(address.origin + "/") ?? false
  }

  /// Sends a browser to the provider.
  ///
  /// - Parameter page: where it wants to go, as it asked. Only a page of the console is kept, since
  ///   `//host/` would lead elsewhere, and of a length that fills no memory.
  func begin(for page: String) async throws -> Response {
    let isOfConsole = page.hasPrefix("/console") && page.utf8.count <= Self.longestPage
    let page = isOfConsole ? page : "/console"
    let request = CodeRequest()
    let place = try request.address(
      at: try await client(), scope: program.scope, redirectAddress: address.redirectAddress)
    var response = Self.redirect(to: place)
    let pending = PendingSignIn(request: request, page: page, startedAt: now())
    response.setCookie(
      address.cookie(.signIn(state: request.state), try await pending.sealed(with: key())))
    return response
  }

  /// Takes a browser back from the provider and starts its session. Why somebody was not let in is
  /// for the log, and not for whoever asks.
  func finish(
    _ request: Request, audit: AuditService, logger: Logger
  ) async throws -> Response {
    do {
      return try await finish(request, audit: audit)
    } catch let error as ProviderError {
      logger.info(
        "a sign-in to the console was refused",
        metadata: ["problem": "\(error.code)", "words": "\(error.message)"])
      throw error
    } catch let error as IdentityError {
      guard error.code == .wrongToken else { throw error }
      logger.info(
        "a sign-in to the console was refused", metadata: ["check": "\(error.cause ?? "")"])
      throw ServiceProblem(
        .wrongToken,
        "The identity provider's answer could not be accepted. Sign in again; if it stays so, IT finds the reason in the log."
      )
    }
  }

  private func finish(_ request: Request, audit: AuditService) async throws -> Response {
    let fields = request.uri.queryParameters
    func single(_ name: String) -> String? {
      let values = fields.getAll(name)
      return values.count == 1 ? values[0] : nil
    }
    guard let state = single("state"),
      let carried = address.value(of: .signIn(state: state), in: request),
      let pending = PendingSignIn(sealed: carried, with: try await key()),
      pending.request.state == state, !pending.isOver(at: now()),
      try await returns.note(state, for: PendingSignIn.timeLimit)
    else {
      throw ServiceProblem(
        .accessDenied,
        "This sign-in was begun in another browser, or too long ago. Sign in again.")
    }
    let sent = pending.request
    // RFC 9207: an answer of another provider is not taken for this one's.
    guard fields.getAll("iss").allSatisfy({ $0 == issuer }), let code = single("code") else {
      throw ServiceProblem(
        .accessDenied, "The identity provider did not let you in. Sign in again.")
    }
    let tokens = try await client().redeem(
      code: code, of: sent, redirectAddress: address.redirectAddress)
    guard let idToken = tokens.idToken else {
      throw ServiceProblem(
        .accessDenied,
        "The identity provider does not say who you are; the scope openid may be missing.")
    }
    let caller = try await verifier.caller(
      idToken: idToken, issuer: issuer, client: program.id, nonce: sent.nonce)
    // Before the session: nobody is in whose sign-in could not be recorded.
    try await audit.noteLook(
      AuditEvent(.consoleSignedIn, by: AuditActor(caller)),
      in: TenantID(rawValue: caller.tenant))
    if let old = address.value(of: .session, in: request) { try await sessions.end(old) }
    let secret = SecretDigest.freshSecret()
    try await sessions.start(caller, secret: secret)
    var response = Self.redirect(to: pending.page)
    response.setCookie(address.cookie(.session, secret))
    response.setCookie(address.cookie(.signIn(state: sent.state), ""))
    return response
  }

  /// Ends the session here. The one at the provider is the provider's.
  func end(_ request: Request) async throws -> Response {
    if let secret = address.value(of: .session, in: request) { try await sessions.end(secret) }
    var response = Self.redirect(to: "/console/signed-out")
    response.setCookie(address.cookie(.session, ""))
    return response
  }

  private func key() async throws -> SymmetricKey {
    SymmetricKey(
      data: try await returns.key(orMake: {
        SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
      }))
  }

  private func client() async throws -> ProviderClient {
    ProviderClient(
      id: program.id, secret: program.secret,
      metadata: try await verifier.metadata(ofIssuer: issuer), transport: verifier.transport)
  }

  private static func redirect(to place: String) -> Response {
    Response(
      status: .seeOther,
      headers: [.location: place, .cacheControl: "no-store"])
  }
}
