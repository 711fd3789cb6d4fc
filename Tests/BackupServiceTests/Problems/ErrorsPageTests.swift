import Foundation
import Testing

@testable import BackupService

@Suite("The page of problems")
struct ErrorsPageTests {
  @Test("docs/errors.md is what the code says (write it with `valised errors`)")
  func page() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../docs/errors.md").standardized
    #expect(try String(contentsOf: page, encoding: .utf8) == ErrorsTable.markdown())
  }

  @Test("every kind of problem says when it occurs, and no two have one code")
  func meanings() {
    let codes = ProblemKind.allCases.map(\.code)
    #expect(Set(codes) == Set(ProblemMeanings.all.keys))
    #expect(Set(codes).count == codes.count)
    #expect(ProblemMeanings.all.values.allSatisfy { !$0.isEmpty && !$0.hasSuffix(".") })
  }
}
