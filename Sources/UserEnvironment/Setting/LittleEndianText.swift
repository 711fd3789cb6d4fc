// Text in UTF-16 as Windows stores it, the low byte of each unit first.

extension RandomAccessCollection<UInt8> where Index == Int {
  /// The units of these bytes; nil for an odd number of bytes.
  package func littleEndianUnits() -> [UInt16]? {
    guard count.isMultiple(of: 2) else { return nil }
    return stride(from: startIndex, to: endIndex, by: 2).map {
      UInt16(self[$0]) | UInt16(self[$0 + 1]) << 8
    }
  }
}

extension Sequence<UInt16> {
  /// The bytes of these units.
  package func littleEndianBytes() -> [UInt8] {
    flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }
}
