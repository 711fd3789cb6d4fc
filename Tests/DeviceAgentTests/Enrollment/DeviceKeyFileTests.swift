import DeviceProof
import Foundation
import Testing

@testable import DeviceAgent

@Suite("The file with a PC's keys")
struct DeviceKeyFileTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "valise-keys-\(UUID().uuidString)/Valise")
  private let server = "https://valise.example.org"

  private func credential(at server: String? = nil) -> DeviceCredential {
    DeviceCredential(
      server: server ?? self.server, device: "d-1", name: "PC", key: DeviceKey())
  }

  private func keep(_ credential: DeviceCredential, in file: DeviceKeyFile) async throws {
    try await file.exclusively(at: credential.server) { _, keep in try keep(credential) }
  }

  @Test("keeps one key for each service, readable by its owner alone")
  func kept() async throws {
    defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
    let file = DeviceKeyFile(folder: folder)
    #expect(try file.credential(at: server) == nil)
    let (first, other) = (credential(), credential(at: "https://other.example.org"))
    try await keep(first, in: file)
    try await keep(other, in: file)
    #expect(try file.credential(at: server) == first)
    #expect(try file.credential(at: other.server) == other)
    let again = credential()
    try await keep(again, in: file)
    #expect(try file.credential(at: server) == again)
    #expect(try again.key().publicKey != first.key().publicKey)
    for (path, mode) in [(file.url.path, 0o600), (folder.path, 0o700)] {
      #expect(
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == mode)
    }
  }

  @Test("a file that others can read, a folder in its place, or a damaged one is not used")
  func refused() async throws {
    defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
    let file = DeviceKeyFile(folder: folder)
    try await keep(credential(), in: file)
    for mode in [0o644, 0o640, 0o604, 0o602] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.url.path)
      #expect(throws: AgentError(.exposedDeviceKey, "")) { try file.credential(at: server) }
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.url.path)
    try Data("{".utf8).write(to: file.url)
    #expect(throws: AgentError(.damagedDeviceKey, "")) { try file.credential(at: server) }
    try FileManager.default.removeItem(at: file.url)
    try FileManager.default.createDirectory(at: file.url, withIntermediateDirectories: true)
    #expect(throws: AgentError(.exposedDeviceKey, "")) { try file.credential(at: server) }
  }

  @Test("a key of zeros is no key")
  func damagedKey() async throws {
    defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
    let file = DeviceKeyFile(folder: folder)
    let zeros = Data(count: 32).base64EncodedString()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let isMade = FileManager.default.createFile(
      atPath: file.url.path,
      contents: Data(
        #"{"credentials":[{"server":"\#(server)","device":"d","name":"n","secret":"\#(zeros)"}]}"#
          .utf8
      ), attributes: [.posixPermissions: 0o600])
    try #require(isMade)
    let credential = try #require(try file.credential(at: server))
    #expect(throws: AgentError(.damagedDeviceKey, "")) { try credential.key() }
  }

  @Test("of two keys the one that the service counts stays")
  func settled() throws {
    let next = DeviceKey()
    for (usesNext, expected) in [(true, next), (false, nil)] {
      var credential = credential()
      let before = try credential.key().publicKey
      credential.prepare(next)
      #expect(try credential.nextKey()?.publicKey == next.publicKey)
      #expect(try credential.key().publicKey == before)
      credential.settle(usingNext: usesNext)
      #expect(try credential.nextKey() == nil)
      #expect(try credential.key().publicKey == expected?.publicKey ?? before)
    }
  }
}
