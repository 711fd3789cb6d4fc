import Foundation
import Testing
import WindowsDevice

extension DeviceTests {
  @Suite("The files of every device")
  struct Files {
    @Test("a file comes back byte for byte, and its folders are made", arguments: TestedDevice.here)
    func content(device: TestedDevice) async throws {
      let contents = [Data(), Data("text\r\n\0\u{FF}".utf8), Data(repeating: 0xA5, count: 300_000)]
      try await device.use { pc in
        let path = pc.folder + #"\Ünter folder\a file.bin"#
        for content in contents {
          try await pc.device.replaceFile(at: path, with: content)
          #expect(try await pc.device.file(at: path) == content)
        }
        #expect(try await pc.device.exists(at: path))
        #expect(try await pc.device.exists(at: pc.folder))
        #expect(try await pc.device.fileNames(in: pc.folder) == ["Ünter folder"])
        #expect(
          try await pc.device.fileNames(in: pc.folder + #"\Ünter folder"#) == ["a file.bin"])
      }
    }

    @Test(
      "what is not there is nil, false or empty, and its removal nothing",
      arguments: TestedDevice.here)
    func missing(device: TestedDevice) async throws {
      try await device.use { pc in
        let path = pc.folder + #"\none"#
        #expect(try await pc.device.file(at: path) == nil)
        #expect(try await !pc.device.exists(at: path))
        #expect(try await pc.device.fileNames(in: path).isEmpty)
        try await pc.device.replaceFile(at: path, with: nil)
        #expect(try await !pc.device.exists(at: pc.folder))
      }
    }

    @Test("a removed file is gone, the others stay", arguments: TestedDevice.here)
    func removal(device: TestedDevice) async throws {
      try await device.use { pc in
        for name in ["b", "a", "c"] {
          try await pc.device.replaceFile(at: pc.folder + "\\" + name, with: Data(name.utf8))
        }
        try await pc.device.replaceFile(at: pc.folder + #"\b"#, with: nil)
        #expect(try await pc.device.fileNames(in: pc.folder) == ["a", "c"])
        #expect(try await pc.device.file(at: pc.folder + #"\a"#) == Data("a".utf8))
      }
    }

    @Test("paths compare without regard to case", arguments: TestedDevice.here)
    func letterCase(device: TestedDevice) async throws {
      try await device.use { pc in
        try await pc.device.replaceFile(at: pc.folder + #"\Folder\File.TXT"#, with: Data("1".utf8))
        let other = pc.folder.uppercased() + #"/fOLDER/fILE.txt"#
        #expect(try await pc.device.file(at: other) == Data("1".utf8))
        try await pc.device.replaceFile(at: other, with: Data("2".utf8))
        #expect(try await pc.device.fileNames(in: pc.folder + #"\folder"#) == ["File.TXT"])
        #expect(try await pc.device.file(at: pc.folder + #"\Folder\File.TXT"#) == Data("2".utf8))
      }
    }

    @Test("a path with dots does not lead anywhere", arguments: TestedDevice.here)
    func dots(device: TestedDevice) async throws {
      try await device.use { pc in
        for path in [#"\..\..\..\..\etc\passwd"#, #"\.\x"#, "/../x", #"\.."#] {
          try await expectRefusal(of: pc.folder + path, on: pc.device)
        }
        #expect(try await !pc.device.exists(at: pc.folder))
      }
    }

    @Test(
      "a link out of the volume is not followed, one within it only to read",
      arguments: TestedDevice.here)
    func links(device: TestedDevice) async throws {
      try await device.use { pc in
        let outside = FileManager.default.temporaryDirectory.appending(path: "valise-\(UUID())")
        try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: outside) }
        try Data("secret".utf8).write(to: outside.appending(path: "file"))
        try await pc.device.replaceFile(at: pc.folder + #"\inside\file"#, with: Data("1".utf8))
        for (name, target) in [
          ("away", outside.path), ("up", "../../../../../../../../.."), ("within", "inside"),
          ("file", outside.appending(path: "file").path),
        ] {
          try FileManager.default.createSymbolicLink(
            atPath: pc.folderURL.appending(path: name).path, withDestinationPath: target)
        }
        for path in [#"\away\file"#, #"\away"#, #"\up\x"#, #"\AWAY\new"#, #"\file"#] {
          try await expectRefusal(of: pc.folder + path, on: pc.device)
        }
        #expect(try await pc.device.file(at: pc.folder + #"\within\file"#) == Data("1".utf8))
        for content in [nil, Data("2".utf8)] {
          await #expect(throws: DeviceError(.outsideVolume, "")) {
            try await pc.device.replaceFile(at: pc.folder + #"\within\file"#, with: content)
          }
        }
        #expect(try await pc.device.file(at: pc.folder + #"\inside\file"#) == Data("1".utf8))
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: outside.path) == ["file"])
        #expect(try Data(contentsOf: outside.appending(path: "file")) == Data("secret".utf8))
      }
    }

