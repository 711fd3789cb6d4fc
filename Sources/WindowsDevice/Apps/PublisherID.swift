import Crypto
import UserEnvironment

/// The thirteen characters that stand for a publisher in the names of its packages.
///
/// They are made from the publisher's name in its certificate: SHA-256 of the UTF-16 text, the
/// first 64 bits and one zero bit, in groups of five.
public struct PublisherID: Hashable, Sendable, CustomStringConvertible {
  public let description: String

  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// Reads `8wekyb3d8bbwe`; nil for anything that cannot be a publisher's id. Letters may be
  /// capitals, as the registry compares without case.
  public init?(_ text: some StringProtocol) {
    let lowercased = text.lowercased()
    guard lowercased.utf8.count == 13, lowercased.utf8.allSatisfy(Self.alphabet.contains),
      // The last group ends in the zero bit that was added.
      let last = lowercased.utf8.last, let value = Self.alphabet.firstIndex(of: last),
      value.isMultiple(of: 2)
    else { return nil }
    description = lowercased
  }

  /// Computes the id of a publisher.
  ///
  /// - Parameter publisher: the distinguished name, written exactly as in the package's manifest:
  ///   `CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond, S=Washington, C=US`.
  public init(publisher: String) {
    let text = publisher.utf16.littleEndianBytes()
    let bits = SHA256.hash(data: text).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let groups = (0..<12).map { Self.alphabet[Int(bits >> UInt64(59 - 5 * $0) & 31)] }
    let last = Self.alphabet[Int(bits << 1 & 31)]
    description = String(decoding: groups + [last], as: UTF8.self)
  }

  /// The publisher of what belongs to Windows itself.
  public static let windows = PublisherID(
    publisher: "CN=Microsoft Windows, O=Microsoft Corporation, L=Redmond, S=Washington, C=US")
}
