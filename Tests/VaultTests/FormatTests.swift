import Foundation
import Testing

@testable import Vault

/// Sealed forms made by another implementation (Python's `cryptography`, from the words of
/// `docs/storage.md`): what was sealed once must open in every later version.
@Suite("The sealed forms stay as they are")
struct FormatTests {
  @Test("a data key that was wrapped elsewhere, and a component sealed with it, open")
  func knownAnswer() async throws {
    let wrapped = try #require(
      Data(
        base64Encoded: "K4kkBWjNpHwBZGVmZ2hpamtsbW5vXw0pTJNXD5kITyFr"
          + "u9VKTFtDcB8cZhLN2xGh/vWgDP4vkn9vGbtLrxhyML77trF8"))
    let sealed = try #require(
      Data(
        base64Encoded: "AWRlZmdoaWprbG1ubzxzu0YKjCLqVww4m/oKDN0jpmcNzJZrNPy9LjdaLo3TDRN/"))
    let key = try await MasterKey.sample(1).unwrap(
      WrappedDataKey(generation: 1, wrappedBytes: wrapped), for: "contoso")
    #expect(key.key.withUnsafeBytes { Array($0) } == Array(0..<32))
    let place = ComponentPlace(
      tenant: "contoso", user: "ada", profile: "p-1", version: 3, component: "settings")
    #expect(
      try Seal.open(sealed, with: key.key, for: place.associatedData)
        == Data("the settings of ada".utf8))
  }

  @Test("what the first versions sealed with a tenant's key opens in a vault of today")
  func firstFormat() async throws {
    let wrapped = try #require(
      Data(
        base64Encoded: "K4kkBWjNpHwBZGVmZ2hpamtsbW5vXw0pTJNXD5kITyFr"
          + "u9VKTFtDcB8cZhLN2xGh/vWgDP4vkn9vGbtLrxhyML77trF8"))
    let sealed = try #require(
      Data(
        base64Encoded: "AWRlZmdoaWprbG1ubzxzu0YKjCLqVww4m/oKDN0jpmcNzJZrNPy9LjdaLo3TDRN/"))
    let shelf = MemoryShelf()
    _ = await shelf.insert(
      WrappedDataKey(generation: 1, wrappedBytes: wrapped), for: "contoso", reserving: 1)
    let vault = Vault(masterKey: MasterKey.sample(1), shelf: shelf)
    let place = ComponentPlace(
      tenant: "contoso", user: "ada", profile: "p-1", version: 3, component: "settings")
    let opened = try await vault.open(SealedBytes(keyGeneration: 1, bytes: sealed), at: place)
    #expect(opened == Data("the settings of ada".utf8))
    // And new seals beside it are the person's.
    #expect(try await vault.seal(opened, at: place).sealed.bytes.first == 2)
  }

  @Test("a person's key and a component under it, made elsewhere, open")
  func personFormat() async throws {
    let (key, sealed) = (
      try #require(
        Data(
          base64Encoded: "AWRlZmdoaWprbG1ub2g6/EVdzHC5Fkt1w/ZIRNJy8zQ5"
            + "v1nFRZ/olnPHnpt31gK2klL5uGNd5y+RbYGguw==")),
      try #require(
        Data(
          base64Encoded: "AnBxcnN0dXZ3eHl6Md2jRYFOfqZ6wfk9BDvweg7k8KfK"
            + "EIm9Af5rcQ5aRQmnT8/k"))
    )
    let tenantKey = try DataKey(generation: 4, bytes: Data(0..<32))
    let wrapped = try await MasterKey.sample(1).wrap(tenantKey, for: "contoso")
    let shelf = MemoryShelf()
    _ = await shelf.insert(wrapped, for: "contoso", reserving: 1)
    let kept = await shelf.insert(
      WrappedPersonKey(generation: 2, tenantGeneration: 4, wrappedBytes: key),
      of: PersonName(tenant: "contoso", user: "ada"), under: wrapped, reserving: 1)
    #expect(kept != nil)
    let opened = try await Vault(masterKey: MasterKey.sample(1), shelf: shelf).open(
      SealedBytes(keyGeneration: 2, bytes: sealed),
      at: ComponentPlace(
        tenant: "contoso", user: "ada", profile: "p-1", version: 3, component: "settings"))
    #expect(opened == Data("the settings of ada".utf8))
  }
}
