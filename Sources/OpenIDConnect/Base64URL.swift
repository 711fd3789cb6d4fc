import Foundation

/// Base64 in the alphabet of addresses, without padding (RFC 4648, section 5; RFC 7515).
public enum Base64URL {
  public static func encoded(_ bytes: some Sequence<UInt8>) -> String {
    let text = Data(bytes).base64EncodedString()
    return String(
      decoding: text.utf8.compactMap { byte -> UInt8? in
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        case UInt8(ascii: "="): nil
        default: byte
        }
      }, as: UTF8.self)
  }

  /// Nil for anything that ``encoded(_:)`` would not have written: padding, white space, another
  /// alphabet, bits left over at the end. So no two texts stand for the same bytes.
  public static func decoded(_ text: Substring) -> Data? {
    var base64 = text.utf8.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "-"): UInt8(ascii: "+")
      case UInt8(ascii: "_"): UInt8(ascii: "/")
      default: byte
      }
    }
    while base64.count % 4 != 0 { base64.append(UInt8(ascii: "=")) }
    guard let bytes = Data(base64Encoded: Data(base64)),
      encoded(bytes).utf8.elementsEqual(text.utf8)
    else { return nil }
    return bytes
  }
}
