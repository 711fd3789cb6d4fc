import Foundation
import Testing

@testable import Vault

@Suite("The seal of a component")
struct ComponentSealTests {
  private let vault = Vault(masterKey: MasterKey.sample(1), shelf: MemoryShelf())
  private let place = ComponentPlace(
    tenant: "contoso", user: "ada", profile: "p-1", version: 3, component: "settings")
  private let content = Data("the settings of ada".utf8)

  private func sealed(_ content: Data? = nil) async throws -> SealedBytes {
    try await vault.seal(content ?? self.content, at: place).sealed
  }

  @Test("what was sealed opens again", arguments: [0, 1, 19, 1_000_000])
  func roundTrip(count: Int) async throws {
    let content = Data((0..<count).map { UInt8(truncatingIfNeeded: $0) })
    let sealed = try await sealed(content)
    #expect(try await vault.open(sealed, at: place) == content)
  }

  @Test("the sealed form is a version byte, a nonce, the ciphertext and a tag")
  func form() async throws {
    let sealed = try await sealed()
    #expect(sealed.bytes.first == 2)
    #expect(sealed.bytes.count == 1 + 12 + content.count + 16)
    #expect(sealed.keyGeneration == 1)
    #expect(sealed.bytes.range(of: content) == nil)
  }

  @Test("the same content sealed twice shares no nonce and no ciphertext")
  func freshNonces() async throws {
    let first = try await sealed().bytes
    let second = try await sealed().bytes
    #expect(first.dropFirst().prefix(12) != second.dropFirst().prefix(12))
    #expect(first.dropFirst(13) != second.dropFirst(13))
  }

  @Test(
    "moved to another place, it does not open",
    arguments: [
      ComponentPlace(
        tenant: "fabrikam", user: "ada", profile: "p-1", version: 3, component: "settings"),
      ComponentPlace(
        tenant: "contoso", user: "bob", profile: "p-1", version: 3, component: "settings"),
      ComponentPlace(
        tenant: "contoso", user: "ada", profile: "p-2", version: 3, component: "settings"),
      ComponentPlace(
        tenant: "contoso", user: "ada", profile: "p-1", version: 4, component: "settings"),
      ComponentPlace(
        tenant: "contoso", user: "ada", profile: "p-1", version: 3, component: "apps"),
      // The same letters in the same order, cut elsewhere.
      ComponentPlace(
        tenant: "contoso", user: "adap", profile: "-1", version: 3, component: "settings"),
      ComponentPlace(
        tenant: "contoso", user: "ad", profile: "ap-1", version: 3, component: "settings"),
    ])
  func moved(to other: ComponentPlace) async throws {
    // One key for everybody, so that it is the place alone that keeps the seal shut.
    let key = DataKey.random(generation: 1).key
    for data in [\ComponentPlace.associatedData, \.firstOfPerson] {
      let sealed = try Seal.seal(content, with: key, for: place[keyPath: data])
      #expect(try Seal.open(sealed, with: key, for: place[keyPath: data]) == content)
      #expect(throws: VaultError(.doesNotOpen, "")) {
        try Seal.open(sealed, with: key, for: other[keyPath: data])
      }
    }
  }

  @Test("a seal of another generation, or of the first format, does not open as this one")
  func formats() throws {
    let key = DataKey.random(generation: 1).key
    let sealed = try Seal.seal(
      content, with: key, for: place.associatedData(personGeneration: 1), format: .personKey)
    #expect(throws: VaultError(.doesNotOpen, "")) {
      try Seal.open(
        sealed, with: key, for: place.associatedData(personGeneration: 2), format: .personKey)
    }
    var asFirst = sealed
    asFirst[0] = SealFormat.tenantKey.rawValue
    #expect(throws: VaultError(.doesNotOpen, "")) {
      try Seal.open(asFirst, with: key, for: place.associatedData)
    }
  }

  @Test("another tenant's key does not open it")
  func foreignKey() async throws {
    let sealed = try await sealed()
    let other = ComponentPlace(
      tenant: "fabrikam", user: "ada", profile: "p-1", version: 3, component: "settings")
    _ = try await vault.seal(content, at: other)
    await #expect(throws: VaultError(.doesNotOpen, "")) { try await vault.open(sealed, at: other) }
  }

  @Test("with any one bit changed, it does not open")
  func changed() async throws {
    let sealed = try await sealed()
    for index in sealed.bytes.indices {
      for bit in 0..<8 {
        var bytes = sealed.bytes
        bytes[index] ^= 1 << bit
        let changed = SealedBytes(keyGeneration: 1, bytes: bytes)
        await #expect(throws: VaultError.self) { try await vault.open(changed, at: place) }
      }
    }
  }

  @Test("cut short anywhere, it does not open")
  func truncated() async throws {
    let sealed = try await sealed()
    for count in 0..<sealed.bytes.count {
      let cut = SealedBytes(keyGeneration: 1, bytes: sealed.bytes.prefix(count))
      let code: VaultError.Code = count < 1 + 12 + 16 ? .damagedSeal : .doesNotOpen
      await #expect(throws: VaultError(code, "")) { try await vault.open(cut, at: place) }
    }
  }

  @Test("a format that is not known is refused by name")
  func unknownFormat() async throws {
    var sealed = try await sealed().bytes
    sealed[0] = 3
    let newer = SealedBytes(keyGeneration: 1, bytes: sealed)
    await #expect(throws: VaultError(.damagedSeal, "")) { try await vault.open(newer, at: place) }
  }
}

extension ComponentPlace {
  fileprivate var firstOfPerson: Data { associatedData(personGeneration: 1) }
}
