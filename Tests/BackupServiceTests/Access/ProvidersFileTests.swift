import Foundation
import Identity
import Store
import Testing

@testable import BackupService

@Suite("The file of identity providers")
struct ProvidersFileTests {
  private let tenants = Tenants([
    Tenant(id: TenantID(rawValue: "contoso"), name: "Contoso"),
    Tenant(id: TenantID(rawValue: "fabrikam"), name: "Fabrikam"),
  ])

  private func read(_ json: String, folder: URL = URL(fileURLWithPath: "/")) throws
    -> [IdentityProvider]
  {
    try ProvidersFile(json: Data(json.utf8), folder: folder, tenants: tenants).providers
  }

  @Test("a provider with everything is read")
  func whole() throws {
    let folder = FileManager.default.temporaryDirectory
    let name = "secret-" + UUID().uuidString
    let path = folder.appendingPathComponent(name)
    try Data("s3cret\n".utf8).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    let provider = try #require(
      try read(
        """
        {"providers": [{
          "issuer": "https://login.microsoftonline.com/{tenantid}/v2.0",
          "metadata": "https://login.microsoftonline.com/organizations/v2.0/metadata",
          "kind": "entra", "audiences": ["api"], "algorithms": ["RS256"], "scope": "Valise.Access",
          "rolesClaim": "r", "tenants": {"t-1": "contoso", "t-2": "fabrikam"},
          "roles": {"Desk": "helpDesk"}, "commandLine": {"clientID": "cli", "scope": "x"},
          "console": {"clientID": "web", "secretFile": "\(name)"}}]}
        """, folder: folder
      ).first)
    #expect(provider.claims.subject == "oid")
    #expect(provider.claims.roles == "r")
    #expect(provider.tenants == .byClaim("tid", ["t-1": "contoso", "t-2": "fabrikam"]))
    #expect(provider.algorithms == [.rs256])
    #expect(provider.requiredScope == "Valise.Access")
    #expect(provider.roles == ["Desk": .helpDesk])
    #expect(provider.commandLine == .init(id: "cli", scope: "x"))
    #expect(provider.console == .init(id: "web", secret: "s3cret", scope: "openid"))
  }

  @Test("what is left out is as most providers have it")
  func defaults() throws {
    let provider = try #require(
      try read(
        #"{"providers":[{"issuer":"https://a.org","audiences":["api"],"tenant":"contoso"}]}"#
      ).first)
    #expect(provider.claims == .standard)
    #expect(provider.tenants == .one("contoso"))
    #expect(provider.algorithms == Set(SignatureAlgorithm.allCases))
    #expect(provider.roles.isEmpty)
    #expect(provider.commandLine == nil)
    #expect(provider.console == nil)
  }

  @Test(
    "what cannot be is refused with its code",
    arguments: [
      ("", "providers.none"),
      (#"{"issuer":"https://a.org","audiences":["x"]}"#, "providers.tenant"),
      (
        #"{"issuer":"https://a.org","audiences":["x"],"tenant":"contoso","tenants":{"a":"b"}}"#,
        "providers.tenant"
      ),
      (
        #"{"issuer":"https://a.org","audiences":["x"],"tenant":"contoso","tenantClaim":"t"}"#,
        "providers.tenant"
      ),
      (
        #"{"issuer":"https://a.org","audiences":["x"],"tenant":"other"}"#, "providers.unknownTenant"
      ),
      (
        #"{"issuer":"https://a.org","audiences":["x"],"tenants":{"a":"other"}}"#,
        "providers.unknownTenant"
      ),
      (
        #"{"issuer":"http://a.org","audiences":["x"],"tenant":"contoso"}"#,
        "identity.invalidProvider"
      ),
      (
        #"{"issuer":"https://a.org","audiences":[],"tenant":"contoso"}"#,
        "identity.invalidProvider"
      ),
      (
        #"{"issuer":"https://a.org","audiences":["x"],"tenant":"contoso","colour":1}"#,
        "request.unknownField"
      ),
      (
        #"{"issuer":"https://a.org","audiences":["x"],"tenant":"contoso","algorithms":["HS256"]}"#,
        "request.invalidField"
      ),
      (
        #"{"issuer":"https://a.org","audiences":["x"],"tenant":"contoso","algorithms":["none"]}"#,
        "request.invalidField"
      ),
      (
        #"{"issuer":"https://a.org","audiences":["x"],"tenant":"contoso","roles":{"a":"king"}}"#,
        "request.invalidField"
      ),
      (
        #"{"issuer":"https://a.org","audiences":["x"],"tenant":"contoso","console":{"clientID":"c","secretFile":"gone"}}"#,
        "providers.secretFileNotFound"
      ),
      (
        #"{"issuer":"https://a.org","audiences":["x"],"tenant":"contoso","commandLine":{"clientID":"c","secretFile":"s"}}"#,
        "providers.commandLineSecret"
      ),
      (
        #"{"issuer":"https://a.org","audiences":["x"],"tenant":"contoso"},{"issuer":"https://a.org","audiences":["x"],"tenant":"fabrikam"}"#,
        "providers.repeatedIssuer"
      ),
      (
        #"{"issuer":"https://a.org","audiences":["x"],"tenant":"contoso","console":{"clientID":"c"}},{"issuer":"https://b.org","audiences":["x"],"tenant":"contoso","console":{"clientID":"c"}}"#,
        "providers.severalConsoles"
      ),
    ])
  func refused(entries: String, code: String) {
    let error = #expect(throws: ProvidersFileError.self) {
      try read("{\"providers\":[\(entries)]}")
    }
    #expect(error?.problem == code)
  }
}
