import UserEnvironment

/// The text of a GUID from its 16 bytes as Windows stores them: the first three fields little-endian,
/// the last eight bytes in order. Lower case, without brackets.
///
/// Source: [MS-DTYP] 2.3.4, GUID and its string form.
struct GUIDText {
  let text: String

  /// Nil when there are not 16 bytes.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map { bytes[$0] }
    let fields = [order[0..<4], order[4..<6], order[6..<8], order[8..<10], order[10..<16]]
    text = fields.map { $0.hexadecimal() }.joined(separator: "-")
  }
}
