import Foundation
import RestoreRules
import Store
import Testing

@testable import BackupService

@Suite("The tenants file")
struct TenantsFileTests {
  private let folder = FileManager.default.temporaryDirectory

  private func problem(_ json: String) -> TenantsFileError? {
    do throws(TenantsFileError) {
      _ = try TenantsFile(json: Data(json.utf8), folder: folder)
      return nil
    } catch {
      return error
    }
  }

  @Test("A tenant with policies, groups and a token is read")
  func whole() throws {
    let file = try TenantsFile(
      json: Data(
        #"""
        {"tenants": [{"id": "example", "name": "Example Ltd", "token": "0123456789abcdef",
          "requirements": "microsoft",
          "policies": [{"name": "default", "restore": {"oobe": true}}],
          "groups": [{"name": "pilot", "members": ["alice"]}]}]}
        """#.utf8), folder: folder)
    let tenant = try #require(file.tenants[TenantID(rawValue: "example")])
    #expect(tenant.name == "Example Ltd")
    #expect(tenant.requirements == .microsoft)
    #expect(tenant.policies == [Policy(name: "default", restore: [.oobe: true])])
    #expect(tenant.groups(of: TestService.person("alice"), stated: []) == ["pilot"])
    #expect(tenant.groups(of: TestService.person("bob"), stated: []) == [])
    #expect(tenant.offersAnything)
    #expect(file.tokens.caller(token: "0123456789abcdef")?.tenant == "example")
  }

  @Test("A group is named by the tenant, or by the identity provider, or has its groups in it")
  func groups() throws {
    let tenant = Tenant(
      id: TenantID(rawValue: "a"), name: "A",
      groups: [
        Tenant.Group(name: "pilot", ids: ["g-1", "g-2"]),
        Tenant.Group(name: "sales", members: ["bob"], ids: ["g-3"]),
      ])
    let alice = TestService.person("alice")
    #expect(tenant.groups(of: alice, stated: ["g-2"]) == ["pilot", "g-2"])
    #expect(tenant.groups(of: alice, stated: ["sales"]) == ["sales"])
    #expect(tenant.groups(of: TestService.person("bob"), stated: []) == ["sales"])
    #expect(tenant.groups(of: alice, stated: []) == [])
  }

  @Test("Where an identity provider knows the people, a tenant needs no token")
  func withoutToken() throws {
    let json = Data(#"{"tenants":[{"id":"a"}]}"#.utf8)
    let file = try TenantsFile(json: json, folder: folder, tokensRequired: false)
    #expect(file.tokens.isEmpty)
    #expect(throws: TenantsFileError.self) { try TenantsFile(json: json, folder: folder) }
  }

  @Test("A token may lie in a file of its own, beside the tenants file")
  func tokenFile() throws {
    let name = "token-" + UUID().uuidString
    let path = folder.appendingPathComponent(name)
    try Data("0123456789abcdef\n".utf8).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    let file = try TenantsFile(
      json: Data(#"{"tenants":[{"id":"a","tokenFile":"\#(name)"}]}"#.utf8), folder: folder)
    #expect(file.tokens.caller(token: "0123456789abcdef")?.tenant == "a")
    #expect(file.tenants.all.first?.offersAnything == false)
  }

  @Test(
    "What cannot be is refused with its code",
    arguments: [
      ("{", "request.malformedJSON"),
      (#"{"tenants":[]}"#, "tenants.none"),
      (#"{"tenants":[{"id":"","token":"0123456789abcdef"}]}"#, "tenants.invalidID"),
      (#"{"tenants":[{"id":"a","token":"short"}]}"#, "identity.shortToken"),
      (#"{"tenants":[{"id":"a"}]}"#, "tenants.token"),
      (#"{"tenants":[{"id":"a","token":"0123456789abcdef","tokenFile":"x"}]}"#, "tenants.token"),
      (#"{"tenants":[{"id":"a","tokenFile":"no-such-file"}]}"#, "tenants.tokenFileNotFound"),
      (
        #"{"tenants":[{"id":"a","token":"0123456789abcdef"},{"id":"a","token":"0123456789abcdeg"}]}"#,
        "tenants.repeatedID"
      ),
      (
        #"{"tenants":[{"id":"a","token":"0123456789abcdef"},{"id":"b","token":"0123456789abcdef"}]}"#,
        "identity.repeatedToken"
      ),
      (#"{"tenants":[{"id":"a","token":"0123456789abcdef","x":1}]}"#, "request.unknownField"),
      (
        #"{"tenants":[{"id":"a","token":"0123456789abcdef","policies":[{"name":"p","restore":{"onboot":true}}]}]}"#,
        "request.unknownField"
      ),
      (
        #"{"tenants":[{"id":"a","token":"0123456789abcdef","groups":[{"name":"g","members":[],"x":1}]}]}"#,
        "request.unknownField"
      ),
      (
        #"{"tenants":[{"id":"a","token":"0123456789abcdef","requirements":"any"}]}"#,
        "request.invalidField"
      ),
    ])
  func refused(json: String, code: String) {
    #expect(problem(json)?.problem == code)
  }

  @Test("A refusal names the place and never the token")
  func words() {
    let error = problem(
      #"{"tenants":[{"id":"a","token":"0123456789abcdef","policies":[{"name":"p","restore":{"onboot":true}}]}]}"#
    )
    #expect(error?.message.contains("tenants[0].policies[0].restore.onboot") == true)
    #expect(error?.message.contains("0123456789abcdef") == false)
  }
}
