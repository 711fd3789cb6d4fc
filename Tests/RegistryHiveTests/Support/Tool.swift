import Foundation

/// A program of another project, used to check this one.
enum Tool {
  struct Result {
    /// What it wrote; nil where it failed or could not be run.
    var output: [UInt8]?
    var status: Int32
    var errors: String
  }

  /// Where a program is; nil where it is not installed.
  static func path(_ name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    return folders.map { $0 + "/" + name }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static func isHere(_ name: String) -> Bool {
    path(name) != nil
  }

  /// Runs a program to its end.
  static func run(
    _ name: String, _ arguments: [String], environment: [String: String] = [:]
  ) -> Result {
    guard let path = path(name) else { return Result(output: nil, status: -1, errors: "absent") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files, not pipes: a daemon that the program starts would hold a pipe open.
    let folder = FileManager.default.temporaryDirectory
    let output = folder.appending(path: UUID().uuidString)
    let errors = folder.appending(path: UUID().uuidString)
    defer {
      try? FileManager.default.removeItem(at: output)
      try? FileManager.default.removeItem(at: errors)
    }
    for file in [output, errors] {
      _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    }
    do {
      process.standardOutput = try FileHandle(forWritingTo: output)
      process.standardError = try FileHandle(forWritingTo: errors)
      process.standardInput = FileHandle.nullDevice
      try process.run()
    } catch {
      return Result(output: nil, status: -1, errors: "\(error)")
    }
    process.waitUntilExit()
    let written = FileManager.default.contents(atPath: output.path) ?? Data()
    let complaints = FileManager.default.contents(atPath: errors.path) ?? Data()
    return Result(
      output: process.terminationStatus == 0 ? Array(written) : nil,
      status: process.terminationStatus, errors: String(decoding: complaints, as: UTF8.self))
  }
}
