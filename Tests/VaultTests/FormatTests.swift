import Foundation
import Testing

@testable import Vault

/// Sealed forms made by another implementation (Python's `cryptography`, from the words of
/// `docs/storage.md`): what was sealed once must open in every later version.
@Suite("The sealed forms stay as they are")
struct FormatTests {
  @Test("a data key that was wrapped elsewhere, and a component sealed with it, open")
  func knownAnswer() throws {
    let wrapped = try #require(
      Data(
        base64Encoded: "K4kkBWjNpHwBZGVmZ2hpamtsbW5vXw0pTJNXD5kITyFr"
          + "u9VKTFtDcB8cZhLN2xGh/vWgDP4vkn9vGbtLrxhyML77trF8"))
    let sealed = try #require(
      Data(
        base64Encoded: "AWRlZmdoaWprbG1ubzxzu0YKjCLqVww4m/oKDN0jpmcNzJZrNPy9LjdaLo3TDRN/"))
    let key = try MasterKey.sample(1).unwrap(
      WrappedDataKey(generation: 1, wrappedBytes: wrapped), for: "contoso")
    #expect(key.key.withUnsafeBytes { Array($0) } == Array(0..<32))
    let place = ComponentPlace(
      tenant: "contoso", user: "ada", profile: "p-1", version: 3, component: "settings")
    #expect(try key.open(sealed, at: place) == Data("the settings of ada".utf8))
  }
}
