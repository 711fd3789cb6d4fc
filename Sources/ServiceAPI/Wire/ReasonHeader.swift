import Foundation

/// The header in which a technician says why they act for somebody: `Valise-Reason`, percent-encoded
/// UTF-8, since a header is ASCII.
public enum ReasonHeader {
  public static let name = "Valise-Reason"
  /// The longest reason, in UTF-8 bytes before it is encoded.
  public static let longest = 500

  public static func encoded(_ reason: String) -> String {
    reason.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
  }

  /// Nil when the value is no percent-encoded text, or is empty, too long, or holds control
  /// characters.
  public static func decoded(_ value: String) -> String? {
    guard let reason = value.removingPercentEncoding,
      (1...longest).contains(reason.utf8.count),
      !reason.allSatisfy(\.isWhitespace),
      reason.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
    else { return nil }
    return reason
  }

  private static let allowed = CharacterSet(charactersIn: " !#$&'()*+,-./:;=?@_~")
    .union(CharacterSet(charactersIn: "a"..."z")).union(CharacterSet(charactersIn: "A"..."Z"))
    .union(CharacterSet(charactersIn: "0"..."9"))
}
