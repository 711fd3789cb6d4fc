import Foundation
import Testing

@testable import SampleVolume

/// A sample that is built once for a suite, whose tests only read it.
struct BuiltSample: SuiteTrait, TestScoping {
  /// The sample's folder while tests of the suite run.
  @TaskLocal static var folder: URL?

  func provideScope(
    for test: Test, testCase: Test.Case?, performing tests: @Sendable () async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try SampleVolume.build(at: folder, setUpAt: SampleVolumeTests.setUpAt)
    try await Self.$folder.withValue(folder) { try await tests() }
  }
}

extension Trait where Self == BuiltSample {
  static var builtSample: Self { BuiltSample() }
}

/// Gives the suite's sample.
func withSample(_ body: (URL) throws -> Void) throws {
  try body(#require(BuiltSample.folder, "The suite needs the trait .builtSample."))
}

/// Gives a temporary folder, and removes it afterwards.
func withFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}
