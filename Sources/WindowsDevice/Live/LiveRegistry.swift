import Foundation
import RegistryHive

/// The registry of a running Windows, through `reg.exe`. Keys are full paths such as
/// `HKEY_LOCAL_MACHINE\SOFTWARE`.
struct LiveRegistry: Sendable {
  let tools: WindowsTools

  private static let tool = "reg"

  /// The key with all below it; nil when it is not there or may not be read, which `reg.exe` does
  /// not tell apart but in words.
  func export(_ key: String) async throws -> RegistryText? {
    try await tools.withExchangeFile { file in
      guard try await answers(["export", key, file.windowsPath, "/y"]) else { return nil }
      do {
        return try RegistryText(parsing: Array(Data(contentsOf: file.url)))
      } catch {
        throw DeviceError(
          .unreadable, "What reg.exe exported of \(key) cannot be read.", cause: error)
      }
    }
  }

  /// Whether the key is there and may be read.
  func exists(_ key: String) async throws -> Bool {
    try await answers(["query", key])
  }

  /// Whether `reg.exe` answers a question. That a key is not there, and that the tool itself failed on a
  /// busy PC, have the same exit code; only the first stays so when it is asked again.
  private func answers(_ question: [String]) async throws -> Bool {
    for _ in 0..<2 where try await tools.run(Self.tool, question).isSuccess { return true }
    return false
  }

  /// Makes the changes of the text, in order. When one fails, those before it stay made.
  func makeChanges(_ text: RegistryText) async throws {
    guard !text.entries.isEmpty else { return }
    try await tools.withExchangeFile { file in
      do {
        // reg.exe refuses UTF-8.
        try Data(text.utf16()).write(to: file.url)
      } catch {
        throw DeviceError(
          .toolFailed,
          "The changes of the registry cannot be written to \(file.url.path) for reg.exe. "
            + "Check that there is room and that it can be written to.",
          cause: error)
      }
      try Self.check(await tools.run(Self.tool, ["import", file.windowsPath]), "import")
    }
  }

  /// Makes an empty key and removes it again.
  ///
  /// - Parameter key: one that is not there.
  func tryKey(_ key: String) async throws {
    // Not by `reg add`, which in Wine gives the key a default value.
    let path = Array(key.utf16)
    try await makeChanges(RegistryText(entries: [.createKey(path: path)]))
    try await makeChanges(RegistryText(entries: [.deleteKey(path: path)]))
  }

  /// Removes a key that holds nothing; nothing when it is not there or holds something.
  func removeEmptyKey(_ key: String) async throws {
    // The key itself is the only thing in its export.
    guard try await export(key)?.entries.count == 1 else { return }
    try Self.check(await tools.run(Self.tool, ["delete", key, "/f"]), "delete")
  }

  private static func check(_ ending: ProgramRun.Ending, _ command: String) throws {
    guard ending.isSuccess else {
      throw DeviceError(
        .toolFailed,
        "reg.exe \(command) failed (\(ending.description)). Changes of the machine's settings and "
          + "of policies need an administrator's rights: run Valise with them and try again.")
    }
  }
}
