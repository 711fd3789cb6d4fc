import Foundation
import Testing

@testable import Vault

@Suite("The file of the master key")
struct MasterKeyFileTests {
  private static let header =
    "Valise master key, format 1. Keep it secret, and keep a copy: without it, no backup opens."

  @Test("it is made at the first start, for its owner only, and says what it is")
  func making() async throws {
    try await withTemporaryFolder { folder in
      let file = MasterKeyFile(path: folder + "/master.key")
      #expect(!file.exists)
      _ = try file.masterKey()
      #expect(file.exists)
      #expect(try permissions(file.path) == 0o600)
      let lines = try text(of: file).split(separator: "\n")
      #expect(lines.count == 2)
      #expect(String(lines[0]) == Self.header)
      #expect(Data(base64Encoded: String(lines[1]))?.count == 32)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["master.key"])
    }
  }

  @Test("later starts read the same key")
  func reading() async throws {
    try await withTemporaryFolder { folder in
      let file = MasterKeyFile(path: folder + "/master.key")
      let made = try file.masterKey()
      #expect(try file.masterKey().fingerprint == made.fingerprint)
    }
  }

  @Test("a key file that was written by hand is read")
  func byHand() async throws {
    try await withTemporaryFolder { folder in
      let bytes = Data(repeating: 7, count: 32)
      let file = try write("\(Self.header)\n\(bytes.base64EncodedString())\n", in: folder)
      #expect(try file.masterKey().fingerprint == MasterKey(bytes: bytes)?.fingerprint)
    }
  }

  @Test("two files hold two keys")
  func randomness() async throws {
    try await withTemporaryFolder { folder in
      let first = try MasterKeyFile(path: folder + "/1").masterKey()
      let second = try MasterKeyFile(path: folder + "/2").masterKey()
      #expect(first.fingerprint != second.fingerprint)
    }
  }

  @Test("processes that start at once end up with one key")
  func race() async throws {
    try await withTemporaryFolder { folder in
      let file = MasterKeyFile(path: folder + "/master.key")
      let fingerprints = try await withThrowingTaskGroup(of: MasterKeyFingerprint.self) { group in
        for _ in 0..<16 { group.addTask { try file.masterKey().fingerprint } }
        return try await group.reduce(into: Set<MasterKeyFingerprint>()) { $0.insert($1) }
      }
      #expect(fingerprints.count == 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["master.key"])
    }
  }

  @Test("a file that others can reach is refused", arguments: [0o640, 0o604, 0o620, 0o601, 0o666])
  func exposed(mode: Int) async throws {
    try await withTemporaryFolder { folder in
      let file = MasterKeyFile(path: folder + "/master.key")
      _ = try file.masterKey()
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
      #expect(throws: VaultError(.exposedKeyFile, "")) { try file.masterKey() }
    }
  }

  @Test("cut short anywhere, it is refused and left alone")
  func truncated() async throws {
    try await withTemporaryFolder { folder in
      let file = MasterKeyFile(path: folder + "/master.key")
      _ = try file.masterKey()
      let whole = try text(of: file)
      // The last character is the line's end, without which the key is whole.
      for count in 0..<(whole.count - 1) {
        let cut = try write(String(whole.prefix(count)), in: folder)
        #expect(throws: VaultError(.damagedKeyFile, "")) { try cut.masterKey() }
        #expect(try text(of: cut) == String(whole.prefix(count)))
      }
    }
  }

  @Test(
    "anything else than a header and 32 bytes is refused",
    arguments: [
      "", "\n\n", "garbage", header, header + "\n!!!\n",
      header + "\n" + Data(repeating: 1, count: 31).base64EncodedString(),
      header + "\n" + Data(repeating: 1, count: 33).base64EncodedString(),
      "Another header\n" + Data(repeating: 1, count: 32).base64EncodedString(),
      header + "\n" + Data(repeating: 1, count: 32).base64EncodedString() + "\nmore",
      String(repeating: "x", count: 100_000),
    ])
  func damaged(text: String) async throws {
    try await withTemporaryFolder { folder in
      let file = try write(text, in: folder)
      #expect(throws: VaultError(.damagedKeyFile, "")) { try file.masterKey() }
    }
  }

  @Test("a folder is not a key file")
  func folder() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/master.key", withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o700])
      let file = MasterKeyFile(path: folder + "/master.key")
      #expect(throws: VaultError(.damagedKeyFile, "")) { try file.masterKey() }
    }
  }

  @Test("where there is no folder, no file can be made")
  func noFolder() async throws {
    try await withTemporaryFolder { folder in
      let file = MasterKeyFile(path: folder + "/missing/master.key")
      #expect(throws: VaultError(.unwritableKeyFile, "")) { try file.masterKey() }
    }
  }

  @Test("no error text holds the key")
  func silence() async throws {
    try await withTemporaryFolder { folder in
      let secret = Data(repeating: 9, count: 31).base64EncodedString()
      let file = try write(Self.header + "\n" + secret, in: folder)
      let error = #expect(throws: VaultError.self) { try file.masterKey() }
      #expect(error.map { !"\($0) \($0.cause ?? "")".contains(secret) } == true)
    }
  }

  private func write(_ text: String, in folder: String) throws -> MasterKeyFile {
    let path = folder + "/written.key"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    return MasterKeyFile(path: path)
  }

  private func text(of file: MasterKeyFile) throws -> String {
    try String(contentsOfFile: file.path, encoding: .utf8)
  }

  private func permissions(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }
}
