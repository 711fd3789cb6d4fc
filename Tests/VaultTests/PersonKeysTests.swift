import Foundation
import Synchronization
import Testing

@testable import Vault

@Suite("The keys of people")
struct PersonKeysTests {
  private let shelf = MemoryShelf()
  private let clock = TestClock()
  private let content = Data("content".utf8)
  private let ada = PersonName(tenant: "contoso", user: "ada")

  private func vault() -> Vault {
    Vault(masterKey: MasterKey.sample(1), shelf: shelf, now: { [clock] in clock.now })
  }

  private func place(_ user: String) -> ComponentPlace {
    ComponentPlace(tenant: "contoso", user: user, profile: "p", version: 1, component: "apps")
  }

  @Test("each person has a key of their own, wrapped by the tenant's")
  func ownKeys() async throws {
    let vault = vault()
    for user in ["ada", "bob", "ada"] { _ = try await vault.seal(content, at: place(user)) }
    #expect(await shelf.people.count == 2)
    #expect(await shelf.people[ada]?.map(\.generation) == [1])
    #expect(await shelf.people[ada]?.map(\.tenantGeneration) == [1])
  }

  @Test("people whose names differ only in normalization have keys of their own")
  func normalization() async throws {
    let vault = vault()
    let (composed, decomposed) = ("Ren\u{E9}", "Rene\u{301}")
    #expect(composed == decomposed, "the two are equal as Swift strings")
    let sealed = try await vault.seal(content, at: place(composed)).sealed
    _ = try await vault.seal(content, at: place(decomposed))
    #expect(await shelf.people.count == 2)
    await #expect(throws: VaultError(.doesNotOpen, "")) {
      try await vault.open(sealed, at: place(decomposed))
    }
  }

  @Test("processes that start at once end up with one key of a person")
  func race() async throws {
    let vaults = (0..<8).map { _ in vault() }
    let seals = try await withThrowingTaskGroup(of: SealedBytes.self) { group in
      for vault in vaults {
        for _ in 0..<4 { group.addTask { try await vault.seal(content, at: place("ada")).sealed } }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(await shelf.people[ada]?.count == 1)
    for seal in seals {
      for vault in vaults { #expect(try await vault.open(seal, at: place("ada")) == content) }
    }
  }

  @Test("a person's key that was moved to another person, tenant or generation does not open")
  func movedKey() async throws {
    let vault = vault()
    let key = try await vault.seal(content, at: place("ada")).key
    try await vault.check(key, of: ada)
    _ = try await vault.seal(
      content,
      at: ComponentPlace(
        tenant: "fabrikam", user: "ada", profile: "p", version: 1, component: "apps"))
    let moved = WrappedPersonKey(
      generation: 2, tenantGeneration: 1, wrappedBytes: key.wrappedBytes)
    for (key, person) in [
      (key, PersonName(tenant: "contoso", user: "bob")),
      (key, PersonName(tenant: "fabrikam", user: "ada")), (moved, ada),
    ] {
      await #expect(throws: VaultError(.doesNotOpen, "")) { try await vault.check(key, of: person) }
    }
  }

  @Test("once a person's key is erased, nothing of theirs opens, and all of everybody else's")
  func erasure() async throws {
    let (adas, bobs) = (
      try await vault().seal(content, at: place("ada")).sealed,
      try await vault().seal(content, at: place("bob")).sealed
    )
    await shelf.erase(ada)
    await #expect(throws: VaultError(.missingKey, "")) {
      try await vault().open(adas, at: place("ada"))
    }
    #expect(try await vault().open(bobs, at: place("bob")) == content)
  }

  @Test("a running process uses an erased key for the interval at most, then not again")
  func erasureWhileRunning() async throws {
    let vault = vault()
    let sealed = try await vault.seal(content, at: place("ada")).sealed
    await shelf.erase(ada)
    clock.move(by: Vault.confirmationInterval - 1)
    #expect(try await vault.open(sealed, at: place("ada")) == content)
    clock.move(by: 1)
    await #expect(throws: VaultError(.missingKey, "")) {
      try await vault.open(sealed, at: place("ada"))
    }
  }

  @Test("a clock that is set back does not keep an erased key alive")
  func clockSetBack() async throws {
    let vault = vault()
    let sealed = try await vault.seal(content, at: place("ada")).sealed
    await shelf.erase(ada)
    clock.move(by: -3600)
    await #expect(throws: VaultError(.missingKey, "")) {
      try await vault.open(sealed, at: place("ada"))
    }
  }

  @Test("who was erased and begins anew is served by every process")
  func begunAnew() async throws {
    let (one, other) = (vault(), vault())
    let old = try await one.seal(content, at: place("ada"))
    await shelf.erase(ada)
    let new = try await other.seal(content, at: place("ada"))
    #expect(new.key.generation == old.key.generation)
    #expect(new.key != old.key)
    // The first process still holds the old key of that generation.
    #expect(try await one.open(new.sealed, at: place("ada")) == content)
    await #expect(throws: VaultError(.doesNotOpen, "")) {
      try await one.open(old.sealed, at: place("ada"))
    }
  }

  @Test("a key that was found to be erased is not used for the next seal")
  func doubt() async throws {
    let vault = vault()
    let old = try await vault.seal(content, at: place("ada")).key
    await shelf.erase(ada)
    await vault.doubtKeys(of: ada)
    let new = try await vault.seal(content, at: place("ada")).key
    #expect(new != old)
    #expect(await shelf.people[ada] == [new])
  }

  @Test("when the tenant's key goes while a person's key is made, another is made under the next")
  func tenantKeyReplaced() async throws {
    let vault = vault()
    _ = try await vault.seal(content, at: place("ada"))
    // As after a rewrap: the same key in another wrapping.
    let key = try await MasterKey.sample(1).unwrap(
      try #require(await shelf.kept[Data("contoso".utf8)]?.first), for: "contoso")
    await shelf.replace([try await MasterKey.sample(1).wrap(key, for: "contoso")], of: "contoso")
    let sealed = try await vault.seal(content, at: place("bob")).sealed
    #expect(try await self.vault().open(sealed, at: place("bob")) == content)
  }

  @Test("keys of people who are not served any more leave the memory")
  func sweeping() async throws {
    let vault = vault()
    _ = try await vault.seal(content, at: place("ada"))
    clock.move(by: Vault.confirmationInterval)
    let before = await shelf.readCount
    _ = try await vault.seal(content, at: place("bob"))
    // Ada's key is read again, and her reserved seals are still known.
    _ = try await vault.seal(content, at: place("ada"))
    #expect(await shelf.readCount > before + 1)
    #expect(await shelf.reservationCount == 0)
  }
}

/// A clock that stands until it is moved.
final class TestClock: Sendable {
  private let time = Mutex(Date(timeIntervalSince1970: 1_795_334_400))

  var now: Date { time.withLock { $0 } }
  func move(by seconds: TimeInterval) { time.withLock { $0 += seconds } }
}
