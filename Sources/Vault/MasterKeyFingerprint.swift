import Crypto
import Foundation

/// Eight bytes that tell one master key from another and say nothing of its value, written in four
/// groups of hexadecimal digits: `2b89-2405-68cd-a47c`.
public struct MasterKeyFingerprint: Hashable, Sendable, CustomStringConvertible {
  static let byteCount = 8

  public let bytes: Data

  /// - Parameter bytes: eight of them; nil for any other number.
  public init?(bytes: some DataProtocol) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = Data(bytes)
  }

  /// Reads the written form, with or without the hyphens, in capitals or not, with spaces around it.
  public init?(_ text: String) {
    let digits = text.filter { $0 != "-" && !$0.isWhitespace }
    guard digits.utf8.count == 2 * Self.byteCount, digits.allSatisfy(\.isASCII),
      digits.allSatisfy(\.isHexDigit), let number = UInt64(digits, radix: 16)
    else { return nil }
    bytes = withUnsafeBytes(of: number.bigEndian) { Data($0) }
  }

  /// The fingerprint of a secret that is known.
  init(of secret: SymmetricKey, label: String) {
    let code = HMAC<SHA256>.authenticationCode(for: Data(label.utf8), using: secret)
    bytes = Data(code).prefix(Self.byteCount)
  }

  public var description: String {
    let digits = bytes.map { byte in
      let digits = String(byte, radix: 16)
      return byte < 0x10 ? "0" + digits : digits
    }
    return stride(from: 0, to: digits.count, by: 2)
      .map { digits[$0..<min($0 + 2, digits.count)].joined() }
      .joined(separator: "-")
  }
}

extension MasterKeyFingerprint: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let read = MasterKeyFingerprint(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "A fingerprint is 16 hexadecimal digits.")
    }
    self = read
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
