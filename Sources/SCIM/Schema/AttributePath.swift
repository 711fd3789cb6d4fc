/// The name of an attribute as clients write it, with or without its schema's URN before and a
/// sub-attribute behind: `emails.value` (`attrPath` of RFC 7644, figure 1).
///
/// Only the form is checked here; what there is, ``ResourceType`` knows.
public struct AttributePath: Sendable, Hashable {
  public let text: String

  /// Nil when it is not of that form.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count <= 512, text.utf8.allSatisfy(Self.isPart) else { return nil }
    let name = text.split(separator: ":", omittingEmptySubsequences: false).last ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts == ["$ref"] || Self.isName(parts[0]),
      parts.count == 1 || parts[1] == "$ref" || Self.isName(parts[1])
    else { return nil }
    self.text = String(text)
  }

  private static func isName(_ part: some StringProtocol) -> Bool {
    guard let first = part.utf8.first, isLetter(first) else { return false }
    return part.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2d || $0 == 0x5f }
  }

  /// Whether a byte may stand in a name, or in the URN before it.
  static func isPart(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || ":._-$".utf8.contains(byte)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
