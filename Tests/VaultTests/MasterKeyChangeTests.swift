import Foundation
import Testing

@testable import Vault

@Suite("From one master key to another")
struct MasterKeyChangeTests {
  private let change: MasterKeyChange

  init() throws { change = try MasterKeyChange(from: MasterKey.sample(1), to: MasterKey.sample(2)) }

  @Test("a key is the same under the new master key, and not touched twice")
  func rewrapping() async throws {
    let key = DataKey.random(generation: 2)
    let old = try await MasterKey.sample(1).wrap(key, for: "contoso")
    let new = try #require(try await change.rewrap(old, of: "contoso"))
    #expect(new.generation == 2)
    #expect(new.masterKey == MasterKey.sample(2).fingerprint)
    #expect(try await MasterKey.sample(2).unwrap(new, for: "contoso").bytes == key.bytes)
    #expect(try await change.rewrap(new, of: "contoso") == nil)
  }

  @Test("a key under a third master key, of another tenant or damaged is refused")
  func refusals() async throws {
    let third = try await MasterKey.sample(3).wrap(DataKey.random(generation: 1), for: "contoso")
    await #expect(throws: VaultError(.wrongMasterKey, "")) {
      try await change.rewrap(third, of: "contoso")
    }
    let moved = try await MasterKey.sample(1).wrap(DataKey.random(generation: 1), for: "contoso")
    await #expect(throws: VaultError(.doesNotOpen, "")) {
      try await change.rewrap(moved, of: "fabrikam")
    }
    let cut = WrappedDataKey(generation: 1, wrappedBytes: moved.wrappedBytes.prefix(5))
    await #expect(throws: VaultError(.damagedSeal, "")) {
      try await change.rewrap(cut, of: "contoso")
    }
  }

  @Test("from a key to itself there is no way")
  func same() {
    #expect(throws: VaultError(.sameMasterKey, "")) {
      try MasterKeyChange(from: MasterKey.sample(1), to: MasterKey.sample(1))
    }
  }

  @Test("a fingerprint is written in four groups, and read in any form of them")
  func fingerprints() throws {
    let fingerprint = MasterKey.sample(1).fingerprint
    #expect(fingerprint.description == "2b89-2405-68cd-a47c")
    for text in ["2b89-2405-68cd-a47c", "2B89240568CDA47C", " 2b89 2405 68cd a47c\n"] {
      #expect(MasterKeyFingerprint(text) == fingerprint)
    }
    for text in [
      "", "2b89-2405-68cd-a47", "2b89-2405-68cd-a47cc", "2b89-2405-68cd-a47g", "+b89240568cda47c",
    ] {
      #expect(MasterKeyFingerprint(text) == nil)
    }
    #expect(MasterKeyFingerprint(bytes: Data(repeating: 0, count: 7)) == nil)
  }
}
