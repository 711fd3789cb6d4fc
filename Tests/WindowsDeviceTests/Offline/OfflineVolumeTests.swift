import Foundation
import RegistryHive
import Testing
import UserEnvironment
import WindowsDevice

extension DeviceTests {
  /// What only a mounted disk has.
  @Suite("A mounted disk")
  struct Offline {
    @Test("text that is no proper text is kept byte for byte")
    func malformedValues() async throws {
      let values = [
        SettingValue(type: 1, bytes: [0x41, 0]), SettingValue(type: 1, bytes: [0x41]),
        SettingValue(type: 1, bytes: []), SettingValue(type: 1, bytes: [0x41, 0, 0, 0, 0x42, 0]),
        SettingValue(type: 2, bytes: [0x25]), SettingValue(type: 7, bytes: [0x61, 0, 0, 0]),
        SettingValue(type: 7, bytes: [0x61]), SettingValue(type: 4, bytes: [1, 2, 3]),
        SettingValue(type: 4, bytes: [1, 2, 3, 4, 5]), SettingValue(type: 11, bytes: []),
      ]
      try await TestedDevice.offlineVolume.use { pc in
        try await pc.apply(
          values.enumerated().map { .setValue(key: pc.key, name: "\($0)", $1) })
        for (index, value) in values.enumerated() {
          #expect(try await pc.value("\(index)") == value)
        }
      }
    }

    @Test("changed keys bear the time of the change")
    func time() async throws {
      try await TestedDevice.offlineVolume.use { pc in
        try await pc.apply([.setValue(key: pc.key, name: "v", .dword(1))])
        let hive = try await pc.device.hive(.user, of: pc.account)
        let written = try #require(try hive.key(at: pc.key)).lastWritten
        #expect(written.secondsSince1970 == TestedPC.time.timeIntervalSince1970)
      }
    }

    @Test("a change that cannot be made leaves the hive's file as it was")
    func allOrNothing() async throws {
      try await TestedDevice.offlineVolume.use { pc in
        let file = pc.drive.appending(path: "Users/alice/NTUSER.DAT")
        let before = try Data(contentsOf: file)
        await #expect(throws: DeviceError.self) {
          try await pc.apply([
            .setValue(key: pc.key, name: "v", .dword(1)),
            .setValue(key: pc.key, name: String(repeating: "n", count: 16384), .dword(1)),
          ])
        }
        #expect(try Data(contentsOf: file) == before)
      }
    }