    private func expectRefusal(of path: String, on device: any Device) async throws {
      await #expect(throws: DeviceError(.outsideVolume, ""), "\(path)") {
        _ = try await device.file(at: path)
      }
      await #expect(throws: DeviceError(.outsideVolume, ""), "\(path)") {
        _ = try await device.exists(at: path)
      }
      await #expect(throws: DeviceError(.outsideVolume, ""), "\(path)") {
        _ = try await device.fileNames(in: path)
      }
      await #expect(throws: DeviceError(.outsideVolume, ""), "\(path)") {
        try await device.replaceFile(at: path, with: Data("x".utf8))
      }
      await #expect(throws: DeviceError(.outsideVolume, ""), "\(path)") {
        try await device.replaceFile(at: path, with: nil)
      }
    }

    @Test(
      "a folder cannot be read as a file, nor a file listed as a folder",
      arguments: TestedDevice.here)
    func kinds(device: TestedDevice) async throws {
      try await device.use { pc in
        try await pc.device.replaceFile(at: pc.folder + #"\file"#, with: Data())
        await #expect(throws: DeviceError(.unreadable, "")) {
          _ = try await pc.device.file(at: pc.folder)
        }
        await #expect(throws: DeviceError(.unreadable, "")) {
          _ = try await pc.device.fileNames(in: pc.folder + #"\file"#)
        }
      }
    }

    @Test(
      "a full disk is an error, and the file is as it was",
      .enabled(if: SmallDisk.canBeMounted, SmallDisk.absence), arguments: TestedDevice.here)
    func full(device: TestedDevice) async throws {
      try await withSmallDisk(in: device) { pc, disk in
        let path = pc.folder + #"\file"#
        try await pc.device.replaceFile(at: path, with: Data("old".utf8))
        try disk.fill()
        await #expect(throws: DeviceError(.full, "")) {
          try await pc.device.replaceFile(at: path, with: Data(repeating: 1, count: 50_000))
        }
        #expect(try await pc.device.file(at: path) == Data("old".utf8))
        #expect(try await pc.device.fileNames(in: pc.folder) == ["file", "filler"])
      }
    }

    @Test(
      "a read-only disk is an error, and the file is as it was",
      .enabled(if: SmallDisk.canBeMounted, SmallDisk.absence), arguments: TestedDevice.here)
    func readOnly(device: TestedDevice) async throws {
      try await withSmallDisk(in: device) { pc, disk in
        let path = pc.folder + #"\file"#
        try await pc.device.replaceFile(at: path, with: Data("old".utf8))
        try disk.makeReadOnly()
        await #expect(throws: DeviceError(.readOnly, "")) {
          try await pc.device.replaceFile(at: path, with: Data("new".utf8))
        }
        await #expect(throws: DeviceError(.readOnly, "")) {
          try await pc.device.replaceFile(at: path, with: nil)
        }
        await #expect(throws: DeviceError(.readOnly, "")) {
          try await pc.device.replaceFile(at: pc.folder + #"\new\file"#, with: Data())
        }
        #expect(try await pc.device.file(at: path) == Data("old".utf8))
      }
    }

    @Test("whether the PC can be written to is said before", arguments: TestedDevice.here)
    func writable(device: TestedDevice) async throws {
      try await device.use { pc in
        let profile = pc.account.profilePath
        let before = try await pc.device.fileNames(in: profile)
        try await pc.device.checkWritable(for: pc.account)
        #expect(try await pc.device.fileNames(in: profile) == before)
      }
    }

    @Test("one visit at a time for a person", arguments: TestedDevice.here)
    func oneVisit(device: TestedDevice) async throws {
      try await device.use { pc in
        let first = try await pc.device.lock(.restore, for: pc.account)
        await #expect(throws: DeviceError(.busy, "")) {
          _ = try await pc.device.lock(.restore, for: pc.account)
        }
        // Apps are installed beside it, by one process too.
        let installation = try await pc.device.lock(.installation, for: pc.account)
        await #expect(throws: DeviceError(.busy, "")) {
          _ = try await pc.device.lock(.installation, for: pc.account)
        }
        installation.release()
        first.release()
        try await pc.device.lock(.restore, for: pc.account).release()
      }
    }

    @Test(
      "a read-only profile is said before",
      .enabled(if: SmallDisk.canBeMounted, SmallDisk.absence), arguments: TestedDevice.here)
    func readOnlyProfile(device: TestedDevice) async throws {
      try await withSmallDisk(in: device) { pc, disk in
        try disk.makeReadOnly()
        let moved = Account(name: "alice", sid: pc.account.sid, profilePath: pc.folder)
        await #expect(throws: DeviceError(.readOnly, "")) {
          try await pc.device.checkWritable(for: moved)
        }
      }
    }

    /// Runs `body` with a PC whose test folder is a small disk.
    private func withSmallDisk(
      in device: TestedDevice, _ body: (TestedPC, SmallDisk) async throws -> Void
    ) async throws {
      try await device.use { pc in
        try FileManager.default.createDirectory(
          at: pc.folderURL, withIntermediateDirectories: true)
        let disk = try SmallDisk(at: pc.folderURL, megabytes: 1)
        defer { disk.unmount() }
        try await body(pc, disk)
      }
    }
  }
}
