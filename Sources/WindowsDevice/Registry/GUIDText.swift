import UserEnvironment

/// The text of a GUID, and its 16 bytes as Windows stores them: the first three fields little-endian,
/// the last eight bytes in order. The text is in lower case, without brackets.
///
/// Source: [MS-DTYP] 2.3.4, GUID and its string form.
struct GUIDText {
  let text: String
  let bytes: [UInt8]

  /// Where each byte of the text stands among the stored ones, and the other way round.
  private static let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

  /// Nil when there are not 16 bytes.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    let written = Self.order.map { bytes[$0] }
    let fields = [
      written[0..<4], written[4..<6], written[6..<8], written[8..<10], written[10..<16],
    ]
    text = fields.map { $0.hexadecimal() }.joined(separator: "-")
    self.bytes = bytes
  }

  /// Nil for a text that is not written as a GUID is.
  init?(text: String) {
    guard let written = [UInt8](hexadecimal: text.replacing("-", with: "")), written.count == 16,
      let guid = GUIDText(Self.order.map { written[$0] }), guid.text == text.lowercased()
    else { return nil }
    self = guid
  }
}
