import Foundation
import Testing

@testable import Vault

@Suite("How often a key seals")
struct SealCountTests {
  private let shelf = MemoryShelf()
  private let content = Data("content".utf8)
  private let limits = SealLimits(block: 4, rotateAt: 12)
  private let ada = PersonName(tenant: "contoso", user: "ada")

  private func vault() -> Vault {
    Vault(masterKey: MasterKey.sample(1), shelf: shelf, limits: limits)
  }

  private func place(_ user: String = "ada") -> ComponentPlace {
    ComponentPlace(tenant: "contoso", user: user, profile: "p", version: 1, component: "apps")
  }

  private func reserved(_ holder: KeyHolder, _ generation: Int) async -> Int? {
    await shelf.reserved[MemoryShelf.Count(holder: holder, generation: generation)]
  }

  @Test("the standard limits replace a key at a quarter of what SP 800-38D allows")
  func standard() {
    #expect(SealLimits.bound == 4_294_967_296)
    #expect(SealLimits.standard.rotateAt * 4 == SealLimits.bound)
  }

  @Test("seals are reserved by the block, before they are made")
  func blocks() async throws {
    let vault = vault()
    for made in 1...12 {
      let seal = try await vault.seal(content, at: place())
      #expect(seal.key.generation == 1)
      #expect(try #require(await reserved(.person(ada), 1)) >= made)
    }
    #expect(await reserved(.person(ada), 1) == 12)
    // The first block came with the key.
    #expect(await shelf.reservationCount == 2)
  }

  @Test("near the bound a person gets a new key by itself, and what is sealed still opens")
  func personRotation() async throws {
    let vault = vault()
    var seals: [FreshSeal] = []
    for _ in 0..<40 { seals.append(try await vault.seal(content, at: place())) }
    #expect(Set(seals.map(\.key.generation)) == [1, 2, 3, 4])
    for generation in 1...4 {
      #expect(seals.count { $0.key.generation == generation } <= limits.rotateAt)
    }
    for seal in seals { #expect(try await self.vault().open(seal.sealed, at: place()) == content) }
  }

  @Test("near the bound a tenant gets a new key by itself")
  func tenantRotation() async throws {
    let vault = vault()
    for user in 0..<30 { _ = try await vault.seal(content, at: place("user \(user)")) }
    #expect(await shelf.kept[Data("contoso".utf8)]?.map(\.generation) == [1, 2, 3])
    let wrapped = await shelf.people.values.joined()
    for generation in 1...3 {
      #expect(wrapped.count { $0.tenantGeneration == generation } <= limits.rotateAt)
    }
  }

  @Test("a process that starts again never counts too low")
  func restarts() async throws {
    var made = 0
    for _ in 0..<7 {
      let vault = vault()
      for _ in 0..<3 {
        _ = try await vault.seal(content, at: place())
        made += 1
      }
      var counted = 0
      for key in await shelf.people[ada] ?? [] {
        counted += try #require(await reserved(.person(ada), key.generation))
      }
      #expect(counted >= made)
    }
  }

  @Test("processes at once never use more seals than are reserved")
  func atOnce() async throws {
    let vaults = (0..<6).map { _ in vault() }
    let seals = try await withThrowingTaskGroup(of: FreshSeal.self) { group in
      for vault in vaults {
        for _ in 0..<20 { group.addTask { try await vault.seal(content, at: place()) } }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(seals.count == 120)
    for (generation, made) in Dictionary(grouping: seals, by: \.key.generation) {
      #expect(made.count <= limits.rotateAt)
      #expect(try #require(await reserved(.person(ada), generation)) >= made.count)
    }
  }
}
