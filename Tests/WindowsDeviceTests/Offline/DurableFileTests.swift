import Foundation
import Testing

@testable import WindowsDevice

@Suite("Durable files")
struct DurableFileTests {
  @Test("a file is replaced whole, and nothing else is left in its folder")
  func replacement() async throws {
    try await withFolder { folder in
      let file = folder.appending(path: "a/b/file")
      for content in ["a longer content", "short", ""] {
        try DurableFile.write(Data(content.utf8), to: file)
        #expect(try Data(contentsOf: file) == Data(content.utf8))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a/b") == ["file"])
    }
  }

  @Test("a new file is its owner's alone or as asked for, an old one keeps its permissions")
  func permissions() async throws {
    try await withFolder { folder in
      let file = folder.appending(path: "file")
      try DurableFile.write(Data(), to: file, permissions: 0o644)
      #expect(try mode(of: file) == 0o644)
      try DurableFile.write(Data(), to: file, permissions: 0o600)
      #expect(try mode(of: file) == 0o644)
      let other = folder.appending(path: "other")
      try DurableFile.write(Data(), to: other)
      #expect(try mode(of: other) == 0o600)
    }
  }

  @Test("a reader that has the old file open keeps reading the old content")
  func openReader() async throws {
    try await withFolder { folder in
      let file = folder.appending(path: "file")
      try DurableFile.write(Data("old".utf8), to: file)
      let reader = try FileHandle(forReadingFrom: file)
      try DurableFile.write(Data("new!".utf8), to: file)
      #expect(try reader.readToEnd() == Data("old".utf8))
      try reader.close()
    }
  }

  @Test("a folder in the file's place is an error, and stays with what is in it")
  func folderInPlace() async throws {
    try await withFolder { folder in
      let inner = folder.appending(path: "place/inner")
      try DurableFile.write(Data("x".utf8), to: inner)
      #expect(throws: DeviceError.self) {
        try DurableFile.write(Data(), to: folder.appending(path: "place"))
      }
      #expect(throws: DeviceError.self) {
        try DurableFile.remove(folder.appending(path: "place"))
      }
      #expect(try Data(contentsOf: inner) == Data("x".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["place"])
    }
  }

  @Test("a file in the place of a folder is an error")
  func fileInTheWay() async throws {
    try await withFolder { folder in
      let file = folder.appending(path: "file")
      try DurableFile.write(Data("x".utf8), to: file)
      #expect(throws: DeviceError.self) {
        try DurableFile.write(Data(), to: file.appending(path: "below"))
      }
      #expect(try Data(contentsOf: file) == Data("x".utf8))
    }
  }

  @Test("a removed file is gone, and removing it again is nothing")
  func removal() async throws {
    try await withFolder { folder in
      let file = folder.appending(path: "file")
      try DurableFile.write(Data(), to: file)
      try DurableFile.remove(file)
      try DurableFile.remove(file)
      #expect(!FileManager.default.fileExists(atPath: file.path))
    }
  }

  @Test("trying whether a folder takes a file leaves nothing in it")
  func trial() async throws {
    try await withFolder { folder in
      try DurableFile.checkWritable(folder)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  private func mode(of file: URL) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
  }
}
