import Foundation
import Testing

@testable import WindowsDevice

@Suite("Windows paths in a mounted disk")
struct VolumeFilesTests {
  @Test(
    "a path is found without regard to case, drive and kind of slash",
    arguments: [
      #"C:\Folder\File.txt"#, #"c:\FOLDER\FILE.TXT"#, #"Folder\File.txt"#, "/folder/file.txt",
      #"C:\\Folder\\File.txt\"#,
    ])
  func find(path: String) async throws {
    try await withFolder { folder in
      try DurableFile.write(Data(), to: folder.appending(path: "Folder/File.txt"))
      let found = try VolumeFiles(root: folder).find(path)
      #expect(found?.path.hasSuffix("/Folder/File.txt") == true)
    }
  }

  @Test("of two names that differ in case, the exact one is taken")
  func exactName() async throws {
    try await withFolder { folder in
      for name in ["FILE", "File", "file"] {
        try DurableFile.write(Data(name.utf8), to: folder.appending(path: name))
      }
      let files = try VolumeFiles(root: folder)
      for name in ["FILE", "File", "file"] {
        let url = try #require(try files.find(name))
        #expect(try Data(contentsOf: url) == Data(name.utf8))
      }
      #expect(try files.find("fILE")?.lastPathComponent == "FILE")
    }
  }

  @Test("a place keeps the spelling of the folders there are, and takes the rest as given")
  func place() async throws {
    try await withFolder { folder in
      try DurableFile.write(Data(), to: folder.appending(path: "Users/Alice/x"))
      let place = try VolumeFiles(root: folder).place(for: #"C:\USERS\alice\New\File"#)
      #expect(place.path.hasSuffix("/Users/Alice/New/File"))
    }
  }

  @Test(
    "a path with dots or NUL is refused",
    arguments: [#"C:\..\x"#, #"a\..\b"#, #"a\."#, "..", "a\0b", "a/../../b"])
  func refusal(path: String) async throws {
    try await withFolder { folder in
      let files = try VolumeFiles(root: folder)
      #expect(throws: DeviceError(.outsideVolume, "")) { _ = try files.find(path) }
      #expect(throws: DeviceError(.outsideVolume, "")) { _ = try files.place(for: path) }
    }
  }

  @Test("a folder beside the volume whose name begins alike is outside")
  func neighbour() async throws {
    try await withFolder { folder in
      for name in ["disk", "disk2"] {
        try DurableFile.write(Data(), to: folder.appending(path: name + "/file"))
      }
      try FileManager.default.createSymbolicLink(
        atPath: folder.path + "/disk/link", withDestinationPath: "../disk2")
      let files = try VolumeFiles(root: folder.appending(path: "disk"))
      #expect(throws: DeviceError(.outsideVolume, "")) { _ = try files.find(#"link\file"#) }
      #expect(throws: DeviceError(.outsideVolume, "")) { _ = try files.place(for: #"link\new"#) }
    }
  }

  @Test("a volume that is itself reached through a link is used")
  func linkedVolume() async throws {
    try await withFolder { folder in
      try DurableFile.write(Data("x".utf8), to: folder.appending(path: "disk/file"))
      let link = folder.appending(path: "link")
      try FileManager.default.createSymbolicLink(
        at: link, withDestinationURL: folder.appending(path: "disk"))
      let found = try #require(try VolumeFiles(root: link).find("file"))
      #expect(try Data(contentsOf: found) == Data("x".utf8))
    }
  }

  @Test("nothing is put through a link or in its place, wherever it leads")
  func links() async throws {
    try await withFolder { folder in
      let outside = folder.appending(path: "outside")
      let disk = folder.appending(path: "disk")
      try DurableFile.write(Data(), to: disk.appending(path: "inside/file"))
      for (name, target) in [("nowhere", outside.path), ("within", "inside")] {
        try FileManager.default.createSymbolicLink(
          atPath: disk.path + "/" + name, withDestinationPath: target)
      }
      let files = try VolumeFiles(root: disk)
      for path in ["nowhere", #"nowhere\new"#, "within", #"WITHIN\file"#, #"within\new"#] {
        #expect(throws: DeviceError(.outsideVolume, "")) { _ = try files.place(for: path) }
      }
      let found = try files.find(#"within\file"#)
      #expect(found?.path.hasSuffix("/inside/file") == true)
    }
  }

  @Test("nothing is removed through a link, nor the link itself")
  func removalThroughLinks() async throws {
    try await withFolder { folder in
      let file = folder.appending(path: "hive")
      try DurableFile.write(Data("hive".utf8), to: file)
      for (name, target) in [("file", "hive"), ("folder", ".")] {
        try FileManager.default.createSymbolicLink(
          atPath: folder.path + "/" + name, withDestinationPath: target)
      }
      let files = try VolumeFiles(root: folder)
      for path in ["file", #"folder\hive"#] {
        #expect(throws: DeviceError(.outsideVolume, "")) {
          try files.replace(at: path, with: nil)
        }
      }
      #expect(try Data(contentsOf: file) == Data("hive".utf8))
      #expect(try files.names(in: "") == ["file", "folder", "hive"])
      try files.replace(at: "hive", with: nil)
      #expect(try files.names(in: "") == ["file", "folder"])
    }
  }

  @Test("another drive and another machine are refused", arguments: [#"D:\x"#, "z:/x", #"\\pc\x"#])
  func otherDrive(path: String) async throws {
    try await withFolder { folder in
      let files = try VolumeFiles(root: folder)
      #expect(throws: DeviceError(.outsideVolume, "")) { _ = try files.find(path) }
      #expect(throws: DeviceError(.outsideVolume, "")) { _ = try files.place(for: path) }
    }
  }
}
