import Foundation
import Testing
import Vault

/// The example program of `docs/keys.md`, with a key of its own in a folder.
struct ExampleCommand {
  /// The example encrypts with Python's `cryptography`.
  static let isThere: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", "import cryptography"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()
  static let absence: Comment = "Python with the package cryptography is not installed here"

  private let script: String
  private let key: String

  init(in folder: String, named name: String = "one") throws {
    script = folder + "/wrap-keys.py"
    key = folder + "/\(name).bin"
    try Data(try Self.example().utf8).write(to: URL(fileURLWithPath: script))
    let bytes = Data((0..<32).map { _ in UInt8.random(in: .min ... .max) })
    try bytes.write(to: URL(fileURLWithPath: key))
  }

  /// The program stands in the page, so that what is shown there is what is tested.
  private static func example() throws -> String {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/keys.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let match = try #require(text.firstMatch(of: /```python\n((?s:.*?))```/))
    return String(match.output.1)
  }

  func command() -> MasterKeyCommand {
    guard let command = MasterKeyCommand(words: ["python3", script, key]) else {
      preconditionFailure("the example names a program")
    }
    return command
  }
}
