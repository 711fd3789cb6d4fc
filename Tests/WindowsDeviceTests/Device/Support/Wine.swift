import Foundation

/// Wine, the Windows that a test can have here.
enum Wine {
  static let absence = "wine is not installed."

  static let isHere: Bool = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    return ["wine", "wineserver"].allSatisfy { name in
      folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
  }()

  struct CannotStart: Error {
    let status: Int32
    let output: String
  }

  /// Makes a new Windows in a folder that is not there yet.
  static func makePrefix(at prefix: URL) throws {
    try FileManager.default.createDirectory(at: prefix, withIntermediateDirectories: true)
    let result = run(["wineboot", "-i"], in: prefix)
    guard result.status == 0 else {
      throw CannotStart(status: result.status, output: result.output)
    }
  }

  /// Ends what runs in a prefix, and waits for it.
  static func end(_ prefix: URL) {
    _ = run(program: "wineserver", ["-k"], in: prefix)
    _ = run(program: "wineserver", ["-w"], in: prefix)
  }

  /// Runs one of Windows' tools to its end.
  static func run(_ arguments: [String], in prefix: URL) -> (status: Int32, output: String) {
    run(program: "wine", arguments, in: prefix)
  }

  private static func run(
    program: String, _ arguments: [String], in prefix: URL
  ) -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "WINEPREFIX": prefix.path, "WINEDEBUG": "-all",
      // Else a new prefix would put menus into the home folder of whoever runs the tests.
      "WINEDLLOVERRIDES": "winemenubuilder.exe=d",
    ]) { $1 }
    // A file, not a pipe: what Wine leaves running would hold a pipe open.
    let output = FileManager.default.temporaryDirectory.appending(path: "valise-\(UUID())")
    defer { try? FileManager.default.removeItem(at: output) }
    do {
      try Data().write(to: output)
      let handle = try FileHandle(forWritingTo: output)
      process.standardOutput = handle
      process.standardError = FileHandle.nullDevice
      process.standardInput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
      return (process.terminationStatus, text.replacing("\r\n", with: "\n"))
    } catch {
      return (-1, "\(error)")
    }
  }
}
