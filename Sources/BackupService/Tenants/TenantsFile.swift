import Foundation
import Identity
import RestoreRules
import Store

/// The file in which tenants are configured: who they are, their groups and policies, and for trying
/// out a static token. `docs/configuration.md` describes it.
public struct TenantsFile: Sendable {
  public let tenants: Tenants
  public let tokens: StaticTokens

  /// Reads the file's JSON. Unknown keys are refused.
  ///
  /// - Parameters:
  ///   - folder: where the file lies; a relative `tokenFile` begins there.
  ///   - tokensRequired: false where an identity provider knows the people.
  public init(
    json: Data, folder: URL, tokensRequired: Bool = true
  ) throws(TenantsFileError) {
    let document: Document
    do {
      document = try StrictJSON.decode(Document.self, from: json)
    } catch {
      throw TenantsFileError(error.detail, problem: error.kind.code)
    }
    try Self.check(document)
    var tokens: [(tenant: String, token: String)] = []
    for entry in document.tenants {
      if !tokensRequired, entry.token == nil, entry.tokenFile == nil { continue }
      tokens.append((entry.id, try Self.token(of: entry, folder: folder)))
    }
    do {
      self.tokens = try StaticTokens(tokens)
    } catch {
      throw TenantsFileError(error.message, problem: error.code.description)
    }
    tenants = Tenants(
      document.tenants.map { entry in
        Tenant(
          id: TenantID(rawValue: entry.id), name: entry.name ?? entry.id,
          requirements: entry.requirements ?? .standard, policies: entry.policies ?? [],
          groups: entry.groups ?? [], devices: entry.devices ?? DevicePolicy(),
          personLink: entry.directory?.person ?? .externalID)
      })
  }

  private struct Document: Codable {
    let tenants: [Entry]
  }

  private struct Entry: Codable {
    let id: String
    let name: String?
    let token: String?
    let tokenFile: String?
    let requirements: RequirementSet?
    let policies: [Policy]?
    let groups: [Tenant.Group]?
    let devices: DevicePolicy?
    let directory: Directory?
  }

  /// What the identity provider pushes.
  private struct Directory: Codable {
    /// Which attribute of a user is the person's subject.
    let person: PersonLink?
  }

  private static func token(
    of entry: Entry, folder: URL
  ) throws(TenantsFileError) -> String {
    switch (entry.token, entry.tokenFile) {
    case (let token?, nil):
      return token
    case (nil, let file?):
      let path = URL(fileURLWithPath: file, relativeTo: folder).path
      guard let token = SecretFile.content(at: path) else {
        throw TenantsFileError(
          "The token of the tenant \(entry.id) cannot be read from \(path).",
          problem: "tenants.tokenFileNotFound")
      }
      return token
    default:
      throw TenantsFileError(
        "The tenant \(entry.id) must have a token or a tokenFile, and not both.",
        problem: "tenants.token")
    }
  }

  private static func check(_ document: Document) throws(TenantsFileError) {
    guard !document.tenants.isEmpty else {
      throw TenantsFileError("It names no tenant, so nobody could ask.", problem: "tenants.none")
    }
    var seen: Set<String> = []
    for (index, tenant) in document.tenants.enumerated() {
      guard Identifier.isValid(tenant.id) else {
        throw TenantsFileError(
          "tenants[\(index)].id must be \(Identifier.rule).", problem: "tenants.invalidID")
      }
      guard seen.insert(tenant.id).inserted else {
        throw TenantsFileError(
          "The tenant \(tenant.id) is in it twice.", problem: "tenants.repeatedID")
      }
    }
  }
}

/// Why a tenants file cannot be used.
public struct TenantsFileError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, in a sentence that begins after the file's name.
  public let message: String
  /// The code of the problem: `request.unknownField`, `identity.shortToken`.
  public let problem: String

  init(_ message: String, problem: String) {
    self.message = message
    self.problem = problem
  }

  public var description: String { message }
}
