import Foundation
import RegistryHive
import Testing
import UserEnvironment

@testable import WindowsDevice

extension DeviceTests {
  /// What only the running Windows has, against Wine's own tools as the other opinion.
  @Suite(
    "A running Windows", .enabled(if: Wine.isHere, Comment(rawValue: Wine.absence)))
  struct Live {
    @Test("tells the Windows and the name that Wine says it is")
    func description() async throws {
      try await TestedDevice.liveWindows.use { pc in
        let description = try await pc.device.description()
        let windows = try wine(
          "query", #"HKLM\Software\Microsoft\Windows NT\CurrentVersion"#, "/v", "CurrentBuild")
        // Wine plays an older Windows: there is no revision and no edition to tell.
        #expect(windows.contains("REG_SZ    \(description.version.build)\n"))
        #expect(description.version.revision == 0)
        #expect(description.version.edition == "")
        let name = try wine(
          "query", #"HKLM\System\CurrentControlSet\Control\ComputerName\ComputerName"#, "/v",
          "ComputerName")
        #expect(name.contains("REG_SZ    \(description.name)\n"))
        #expect(description.join == .none)
        #expect(description.enrollment.isComplete)
      }
    }

    @Test("tells the people of the profile list")
    func accounts() async throws {
      try await TestedDevice.liveWindows.use { pc in
        #expect(try await pc.device.accounts() == [pc.account])
        let list = try wine(
          "query",
          #"HKLM\Software\Microsoft\Windows NT\CurrentVersion\ProfileList\"# + pc.account.sid, "/v",
          "ProfileImagePath")
        #expect(list.contains("    \(pc.account.profilePath)\n"))
        #expect(try await pc.device.exists(at: pc.account.profilePath))
      }
    }

    @Test("the person who is signed in is the one whose hive Wine shows as HKEY_CURRENT_USER")
    func signedIn() async throws {
      try await TestedDevice.liveWindows.use { pc in
        let windows = try #require(pc.device as? LiveWindows)
        let account = try await windows.signedInAccount()
        #expect(account == pc.account)
        _ = try wine("add", #"HKCU\"# + pc.key, "/v", "mine", "/d", "text", "/f")
        let shown = try wine("query", #"HKU\"# + account.sid + "\\" + pc.key)
        #expect(shown.contains("    mine    REG_SZ    text\n"))
      }
    }

    @Test("trying whether the registry can be written to leaves no key behind")
    func trial() async throws {
      try await TestedDevice.liveWindows.use { pc in
        let before = (try wine("query", "HKCU"), try wine("query", #"HKLM\Software"#))
        try await pc.device.checkWritable(for: pc.account)
        #expect(try wine("query", "HKCU") == before.0)
        #expect(try wine("query", #"HKLM\Software"#) == before.1)
      }
    }

    @Test("what is written is what Wine's reg shows")
    func written() async throws {
      try await TestedDevice.liveWindows.use { pc in
        try await pc.apply([
          .setValue(key: pc.key, name: "a number", .dword(0x1234)),
          .setValue(key: pc.key, name: "a text", .string(#"C:\x "y""#)),
          .setValue(key: pc.key, name: "bytes", .binary([0xDE, 0xAD])),
        ])
        let shown = try wine("query", #"HKCU\"# + pc.key)
        #expect(shown.contains("    a number    REG_DWORD    0x1234\n"))
        #expect(shown.contains(#"    a text    REG_SZ    C:\x "y""# + "\n"))
        #expect(shown.contains("    bytes    REG_BINARY    DEAD\n"))
        try await pc.apply([.removeValue(key: pc.key, name: "bytes")])
        #expect(try !wine("query", #"HKCU\"# + pc.key).contains("bytes"))
      }
    }

    @Test("what Wine's reg has written is read")
    func read() async throws {
      try await TestedDevice.liveWindows.use { pc in
        let key = #"HKCU\"# + pc.key
        _ = try wine("add", key, "/v", "n", "/t", "REG_DWORD", "/d", "66", "/f")
        _ = try wine("add", key, "/v", "m", "/t", "REG_MULTI_SZ", "/d", #"a\0b"#, "/f")
        _ = try wine("add", key, "/ve", "/d", "text", "/f")
        #expect(try await pc.value("n") == .dword(66))
        #expect(try await pc.value("m") == .multiString(["a", "b"]))
        #expect(try await pc.value("") == .string("text"))
      }
    }

    @Test("a string is told up to its terminator, with one")
    func malformedText() async throws {
      try await TestedDevice.liveWindows.use { pc in
        try await pc.apply([
          .setValue(key: pc.key, name: "none", SettingValue(type: 1, bytes: [0x41, 0])),
          .setValue(
            key: pc.key, name: "two", SettingValue(type: 1, bytes: [0x41, 0, 0, 0, 0x42, 0, 0, 0])),
        ])
        #expect(try await pc.value("none") == .string("A"))
        #expect(try await pc.value("two") == .string("A"))
      }
    }

    @Test("every catalog row about the machine lies in what is exported")
    func machineKeys() throws {
      let catalog = try SettingsCatalog.bundled()
      let keys = MachineKeys(catalog: catalog)
      for row in catalog.rows where row.hive == .software || row.hive == .system {
        let exported = row.hive == .software ? keys.software : keys.system
        #expect(
          exported.contains { key in
            (row.key.lowercased() + "\\").hasPrefix(key.lowercased() + "\\")
          }, "\(row.id)")
      }
      #expect(!keys.software.contains(""))
      #expect(!keys.system.contains(""))
    }

    @Test("an environment is captured, installed programs and settings included")
    func capture() async throws {
      try await TestedDevice.liveWindows.use { pc in
        let program = #"Microsoft\Windows\CurrentVersion\Uninstall\Valise sample"#
        try await pc.apply(
          [.setValue(key: program, name: "DisplayName", .string("Sample"))], to: .software)
        try await pc.apply([
          .setValue(key: #"Control Panel\Mouse"#, name: "SwapMouseButtons", .string("1"))
        ])
        let capture = EnvironmentCapture(
          catalog: try SettingsCatalog.bundled(), appCatalog: try AppCatalog.bundled())
        let environment = try await capture.capture(from: pc.device, of: pc.account).environment
        #expect(environment.apps?.apps.map(\.name).contains("Sample") == true)
        #expect(
          environment.settings?.settings.contains { $0.value == .string("1") } == true)
        try await pc.apply(
          [.removeValue(key: program, name: "DisplayName"), .removeEmptyKey(program)],
          to: .software)
      }
    }

    @Test("files of another drive are refused")
    func otherDrive() async throws {
      try await TestedDevice.liveWindows.use { pc in
        for path in [#"Z:\etc\passwd"#, "Z:/etc/passwd", #"d:\x"#, "d:"] {
          await #expect(throws: DeviceError(.outsideVolume, "")) {
            _ = try await pc.device.file(at: path)
          }
        }
        let hasWindows = try await pc.device.exists(at: #"c:\windows"#)
        #expect(hasWindows)
      }
    }

    @Test("nothing is left behind in the folder for temporary files")
    func temporaryFiles() async throws {
      try await TestedDevice.liveWindows.use { pc in
        try await pc.apply([.setValue(key: pc.key, name: "v", .dword(1))])
        _ = try await pc.value("v")
        let left = try await pc.device.fileNames(in: #"C:\windows\temp"#)
        #expect(left.filter { $0.hasPrefix("valise-") }.isEmpty)
      }
    }

    /// Runs Wine's `reg` and gives what it prints.
    private func wine(_ arguments: String...) throws -> String {
      let prefix = try #require(TestedDevices.folders?.prefix)
      let result = Wine.run(["reg"] + arguments, in: prefix)
      try #require(result.status == 0, "reg \(arguments)")
      return result.output
    }
  }
}
