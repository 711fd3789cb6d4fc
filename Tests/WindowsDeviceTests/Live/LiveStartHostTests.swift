import Foundation
import Testing

@testable import WindowsDevice

@Suite("Start of a running Windows")
struct LiveStartHostTests {
  /// Runs the body with a stand-in for Windows' tools that notes its arguments and ends with the exit
  /// code that `codes` has for a process.
  private func withTools(
    _ codes: [String: Int], _ body: (LiveStartHost, () throws -> String) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appending(path: "drive_c/windows/temp"), withIntermediateDirectories: true)
    let script = folder.appending(path: "tool")
    let cases = codes.map { "\($0.key)) exit \($0.value) ;;" }.joined(separator: "\n")
    try Data(
      """
      #!/bin/sh
      echo "$@" >> "$(dirname "$0")/calls"
      case "$4" in
      \(cases)
      esac
      exit 0
      """.utf8
    ).write(to: script)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: script.path)
    try await body(
      LiveStartHost(tools: .wine(prefix: folder, command: script.path))
    ) {
      try String(contentsOf: folder.appending(path: "calls"), encoding: .utf8)
    }
  }

  @Test("is ended by name, and Windows starts it again")
  func restart() async throws {
    try await withTools([:]) { host, calls in
      try await host.restart()
      #expect(try calls() == "taskkill /F /IM StartMenuExperienceHost.exe\n")
    }
  }

  @Test("is a part of the shell before Windows 10 1903; one that does not run is no error")
  func older() async throws {
    try await withTools([
      "StartMenuExperienceHost.exe": 128, "ShellExperienceHost.exe": 128,
    ]) { host, calls in
      try await host.restart()
      #expect(
        try calls() == """
          taskkill /F /IM StartMenuExperienceHost.exe
          taskkill /F /IM ShellExperienceHost.exe

          """)
    }
  }

  @Test("that cannot be ended is an error that says what to do")
  func failure() async throws {
    try await withTools(["StartMenuExperienceHost.exe": 1]) { host, _ in
      let error = await #expect(throws: DeviceError.self) { try await host.restart() }
      #expect(error?.code == .toolFailed)
      #expect(error?.message.contains("Sign out") == true)
    }
  }
}
