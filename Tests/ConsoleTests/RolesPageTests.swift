import BackupService
import Console
import Foundation
import Testing

@Suite("The page of roles")
struct RolesPageTests {
  @Test("docs/roles.md is what the tables in the code say (write it with `valised roles`)")
  func page() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/roles.md").standardized
    #expect(
      try String(contentsOf: file, encoding: .utf8)
        == RolesTable.markdown(pages: ConsolePage.access))
  }
}
