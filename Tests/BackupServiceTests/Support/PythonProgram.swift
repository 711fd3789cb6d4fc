import Foundation

/// A program of PyPI that judges the service from outside. `script/test` puts each into a virtual
/// environment of its own below `.build/python`; where it is missing, its tests are skipped.
struct PythonProgram: Sendable {
  let file: String

  static let scim2 = PythonProgram(environment: "scim2", name: "scim2")
  static let schemathesis = PythonProgram(environment: "schemathesis", name: "schemathesis")

  private init(environment: String, name: String) {
    // Tests/BackupServiceTests/Support/PythonProgram.swift
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    file = package.appendingPathComponent(".build/python/\(environment)/bin/\(name)").path
  }

  var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: file) }

  struct Result: Sendable {
    let status: Int32
    /// Standard output and error together.
    let output: String
  }

  /// Runs the program to its end without holding a thread, so that it can ask a server in this
  /// process.
  ///
  /// - Parameters:
  ///   - secrets: go into its environment, since everybody on a machine sees arguments.
  ///   - files: lie in its working folder, by their names.
  func run(
    _ arguments: [String], secrets: [String: String] = [:], files: [String: String] = [:]
  ) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("valise-python-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    let outputFile = folder.appendingPathComponent("output")
    _ = FileManager.default.createFile(atPath: outputFile.path, contents: nil)
    let output = try FileHandle(forWritingTo: outputFile)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: file)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(secrets) { _, new in new }
    process.currentDirectoryURL = folder
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in done.resume() }
      do { try process.run() } catch { done.resume(throwing: error) }
    }
    try output.close()
    return Result(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self))
  }
}
