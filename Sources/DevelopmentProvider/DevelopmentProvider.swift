import Foundation
import Hummingbird
import Identity
import Logging
import OpenIDConnect

/// An OpenID Connect provider for trying Valise out: authorization code with PKCE, device code, refresh.
/// Nobody has a password; whoever opens its page can be anybody. So it is for one machine alone: its
/// address must be on loopback, and it answers nothing that was asked for under another name, or that a
/// proxy handed on.
///
/// ## Topics
/// - What the service needs to trust it: ``provider``
/// - Where it is: ``path``, ``addRoutes(to:)``
public struct DevelopmentProvider: Sendable {
  /// Where it lies on the server.
  public static let path = "/development-provider"
  /// What the service is called in its tokens.
  static let audience = "valise"
  static let commandLine = "valise"
  static let console = "valise-console"

  /// The provider as the service trusts it.
  public let provider: IdentityProvider

  let issuer: String
  let people: [DevelopmentPerson]
  let clients: [DevelopmentClient]
  let grants: Grants
  let mint: TokenMint
  let pages: ProviderPages
  let now: @Sendable () -> Date

  /// - Parameters:
  ///   - origin: scheme, host and port where the server listens: `http://127.0.0.1:8780`.
  ///   - tenants: those that the service serves.
  ///   - consoleRedirect: where browsers that sign in to the console are sent back to.
  /// - Throws: ``DevelopmentProviderError``; an error when the templates are not beside the program.
  public init(
    origin: String, tenants: [String], consoleRedirect: String,
    people: [DevelopmentPerson] = DevelopmentPerson.builtIn,
    now: @escaping @Sendable () -> Date = { Date() }
  ) async throws {
    guard let host = URLComponents(string: origin)?.host, ProviderAddress.isThisMachine(host) else {
      throw DevelopmentProviderError(
        .notThisMachine,
        "The development provider lets everybody in as anybody, and \(origin) can be reached from other machines: take identity.development out, and name an identity provider in identity.providersFile."
      )
    }
    if let stranger = people.compactMap(\.tenant).first(where: { !tenants.contains($0) }) {
      throw DevelopmentProviderError(
        .unknownTenant,
        "The people of the development provider name the tenant \(stranger), which the tenants file does not know."
      )
    }
    issuer = origin.lowercased() + Self.path
    self.people = people.map { person in
      DevelopmentPerson(
        subject: person.subject, name: person.name, roles: person.roles, groups: person.groups,
        tenant: person.tenant ?? tenants.first)
    }
    clients = [
      DevelopmentClient(id: Self.commandLine, redirectAddresses: []),
      DevelopmentClient(
        id: Self.console, redirectAddresses: [try ProviderAddress(consoleRedirect)]),
    ]
    grants = Grants(now: now)
    mint = await TokenMint(issuer: issuer, now: now)
    pages = try ProviderPages()
    self.now = now
    // Any tenant's administrators could make themselves the operator of several (see IdentityProvider).
    let roles = Role.allCases.filter { $0 != .operator || tenants.count == 1 }
    provider = try IdentityProvider(
      issuer: issuer, audiences: [Self.audience], algorithms: [.es256],
      tenants: .byClaim("tenant", Dictionary(tenants.map { ($0, $0) }) { $1 }),
      roles: Dictionary(roles.map { ($0.rawValue, $0) }) { $1 },
      commandLine: .init(id: Self.commandLine, scope: "openid offline_access"),
      console: .init(id: Self.console, scope: "openid"))
  }

  /// Adds the provider to a server's router.
  public func addRoutes<Context: RequestContext>(to router: Router<Context>) {
    let provider = router.group(RouterPath(Self.path))
      .add(middleware: ThisMachineOnly<Context>(issuer: issuer, pages: pages))
    provider.get(".well-known/openid-configuration") { _, _ in try json(metadata) }
    provider.get("keys") { _, _ in try json(mint.keySet) }
    provider.get("style.css") { _, _ in pages.style() }
    addSignIn(to: provider)
    addDeviceSignIn(to: provider)
    provider.post("device-authorization") { request, _ in try await authorizeDevice(request) }
    provider.post("token") { request, context in
      try await token(request, logger: context.logger)
    }
    provider.post("revoke") { request, _ in try await revoke(request) }
  }

  private var metadata: Metadata {
    Metadata(
      issuer: issuer, authorizationEndpoint: issuer + "/authorize",
      tokenEndpoint: issuer + "/token", jwksUri: issuer + "/keys",
      deviceAuthorizationEndpoint: issuer + "/device-authorization",
      revocationEndpoint: issuer + "/revoke")
  }

  func person(_ subject: String?) -> DevelopmentPerson? { people.first { $0.subject == subject } }

  func json(_ document: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Response(
      status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: .init(byteBuffer: ByteBuffer(bytes: try encoder.encode(document))))
  }
}

/// What the provider says of itself (OpenID Connect Discovery 1.0, section 3; RFC 8414; RFC 8628,
/// section 4; RFC 9207). The names are the RFCs' in another case.
private struct Metadata: Encodable {
  let issuer: String
  let authorizationEndpoint: String
  let tokenEndpoint: String
  let jwksUri: String
  let deviceAuthorizationEndpoint: String
  let revocationEndpoint: String
  let responseTypesSupported = ["code"]
  let responseModesSupported = ["query"]
  let grantTypesSupported = [
    "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code",
  ]
  let subjectTypesSupported = ["public"]
  let idTokenSigningAlgValuesSupported = ["ES256"]
  let scopesSupported = ["openid", "offline_access"]
  let tokenEndpointAuthMethodsSupported = ["none"]
  let codeChallengeMethodsSupported = ["S256"]
  let claimsSupported = ["sub", "name", "tenant", "roles", "groups", "nonce", "auth_time"]
  let authorizationResponseIssParameterSupported = true
}
