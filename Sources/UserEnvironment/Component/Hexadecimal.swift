extension Sequence<UInt8> {
  /// The bytes as two lower-case hex digits each: `0aff`, or with a separator `0a ff`.
  package func hexadecimal(separator: String = "") -> String {
    map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(separator: separator)
  }
}
