import Crypto
import Foundation

/// The SHA-256 digest of a component's canonical encoding, written `sha256:<64 hex digits>`.
/// Two components are the same exactly when their digests are.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  /// The written form, always in lower case.
  public let description: String

  /// Digests the bytes of a component.
  public init(of bytes: some DataProtocol) {
    description = Self.prefix + SHA256.hash(data: bytes).hexadecimal()
  }

  init(_ hash: SHA256Digest) {
    description = Self.prefix + hash.hexadecimal()
  }

  /// Reads the written form; nil when `text` is anything else.
  public init?(_ text: String) {
    guard text.hasPrefix(Self.prefix) else { return nil }
    let hex = text.utf8.dropFirst(Self.prefix.utf8.count)
    let isLowerHex = hex.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard hex.count == 64, isLowerHex else { return nil }
    description = text
  }

  private static let prefix = "sha256:"
}

extension Digest: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let digest = Digest(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "A digest is written sha256: and 64 hex digits.")
    }
    self = digest
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