    @Test("a folder without Windows is said to be none, and so is a missing folder")
    func notWindows() async throws {
      try await withFolder { folder in
        #expect(throws: DeviceError(.notWindows, "")) {
          _ = try OfflineVolume(mountedAt: folder)
        }
        #expect(throws: DeviceError(.notWindows, "")) {
          _ = try OfflineVolume(mountedAt: folder.appending(path: "none"))
        }
        let file = folder.appending(path: "file")
        try Data().write(to: file)
        #expect(throws: DeviceError(.notWindows, "")) {
          _ = try OfflineVolume(mountedAt: file)
        }
      }
    }

    @Test(
      "a hive file that is none is an error that names it",
      arguments: [Data(), Data("regf".utf8), Data(repeating: 0, count: 8192)])
    func unreadableHive(content: Data) async throws {
      try await TestedDevice.offlineVolume.use { pc in
        let file = pc.drive.appending(path: "Users/alice/NTUSER.DAT")
        try content.write(to: file)
        let error = try await #require(throws: DeviceError.self) {
          _ = try await pc.device.hive(.user, of: pc.account)
        }
        #expect(error.code == .unreadable)
        #expect(error.message.contains("NTUSER.DAT"))
        await #expect(throws: DeviceError(.unreadable, "")) {
          try await pc.apply([.setValue(key: "k", name: "v", .dword(1))])
        }
        #expect(try Data(contentsOf: file) == content)
      }
    }

    @Test("a hive that is a link out of the volume is not touched")
    func linkedHive() async throws {
      try await TestedDevice.offlineVolume.use { pc in
        try await withFolder { outside in
          let hive = pc.drive.appending(path: "Users/alice/NTUSER.DAT")
          let target = outside.appending(path: "hive")
          try FileManager.default.moveItem(at: hive, to: target)
          try FileManager.default.createSymbolicLink(at: hive, withDestinationURL: target)
          let before = try Data(contentsOf: target)
          await #expect(throws: DeviceError(.outsideVolume, "")) {
            try await pc.apply([.setValue(key: "k", name: "v", .dword(1))])
          }
          #expect(try Data(contentsOf: target) == before)
        }
      }
    }

    @Test("the hives are found whatever the case of their folders is")
    func letterCase() async throws {
      try await TestedDevice.offlineVolume.use { pc in
        let manager = FileManager.default
        for (old, new) in [
          ("Windows", "WINDOWS"), ("WINDOWS/System32", "WINDOWS/system32"),
          ("WINDOWS/system32/config/SOFTWARE", "WINDOWS/system32/config/Software"),
          ("Users", "users"), ("users/alice/NTUSER.DAT", "users/alice/ntuser.dat"),
        ] {
          try manager.moveItem(
            at: pc.drive.appending(path: old), to: pc.drive.appending(path: new))
        }
        let device = try OfflineVolume(mountedAt: pc.drive)
        #expect(try await device.description().name == "DESKTOP-4F2")
        try await pc.apply([.setValue(key: pc.key, name: "v", .dword(1))])
        #expect(try await pc.value("v") == .dword(1))
        let hives = try manager.contentsOfDirectory(atPath: pc.drive.path + "/users/alice").filter {
          $0.lowercased().hasPrefix("ntuser")
        }
        #expect(hives == ["ntuser.dat"])
      }
    }

    @Test(
      "a full disk is an error, and the hive is as it was",
      .enabled(if: SmallDisk.canBeMounted, SmallDisk.absence))
    func full() async throws {
      try await withSmallVolume { pc, disk in
        let file = pc.drive.appending(path: "Users/alice/NTUSER.DAT")
        let names = try FileManager.default.contentsOfDirectory(
          atPath: file.deletingLastPathComponent().path)
        let before = try Data(contentsOf: file)
        try disk.fill()
        await #expect(throws: DeviceError(.full, "")) {
          try await pc.apply([
            .setValue(key: pc.key, name: "v", .binary([UInt8](repeating: 1, count: 20000)))
          ])
        }
        #expect(try Data(contentsOf: file) == before)
        #expect(
          try FileManager.default.contentsOfDirectory(
            atPath: file.deletingLastPathComponent().path) == names)
      }
    }

    @Test(
      "a read-only disk is an error, and is said before",
      .enabled(if: SmallDisk.canBeMounted, SmallDisk.absence))
    func readOnly() async throws {
      try await withSmallVolume { pc, disk in
        try disk.makeReadOnly()
        await #expect(throws: DeviceError(.readOnly, "")) {
          try await pc.device.checkWritable(for: pc.account)
        }
        for kind in SettingDefinition.HiveKind.allCases {
          await #expect(throws: DeviceError(.readOnly, "")) {
            try await pc.apply([.setValue(key: pc.key, name: "v", .dword(1))], to: kind)
          }
          _ = try await pc.device.hive(kind, of: pc.account)
        }
      }
    }

    /// Runs `body` with a PC whose disk is small.
    private func withSmallVolume(
      _ body: (TestedPC, SmallDisk) async throws -> Void
    ) async throws {
      try await TestedDevice.offlineVolume.use { pc in
        try await withFolder { folder in
          let disk = try SmallDisk(at: folder, megabytes: 4)
          defer { disk.unmount() }
          for name in ["Windows", "Users"] {
            try FileManager.default.copyItem(
              at: pc.drive.appending(path: name), to: folder.appending(path: name))
          }
          let device = try OfflineVolume(mountedAt: folder)
          try await body(TestedDevice.pc(device, user: "alice", drive: folder), disk)
        }
      }
    }
  }
}
