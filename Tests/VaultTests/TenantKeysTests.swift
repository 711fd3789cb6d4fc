import Foundation
import Testing

@testable import Vault

@Suite("The keys of tenants")
struct TenantKeysTests {
  private let shelf = MemoryShelf()
  private let content = Data("content".utf8)

  private func vault(_ masterKey: UInt8 = 1) -> Vault {
    Vault(masterKey: MasterKey.sample(masterKey), shelf: shelf)
  }

  private func place(_ tenant: String) -> ComponentPlace {
    ComponentPlace(tenant: tenant, user: "ada", profile: "p", version: 1, component: "apps")
  }

  @Test("a tenant gets its first key when something is sealed, and keeps it")
  func firstKey() async throws {
    let vault = vault()
    #expect(await shelf.kept.isEmpty)
    let first = try await vault.seal(content, at: place("contoso")).sealed
    let second = try await vault.seal(content, at: place("contoso")).sealed
    #expect(first.keyGeneration == 1 && second.keyGeneration == 1)
    #expect(await shelf.kept[Data("contoso".utf8)]?.map(\.generation) == [1])
  }

  @Test("another process with the same master key opens what was sealed")
  func secondProcess() async throws {
    let sealed = try await vault().seal(content, at: place("contoso")).sealed
    #expect(try await vault().open(sealed, at: place("contoso")) == content)
  }

  @Test("processes that start at once end up with one key")
  func race() async throws {
    let vaults = (0..<8).map { _ in vault() }
    let sealed = try await withThrowingTaskGroup(of: SealedBytes.self) { group in
      for vault in vaults {
        for _ in 0..<4 {
          group.addTask { try await vault.seal(content, at: place("contoso")).sealed }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(await shelf.kept[Data("contoso".utf8)]?.count == 1)
    for bytes in sealed {
      for vault in vaults {
        #expect(try await vault.open(bytes, at: place("contoso")) == content)
      }
    }
  }

  @Test("keys are unwrapped once, then held")
  func cache() async throws {
    let vault = vault()
    let sealed = try await vault.seal(content, at: place("contoso")).sealed
    let count = await shelf.readCount
    for _ in 0..<5 { _ = try await vault.open(sealed, at: place("contoso")) }
    #expect(await shelf.readCount == count)
  }

  @Test("another master key is refused, before anything is sealed or opened")
  func wrongMasterKey() async throws {
    let sealed = try await vault(1).seal(content, at: place("contoso")).sealed
    let stranger = vault(2)
    let wrong = VaultError(.wrongMasterKey, "")
    #expect(wrong.code.description == "vault.wrongMasterKey")
    await #expect(throws: wrong) { try await stranger.checkKeys(of: "contoso") }
    await #expect(throws: wrong) { try await stranger.open(sealed, at: place("contoso")) }
    await #expect(throws: wrong) { try await stranger.seal(content, at: place("contoso")) }
    #expect(await shelf.kept[Data("contoso".utf8)]?.count == 1)
  }

  @Test("the check makes no key, and passes where there is none")
  func checkOfNewTenant() async throws {
    try await vault().checkKeys(of: "contoso")
    #expect(await shelf.kept.isEmpty)
  }

  @Test("a newer key seals; the older one still opens")
  func rotation() async throws {
    let old = try await vault().seal(content, at: place("contoso"))
    #expect(try await vault().rotateKey(of: "contoso") == 2)
    let vault = vault()
    let new = try await vault.seal(content, at: place("contoso"))
    #expect(old.key.tenantGeneration == 1)
    #expect(new.key.tenantGeneration == 2)
    #expect(try await vault.open(old.sealed, at: place("contoso")) == content)
    #expect(try await vault.open(new.sealed, at: place("contoso")) == content)
  }

  @Test("a key that another process made meanwhile is found")
  func keyMadeElsewhere() async throws {
    let early = vault()
    _ = try await early.seal(content, at: place("contoso"))
    _ = try await vault().rotateKey(of: "contoso")
    let new = try await vault().seal(content, at: place("contoso")).sealed
    #expect(try await early.open(new, at: place("contoso")) == content)
  }

  @Test("once the key is erased, nothing opens")
  func erasure() async throws {
    let sealed = try await vault().seal(content, at: place("contoso")).sealed
    await shelf.replace([], of: "contoso")
    await #expect(throws: VaultError(.missingKey, "")) {
      try await vault().open(sealed, at: place("contoso"))
    }
  }

  @Test("a wrapped key that was moved to another tenant or generation does not unwrap")
  func movedKey() async throws {
    let masterKey = MasterKey.sample(1)
    let wrapped = try await masterKey.wrap(.random(generation: 1), for: "contoso")
    _ = try await masterKey.unwrap(wrapped, for: "contoso")
    await #expect(throws: VaultError(.doesNotOpen, "")) {
      try await masterKey.unwrap(wrapped, for: "fabrikam")
    }
    let renumbered = WrappedDataKey(generation: 2, wrappedBytes: wrapped.wrappedBytes)
    await #expect(throws: VaultError(.doesNotOpen, "")) {
      try await masterKey.unwrap(renumbered, for: "contoso")
    }
  }

  @Test("a wrapped key that was cut short anywhere does not unwrap")
  func truncatedKey() async throws {
    let masterKey = MasterKey.sample(1)
    let wrapped = try await masterKey.wrap(.random(generation: 1), for: "contoso")
    for count in 0..<wrapped.wrappedBytes.count {
      let cut = WrappedDataKey(generation: 1, wrappedBytes: wrapped.wrappedBytes.prefix(count))
      await #expect(throws: VaultError.self) {
        try await masterKey.unwrap(cut, for: "contoso")
      }
    }
  }

  @Test("tenants whose names differ only in normalization have keys of their own")
  func normalization() async throws {
    let vault = vault()
    let (composed, decomposed) = ("Ren\u{E9}", "Rene\u{301}")
    #expect(composed == decomposed, "the two are equal as Swift strings")
    _ = try await vault.seal(content, at: place(composed))
    _ = try await vault.seal(content, at: place(decomposed))
    #expect(await shelf.kept.count == 2)
  }

  @Test("what the shelf throws comes through unchanged")
  func brokenShelf() async throws {
    let vault = Vault(masterKey: MasterKey.sample(1), shelf: BrokenShelf())
    await #expect(throws: BrokenShelf.Unreachable.self) {
      try await vault.seal(content, at: place("contoso"))
    }
    await #expect(throws: BrokenShelf.Unreachable.self) {
      try await vault.checkKeys(of: "contoso")
    }
  }
}

extension MasterKey {
  /// A key that is the same every time.
  static func sample(_ seed: UInt8) -> MasterKey {
    guard let key = MasterKey(bytes: Data(repeating: seed, count: byteCount)) else {
      preconditionFailure("a master key has \(byteCount) bytes")
    }
    return key
  }
}
