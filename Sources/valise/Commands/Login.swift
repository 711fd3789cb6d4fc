import ArgumentParser
import Foundation
import OpenIDConnect
import ServiceAPI

struct Login: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Signs in to the service by a code that is entered in any browser.",
    discussion: """
      Prints an address and a code, and waits until somebody has entered the code there. The sign-in is \
      kept in a file that you alone can read, refreshed when needed, and used by the other commands \
      where no token is given. `valise logout` ends it.

      Where to sign in is asked of the service; when it does not say, name the identity provider with \
      --issuer and --client-id.
      """)

  @OptionGroup var service: ServiceAddress

  @Option(help: ArgumentHelp("The identity provider's issuer.", valueName: "url"))
  var issuer: String?

  @Option(
    name: .customLong("client-id"),
    help: ArgumentHelp("What this program is called there.", valueName: "id"))
  var clientID: String?

  @Option(help: ArgumentHelp("What is asked for, names with spaces between.", valueName: "scope"))
  var scope: String?

  func validate() throws {
    guard clientID == nil || issuer != nil else {
      throw ValidationError("--client-id needs --issuer.")
    }
  }

  func run() async throws {
    let server = try service.resolved()
    let place = try await place(at: server)
    let transport = HTTPTransport(timeLimit: .seconds(30))
    let client = ProviderClient(
      id: place.clientID,
      metadata: try await ProviderMetadata.discover(
        issuer: place.issuer, at: place.metadata.map(ProviderAddress.init), by: transport),
      transport: transport)
    let authorization = try await client.authorizeDevice(scope: place.scope)
    Output.line("To sign in, open \(authorization.verificationAddress)")
    Output.line("and enter the code \(authorization.userCode)")
    if let complete = authorization.completeAddress { Output.line("or open \(complete)") }

    let tokens = try await wait(for: authorization, at: client)
    let caller = try await ServiceClient(address: server, token: tokens.accessToken)
      .caller()
    var signIn = KeptSignIn(
      server: server, issuer: place.issuer, metadata: place.metadata,
      clientID: place.clientID, accessToken: tokens.accessToken, tenant: caller.tenant,
      user: caller.user)
    signIn.take(tokens, at: Date())
    try SignInsFile().keep(signIn)
    Output.line(
      "Signed in to \(server) as \(caller.user ?? "everybody") of \(caller.tenant) (\(caller.roles.joined(separator: ", ")))."
    )
  }

  /// Asks as often as the provider allows, until there is an answer or the code has ended.
  private func wait(
    for authorization: DeviceAuthorization, at client: ProviderClient
  ) async throws -> TokenAnswer {
    var polling = DevicePolling(authorization)
    let clock = ContinuousClock()
    let start = clock.now
    while let seconds = polling.wait(after: (clock.now - start) / .seconds(1)) {
      try await Task.sleep(for: .seconds(seconds))
      do throws(ProviderError) {
        switch try await client.poll(authorization) {
        case .tokens(let tokens): return tokens
        case .pending: break
        case .slowDown: polling.slowDown()
        }
      } catch {
        guard error.code == .unreachable else { throw error }
        polling.slowDown()
      }
    }
    throw ProviderError(
      .expired, "The code was not entered in time. Sign in again for a new one.")
  }

  private func place(at server: String) async throws -> SignInOptions.Provider {
    if let issuer, let clientID {
      return SignInOptions.Provider(
        issuer: issuer, metadata: nil, clientID: clientID,
        scope: scope ?? "openid offline_access")
    }
    let known = try await ServiceClient(address: server).signInOptions().providers
    let fitting = known.filter { issuer == nil || $0.issuer == issuer }
    guard fitting.count == 1 else {
      throw InputError(
        code: fitting.isEmpty ? "login.noProvider" : "login.severalProviders",
        message: fitting.isEmpty
          ? "The service does not say where to sign in. Name the identity provider with --issuer and --client-id, or use a token."
          : "There are several identity providers. Name one with --issuer: "
            + fitting.map(\.issuer).joined(separator: ", ") + ".")
    }
    return SignInOptions.Provider(
      issuer: fitting[0].issuer, metadata: fitting[0].metadata, clientID: fitting[0].clientID,
      scope: scope ?? fitting[0].scope)
  }
}

struct Logout: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ends the sign-in at the service.",
    discussion: "The provider is told, when it takes that, and the sign-in is forgotten here.")

  @OptionGroup var service: ServiceAddress

  func run() async throws {
    let server = try service.resolved()
    guard let signIn = try SignInsFile().forget(at: server) else {
      Output.line("You were not signed in to \(server).")
      return
    }
    if let refreshToken = signIn.refreshToken {
      do {
        _ = try await signIn.client().revoke(refreshToken)
      } catch {
        Output.remark(
          "The identity provider could not be told; the sign-in there ends by itself. (\(error))")
      }
    }
    Output.line("Signed out of \(server).")
  }
}
