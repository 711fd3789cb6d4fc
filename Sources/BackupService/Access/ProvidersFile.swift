import Foundation
import Identity
import OpenIDConnect

/// The file that says which identity providers people sign in with. `docs/identity.md` describes it.
public struct ProvidersFile: Sendable {
  public let providers: [IdentityProvider]

  /// Reads the file's JSON. Unknown keys are refused.
  ///
  /// - Parameters:
  ///   - folder: where the file lies; a relative `secretFile` begins there.
  ///   - tenants: those that people can belong to.
  public init(
    json: Data, folder: URL, tenants: Tenants
  ) throws(ProvidersFileError) {
    let document: Document
    do {
      document = try StrictJSON.decode(Document.self, from: json)
    } catch {
      throw ProvidersFileError(error.detail, problem: error.kind.code)
    }
    var providers: [IdentityProvider] = []
    for entry in document.providers {
      guard !providers.contains(where: { $0.issuer == entry.issuer }) else {
        throw ProvidersFileError(
          "The provider \(entry.issuer) is in it twice.", problem: "providers.repeatedIssuer")
      }
      providers.append(try entry.provider(folder: folder, tenants: tenants))
    }
    guard !providers.isEmpty else {
      throw ProvidersFileError(
        "It names no provider; leave identity.providersFile out instead.",
        problem: "providers.none")
    }
    guard providers.count(where: { $0.console != nil }) <= 1 else {
      throw ProvidersFileError(
        "Two providers are for the console, which has one way to sign in.",
        problem: "providers.severalConsoles")
    }
    self.providers = providers
  }

  private struct Document: Codable {
    let providers: [Entry]
  }

  /// What the provider's tokens look like.
  private enum Kind: String, Codable {
    case standard, entra
  }

  private struct Entry: Codable {
    let issuer: String
    let metadata: String?
    let kind: Kind?
    let audiences: [String]
    let algorithms: [SignatureAlgorithm]?
    let scope: String?
    let subjectClaim: String?
    let rolesClaim: String?
    let groupsClaim: String?
    let tenant: String?
    let tenantClaim: String?
    let tenants: [String: String]?
    let roles: [String: Role]?
    let commandLine: Client?
    let console: Client?

    func provider(
      folder: URL, tenants all: Tenants
    ) throws(ProvidersFileError) -> IdentityProvider {
      guard commandLine?.secretFile == nil else {
        throw ProvidersFileError(
          "The command line of \(issuer) has a secretFile, and can keep no secret: it runs on everybody's machine.",
          problem: "providers.commandLineSecret")
      }
      var claims: IdentityProvider.Claims = kind == .entra ? .entra : .standard
      claims.subject = subjectClaim ?? claims.subject
      claims.roles = rolesClaim ?? claims.roles
      claims.groups = groupsClaim ?? claims.groups
      do {
        return try IdentityProvider(
          issuer: issuer, metadataAddress: try metadata.map(ProviderAddress.init),
          audiences: Set(audiences),
          algorithms: Set(algorithms ?? SignatureAlgorithm.allCases), requiredScope: scope,
          claims: claims, tenants: try mapping(to: all), roles: roles ?? [:],
          commandLine: try commandLine?.client(folder: folder, scope: "openid offline_access"),
          console: try console?.client(folder: folder, scope: "openid"))
      } catch let error as ProvidersFileError {
        throw error
      } catch let error as IdentityError {
        throw ProvidersFileError(error.message, problem: error.code.description)
      } catch {
        throw ProvidersFileError("\(error)", problem: "identity.invalidProvider")
      }
    }

    private func mapping(to all: Tenants) throws -> IdentityProvider.Tenants {
      func known(_ id: String) throws {
        guard all.all.contains(where: { $0.id.rawValue == id }) else {
          throw ProvidersFileError(
            "The provider \(issuer) has people of the tenant \(id), which the tenants file does not know.",
            problem: "providers.unknownTenant")
        }
      }
      switch (tenant, tenants) {
      case (let tenant?, nil) where tenantClaim == nil:
        try known(tenant)
        return .one(tenant)
      case (nil, let tenants?):
        for id in tenants.values { try known(id) }
        return .byClaim(tenantClaim ?? "tid", tenants)
      default:
        throw ProvidersFileError(
          "The provider \(issuer) must have either tenant, or tenants with the claim's values.",
          problem: "providers.tenant")
      }
    }
  }

  private struct Client: Codable {
    let clientID: String
    let secretFile: String?
    let scope: String?

    func client(
      folder: URL, scope fallback: String
    ) throws -> IdentityProvider.Client {
      let secret = try secretFile.map { file in
        let path = URL(fileURLWithPath: file, relativeTo: folder).path
        guard let secret = SecretFile.content(at: path) else {
          throw ProvidersFileError(
            "The secret of \(clientID) cannot be read from \(path).",
            problem: "providers.secretFileNotFound")
        }
        return secret
      }
      return IdentityProvider.Client(id: clientID, secret: secret, scope: scope ?? fallback)
    }
  }
}

/// Why a providers file cannot be used.
public struct ProvidersFileError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, in a sentence that begins after the file's name.
  public let message: String
  /// The code of the problem: `request.unknownField`, `identity.invalidProvider`.
  public let problem: String

  init(_ message: String, problem: String) {
    self.message = message
    self.problem = problem
  }

  public var description: String { message }
}
