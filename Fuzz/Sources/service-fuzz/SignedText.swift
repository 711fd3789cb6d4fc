import Crypto
import Foundation
import OpenIDConnect

/// A header and claims in JSON, each on a line of its own, and the token that they make. Without a
/// good signature nothing behind it would be reached.
struct SignedText {
  /// The first byte of such an input; everything else is a token as it comes.
  static let mark = UInt8(ascii: "J")

  /// Always the same key, so that an input means the same in every run.
  static let secretBytes = Data(repeating: 1, count: 32)

  let token: String

  /// Nil for an input without the mark or without a second line.
  init?(_ input: [UInt8]) {
    guard input.first == Self.mark,
      let key = try? P256.Signing.PrivateKey(rawRepresentation: Self.secretBytes)
    else { return nil }
    let parts = input.dropFirst().split(
      separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let signed = parts.map { Base64URL.encoded($0) }.joined(separator: ".")
    guard let signature = try? key.signature(for: Data(signed.utf8)) else { return nil }
    token = signed + "." + Base64URL.encoded(signature.rawRepresentation)
  }

  /// Takes a token apart into such an input.
  static func input(of token: String) -> [UInt8] {
    let parts = token.split(separator: ".").prefix(2).compactMap { Base64URL.decoded($0) }
    return [mark] + parts.joined(separator: [UInt8(ascii: "\n")])
  }
}
