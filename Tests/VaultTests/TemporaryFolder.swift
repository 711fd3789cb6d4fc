import Foundation

/// Runs `work` with a folder of its own, which is removed afterwards.
@discardableResult
func withTemporaryFolder<Value>(
  _ work: (String) async throws -> Value
) async throws -> Value {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("valise-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try await work(folder)
}
