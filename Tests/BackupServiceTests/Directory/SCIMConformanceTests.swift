import Foundation
import ServiceAPI
import Testing

@testable import BackupService

@Suite("SCIM as others check it")
struct SCIMConformanceTests {
  @Test(
    "scim2-tester finds nothing wrong",
    .enabled(
      if: PythonProgram.scim2.isInstalled,
      "scim2-tester (PyPI) is not in .build/python/scim2; script/test installs it"))
  func tester() async throws {
    try await TestService().withServer { client, port in
      let token = try await SCIMClient(client).token
      let result = try await PythonProgram.scim2.run(
        ["--url", "http://127.0.0.1:\(port)/scim/v2", "test"],
        secrets: ["SCIM_CLI_HEADERS": "Authorization: Bearer \(token)"])
      #expect(result.status == 0, "\(result.output)")
      #expect(!result.output.contains("ERROR"), "\(result.output)")
      #expect(result.output.contains("SUCCESS"), "\(result.output)")
    }
  }
}
