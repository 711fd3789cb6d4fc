import Foundation
import Testing

@testable import Identity

/// Tokens in the shapes of Microsoft Entra ID, version 2.0, for two organizations at one provider.
@Suite("Tokens of Microsoft Entra ID")
struct EntraTests {
  private static let contoso = "11111111-aaaa-4bbb-8ccc-000000000001"
  private static let fabrikam = "22222222-aaaa-4bbb-8ccc-000000000002"
  private static let template = "https://login.microsoftonline.com/{tenantid}/v2.0"

  private let provider = FakeProvider(issuer: template)

  private func verifier(roles: [String: Role] = ["Valise.HelpDesk": .helpDesk]) throws
    -> TokenVerifier
  {
    try provider.verifier(
      IdentityProvider(
        issuer: Self.template, audiences: ["6e74172b-be56-4843-9ff4-e66a39bb12e3"],
        requiredScope: "Valise.Access", claims: .entra,
        tenants: .byClaim("tid", [Self.contoso: "contoso", Self.fabrikam: "fabrikam"]),
        roles: roles))
  }

  private func issuer(_ organization: String) -> String {
    "\"https://login.microsoftonline.com/\(organization)/v2.0\""
  }

  private func draft(of organization: String = contoso) -> TokenDraft {
    provider.draft().header("typ", "\"JWT\"").with("scope", nil).with("sub", "\"pairwise\"")
      .with("iss", issuer(organization)).with("tid", "\"\(organization)\"")
      .with("aud", "\"6e74172b-be56-4843-9ff4-e66a39bb12e3\"").with("ver", "\"2.0\"")
      .with("oid", "\"690222be-ff1a-4d56-abd1-7e4f7d38e474\"").with("azpacr", "\"0\"")
      .with("azp", "\"04b07795-8ddb-461a-bbee-02f9e1bf7b46\"")
      .with("scp", "\"Valise.Access\"").with("name", "\"Alice\"")
  }

  private func caller(_ draft: TokenDraft) async throws -> Caller {
    try await verifier().caller(accessToken: draft.signed()[...])
  }

  @Test("the organization is the tenant, the object id is the person")
  func person() async throws {
    let subject = Caller.Subject.named("690222be-ff1a-4d56-abd1-7e4f7d38e474")
    #expect(
      try await caller(draft())
        == Caller(tenant: "contoso", subject: subject, roles: [.person]))
    #expect(try await caller(draft(of: Self.fabrikam)).tenant == "fabrikam")
  }

  @Test("app roles become roles, and unknown ones nothing")
  func roles() async throws {
    let caller = try await caller(
      draft().with("roles", #"["Valise.HelpDesk","Other.Admin","operator"]"#))
    #expect(caller.roles == [.person, .helpDesk])
  }

  @Test("a program's own token has its roles and is no person")
  func program() async throws {
    let program = draft().with("scp", nil).with("roles", #"["Valise.HelpDesk"]"#)
    #expect(try await caller(program).roles == [.helpDesk])
    let marked = program.with("idtyp", "\"app\"").with("azp", nil)
    #expect(try await caller(marked).roles == [.helpDesk])
  }

  @Test("groups in the token are known")
  func groups() async throws {
    #expect(try await caller(draft()).groups == .known([]))
    let some = draft().with("groups", #"["g-1","g-2"]"#)
    #expect(try await caller(some).groups == .known(["g-1", "g-2"]))
  }

  @Test(
    "more groups than a token holds are unknown, which is not none",
    arguments: [
      (
        "_claim_names",
        #"{"groups":"src1"},"_claim_sources":{"src1":{"endpoint":"https://graph.example"}}"#
      ),
      ("hasgroups", "true"), ("hasgroups", "\"true\""), ("groups", "[1]"),
    ])
  func overage(claim: (name: String, value: String)) async throws {
    #expect(try await caller(draft().with(claim.name, claim.value)).groups == .unknown)
  }

  @Test(
    "tokens that do not fit together are refused",
    arguments: [
      ("another organization's tid", "issuer", "tid", "\"\(fabrikam)\""),
      ("no tid", "issuer", "tid", nil),
      ("an organization that is not served", "issuer", "tid", "\"33333333\""),
      ("a tid that is a path", "issuer", "tid", "\"../x\""),
      ("the placeholder itself", "issuer", "tid", "\"{tenantid}\""),
      ("another program's audience", "audience", "aud", "\"api://other\""),
      ("no scope and no role", "kind", "scp", nil),
      ("another scope", "scope", "scp", "\"User.Read\""),
      ("no object id", "subject", "oid", nil),
      ("version 1", "issuer", "iss", "\"https://sts.windows.net/\(contoso)/\""),
    ] as [(String, String, String, String?)])
  func mismatched(name: String, check: String, claim: String, value: String?) async throws {
    let error = await #expect(throws: IdentityError(.wrongToken, ""), "\(name)") {
      try await caller(draft().with(claim, value))
    }
    #expect(error?.cause == check, "\(name)")
  }

  @Test("an organization that is not served is refused as any forgery is")
  func stranger() async throws {
    let stranger = "33333333-aaaa-4bbb-8ccc-000000000003"
    let error = await #expect(throws: IdentityError(.wrongToken, "")) {
      try await caller(draft(of: stranger))
    }
    #expect(error?.cause == "tenant")
    #expect(error?.message == IdentityError.refused("").message)
  }

  @Test("a key that signs for one organization signs for no other")
  func keyIssuer() async throws {
    let only = FakeKey.rsa.json.replacing(
      "{\"kty\"", with: "{\"issuer\":\(issuer(Self.contoso)),\"kty\"")
    provider.setKeyDocument("{\"keys\":[\(only)]}")
    #expect(try await caller(draft()).tenant == "contoso")
    await #expect(throws: IdentityError(.wrongToken, "")) {
      try await caller(draft(of: Self.fabrikam))
    }
    let any = FakeKey.rsa.json.replacing(
      "{\"kty\"", with: "{\"issuer\":\"\(Self.template)\",\"kty\"")
    provider.setKeyDocument("{\"keys\":[\(any)]}")
    #expect(try await caller(draft(of: Self.fabrikam)).tenant == "fabrikam")
  }

  @Test("an issuer of many organizations tells tenants by no claim but tid")
  func otherTenantClaim() throws {
    func provider(issuer: String, claim: String) throws -> IdentityProvider {
      try IdentityProvider(
        issuer: issuer, audiences: ["a"], tenants: .byClaim(claim, ["contoso.example": "contoso"]))
    }
    for claim in ["domain", "TID", "organization.tid"] {
      #expect(throws: IdentityError(.invalidProvider, "")) {
        try provider(issuer: Self.template, claim: claim)
      }
    }
    _ = try provider(issuer: Self.template, claim: "tid")
    _ = try provider(issuer: "https://login.example.org", claim: "domain")
  }

  @Test("the operator's role cannot come from a provider that several tenants share")
  func sharedOperator() throws {
    #expect(throws: IdentityError(.invalidProvider, "")) {
      try verifier(roles: ["Valise.Operator": .operator])
    }
  }
}
