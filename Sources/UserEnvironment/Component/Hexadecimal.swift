extension Sequence<UInt8> {
  /// The bytes as two lower-case hex digits each: `0aff`, or with a separator `0a ff`.
  package func hexadecimal(separator: String = "") -> String {
    map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(separator: separator)
  }
}

extension [UInt8] {
  /// The bytes of an even number of hex digits; nil for any other text.
  package init?(hexadecimal text: some StringProtocol) {
    let digits = text.map(\.hexDigitValue)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[index], let low = digits[index + 1]
      else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    self = bytes
  }
}
