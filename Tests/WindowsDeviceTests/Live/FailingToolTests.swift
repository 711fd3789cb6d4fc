import Foundation
import RegistryHive
import Testing
import UserEnvironment

@testable import WindowsDevice

extension DeviceTests {
  /// Wine behind a script that makes one of its tools fail.
  @Suite(
    "Failing tools of Windows", .enabled(if: Wine.isHere, Comment(rawValue: Wine.absence)))
  struct FailingTools {
    /// Fails once when the flag is there: after the import is made, so that everything has changed.
    static let failingImport = """
      if [ "$2" = import ] && rm "$(dirname "$0")/fail" 2>/dev/null; then wine "$@"; exit 5; fi
      """

    @Test("a change that fails is put back: values, removed values, new and removed keys")
    func putBack() async throws {
      try await withTool(Self.failingImport) { pc, folder in
        let before: [RegistryEdit] = [
          .setValue(key: pc.key, name: "changed", .string("old")),
          .setValue(key: pc.key, name: "removed", .dword(1)),
          .setValue(key: pc.key, name: "", .expandString("%x%")),
          .setValue(key: pc.key + #"\empty"#, name: "v", .dword(1)),
          .removeValue(key: pc.key + #"\empty"#, name: "v"),
          .setValue(key: pc.key + #"\other"#, name: "stays", .dword(9)),
        ]
        try await pc.apply(before)
        let text = try await registryText(of: pc)
        try Data().write(to: folder.appending(path: "fail"))
        let error = try await #require(throws: DeviceError.self) {
          try await pc.apply([
            .setValue(key: pc.key, name: "changed", .dword(2)),
            .removeValue(key: pc.key, name: "removed"),
            .setValue(key: pc.key, name: "", .string("new")),
            .setValue(key: pc.key, name: "new", .string("new")),
            .removeEmptyKey(pc.key + #"\empty"#),
            .setValue(key: pc.key + #"\new\newer"#, name: "v", .dword(3)),
          ])
        }
        #expect(error.code == .toolFailed)
        #expect(error.message.contains("exit code 5"))
        #expect(try await registryText(of: pc) == text)
      }
    }

    @Test("a new key that somebody else has put something into stays when a change is put back")
    func putBackKeepsForeignValues() async throws {
      let script = """
        if [ "$2" = import ] && rm "$(dirname "$0")/fail" 2>/dev/null; then
          wine "$@"
          wine reg add "$(cat "$(dirname "$0")/key")" /v foreign /d text /f
          exit 1
        fi
        """
      try await withTool(script) { pc, folder in
        try Data(#"HKCU\\#(pc.key)\new"#.utf8).write(to: folder.appending(path: "key"))
        try Data().write(to: folder.appending(path: "fail"))
        await #expect(throws: DeviceError(.toolFailed, "")) {
          try await pc.apply([.setValue(key: pc.key + #"\new"#, name: "v", .dword(1))])
        }
        #expect(try await pc.value("v", in: #"\new"#) == nil)
        #expect(try await pc.value("foreign", in: #"\new"#) == .string("text"))
      }
    }

    @Test("when a key may not be made, everything is as it was, and putting back does not need it")
    func forbiddenKey() async throws {
      let script = #"""
        file="$WINEPREFIX/drive_c$(printf %s "${3#C:}" | tr '\\' /)"
        if [ "$2" = import ] && tr -d '\0' < "$file" | grep -q forbidden; then exit 1; fi
        """#
      try await withTool(script) { pc, _ in
        try await pc.apply([.setValue(key: pc.key, name: "v", .dword(1))])
        let text = try await registryText(of: pc)
        let error = try await #require(throws: DeviceError.self) {
          try await pc.apply([
            .setValue(key: pc.key, name: "v", .dword(2)),
            .setValue(key: pc.key + #"\forbidden"#, name: "v", .dword(2)),
          ])
        }
        #expect(!error.message.contains("only in part"))
        #expect(try await registryText(of: pc) == text)
      }
    }

    @Test("when putting back fails too, the error says that the registry is changed in part")
    func cannotPutBack() async throws {
      try await withTool(#"if [ "$2" = import ]; then exit 5; fi"#) { pc, _ in
        let error = try await #require(throws: DeviceError.self) {
          try await pc.apply([.setValue(key: #"Control Panel\Mouse"#, name: "x", .dword(1))])
        }
        #expect(error.code == .toolFailed)
        #expect(error.message.contains("only in part"))
      }
    }

    /// Does not end when the flag is there, after the import is made.
    static let hangingImport = """
      if [ "$2" = import ] && rm "$(dirname "$0")/fail" 2>/dev/null; then
        wine "$@"
        echo $$ > "$(dirname "$0")/id"
        exec sleep 600
      fi
      """

    @Test("a tool that takes too long is ended, and what it did is put back")
    func timeLimit() async throws {
      try await withTool(Self.hangingImport, timeLimit: .seconds(5)) { pc, folder in
        try Data().write(to: folder.appending(path: "fail"))
        let error = try await #require(throws: DeviceError.self) {
          try await pc.apply([.setValue(key: pc.key, name: "x", .dword(1))])
        }
        #expect(error.code == .toolFailed)
        #expect(error.message.contains("longer than"))
        #expect(try await !pc.hasKey())
        let id = try String(contentsOf: folder.appending(path: "id"), encoding: .utf8)
          .trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(!FileManager.default.fileExists(atPath: "/proc/" + id))
      }
    }

    @Test("a change that is cancelled is put back")
    func cancellation() async throws {
      try await withTool(Self.hangingImport) { pc, folder in
        let id = folder.appending(path: "id")
        try #require(mkfifo(id.path, 0o600) == 0)
        try Data().write(to: folder.appending(path: "fail"))
        let change = Task { try await pc.apply([.setValue(key: pc.key, name: "x", .dword(1))]) }
        // Comes back when the import is made and the tool hangs.
        _ = try FileHandle(forReadingFrom: id).readToEnd()
        change.cancel()
        await #expect(throws: (any Error).self) { try await change.value }
        #expect(try await !pc.hasKey())
      }
    }

    @Test("a key is not absent because a tool failed once", arguments: ["export", "query"])
    func onceFailing(question: String) async throws {
      let script = """
        if [ "$2" = \(question) ] && rm "$(dirname "$0")/fail" 2>/dev/null; then exit 1; fi
        """
      try await withTool(script) { pc, folder in
        try await pc.apply([.setValue(key: pc.key, name: "x", .dword(7))])
        try Data().write(to: folder.appending(path: "fail"))
        let registry = LiveRegistry(
          tools: .wine(
            prefix: try #require(TestedDevices.folders?.prefix),
            command: folder.appending(path: "launcher").path))
        let key = #"HKEY_CURRENT_USER\\#(pc.key)"#
        switch question {
        case "query": #expect(try await registry.exists(key))
        default: #expect(try await registry.export(key) != nil)
        }
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "fail").path))
      }
    }

    @Test("a key that may not be read is left out")
    func unreadableKey() async throws {
      let script = #"case "$3" in *TimeZoneInformation*) exit 1;; esac"#
      try await withTool(script) { pc, _ in
        let hive = try await pc.device.hive(.system, of: pc.account)
        #expect(try hive.catalogKey(at: #"CurrentControlSet\Control"#) != nil)
        #expect(try hive.catalogKey(at: #"CurrentControlSet\Control\TimeZoneInformation"#) == nil)
      }
    }

    @Test("a registry that cannot be written to is said before")
    func notWritable() async throws {
      try await withTool(#"if [ "$2" = import ]; then exit 1; fi"#) { pc, _ in
        await #expect(throws: DeviceError(.readOnly, "")) {
          try await pc.device.checkWritable(for: pc.account)
        }
      }
    }

    @Test("what cannot be understood of an export is an error")
    func unreadableExport() async throws {
      let script = """
        if [ -e "$(dirname "$0")/fail" ] && [ "$2" = export ]; then
          printf 'REGEDIT4' > "$WINEPREFIX/drive_c/$(echo "${4#C:}" | tr '\\\\\\\\' /)"; exit 0
        fi
        """
      try await withTool(script) { pc, folder in
        try Data().write(to: folder.appending(path: "fail"))
        await #expect(throws: DeviceError(.unreadable, "")) {
          _ = try await pc.device.hive(.user, of: pc.account)
        }
      }
    }

    @Test("the join state is what dsregcmd says, where it is there")
    func dsregcmd() async throws {
      let script = #"""
        if [ "$1" = dsregcmd ]; then
          printf '        AzureAdJoined : YES\r\n         DomainJoined : YES\r\n'; exit 0
        fi
        """#
      try await withTool(script) { pc, _ in
        let description = try await pc.device.description()
        #expect(description.join == .entraHybridJoined)
      }
    }

    @Test("a missing tool is an error that says which")
    func missingTool() async throws {
      let prefix = try #require(TestedDevices.folders?.prefix)
      let device = try LiveWindows(
        through: .wine(prefix: prefix, command: "valise-no-such-program"),
        catalog: SettingsCatalog.bundled())
      let error = try await #require(throws: DeviceError.self) { _ = try await device.accounts() }
      #expect(error.code == .toolMissing)
      #expect(error.message.contains("valise-no-such-program"))
    }

    @Test("a prefix that is not there is no Windows")
    func missingPrefix() {
      #expect(throws: DeviceError(.notWindows, "")) {
        _ = try LiveWindows(
          through: .wine(prefix: URL(filePath: "/nowhere/prefix")),
          catalog: SettingsCatalog.bundled())
      }
    }

    @Test("on a machine that is no Windows, the native tools have no Windows")
    func notWindows() {
      #expect(throws: DeviceError(.notWindows, "")) {
        _ = try LiveWindows(through: .native(), catalog: SettingsCatalog.bundled())
      }
    }

    private func registryText(of pc: TestedPC) async throws -> RegistryText {
      let hive = try await pc.device.hive(.user, of: pc.account)
      return try RegistryText.exporting(#require(try hive.key(at: pc.key)), prefix: "")
    }

    /// Runs `body` with a PC whose tools are started by a script, which ends with Wine itself.
    private func withTool(
      _ script: String, timeLimit: Duration = .seconds(60),
      _ body: (TestedPC, URL) async throws -> Void
    ) async throws {
      let prefix = try #require(TestedDevices.folders?.prefix)
      let folder = FileManager.default.temporaryDirectory.appending(path: "valise-\(UUID())")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let launcher = folder.appending(path: "launcher")
      try Data("#!/bin/sh\n\(script)\nexec wine \"$@\"\n".utf8).write(to: launcher)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: launcher.path)
      let tools = WindowsTools.wine(
        prefix: prefix, command: launcher.path, timeLimit: timeLimit)
      try await LiveWindows.use(tools, prefix: prefix) { pc in try await body(pc, folder) }
    }
  }
}
