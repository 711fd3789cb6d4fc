import Foundation
import Identity
import ServiceAPI
import Testing

@testable import BackupService

/// Schemathesis makes requests out of the OpenAPI document, good ones and bad ones, and holds the
/// answers against it. A longer run is described in `docs/api.md`.
@Suite("The service against its OpenAPI document, as others check it")
struct APIConformanceTests {
  /// Who asks, and which paths.
  struct Role: Sendable, CustomTestStringConvertible {
    let name: String
    let paths: String
    /// Checks that do not hold, with the reason.
    var excluded: [String] = []
    let token: @Sendable (TestService, TestClient) async throws -> String

    var testDescription: String { name }

    static let all = [
      Role(name: "everybody in a tenant", paths: "^/(v1|health|openapi)") { _, _ in
        TestService.token
      },
      Role(name: "operator", paths: "^/v1") { service, _ in
        try service.issuers.first.token(for: "root", roles: [.operator], isPerson: false)
      },
      // What SCIM's clients send is read with more patience than the document promises: names in any
      // case, booleans as text, attributes that no schema names.
      Role(name: "provisioner", paths: "^/scim", excluded: ["negative_data_rejection"]) {
        _, client in
        try await SCIMClient(client).token
      },
    ]
  }

  /// The token comes from the environment.
  private static let configuration = #"headers = { Authorization = "Bearer ${VALISE_TOKEN}" }"#

  /// A good request by the schema may still be refused, with the status that the document names: that
  /// the parts of a snapshot agree, that a cursor was given out, the grammar of SCIM's filters.
  private static let beyondSchemas = "positive_data_acceptance"

  @Test(
    "schemathesis finds no answer that the document does not promise, and no fault",
    .enabled(
      if: PythonProgram.schemathesis.isInstalled,
      "schemathesis (PyPI) is not in .build/python/schemathesis; script/test installs it"),
    .timeLimit(.minutes(3)), arguments: Role.all)
  func schemathesis(role: Role) async throws {
    let service = try TestService()
    try await service.withServer { client, port in
      // So that what is asked about is there.
      try await client.backUp(.sample(), of: "alice")
      _ = try await client.signIn(.sample(), of: "alice")
      let token = try await role.token(service, client)
      let excluded = [Self.beyondSchemas] + role.excluded
      let result = try await PythonProgram.schemathesis.run(
        [
          "run", "http://127.0.0.1:\(port)/openapi.json", "--url", "http://127.0.0.1:\(port)",
          "--include-path-regex", role.paths,
          // An archive is no JSON, and its tests are elsewhere.
          "--exclude-path-regex", "/import$", "--exclude-checks", excluded.joined(separator: ","),
          "--phases", "examples,fuzzing", "--max-examples", "4",
          "--seed", "7644", "--no-shrink", "--no-color", "--warnings", "off",
          "--suppress-health-check", "all", "--generation-database", "none",
        ],
        secrets: ["VALISE_TOKEN": token],
        files: ["schemathesis.toml": Self.configuration])
      #expect(result.status == 0, "\(result.output)")
    }
  }
}
