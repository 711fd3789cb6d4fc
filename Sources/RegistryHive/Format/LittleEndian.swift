// Numbers in hives are stored least significant byte first and are not aligned. Every read here
// is checked against the bounds of what it reads from: the `unsafe` in the standard library's
// name is about types, not about bounds.

extension [UInt8] {
  /// The 16-bit number at `offset`.
  @inline(__always)
  func halfWord(at offset: Int) -> UInt16 {
    UInt16(littleEndian: span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  /// The 32-bit number at `offset`.
  @inline(__always)
  func word(at offset: Int) -> UInt32 {
    UInt32(littleEndian: span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The 64-bit number at `offset`.
  @inline(__always)
  func doubleWord(at offset: Int) -> UInt64 {
    UInt64(littleEndian: span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}

extension [UInt8] {
  /// Replaces the two bytes at `offset`.
  mutating func store(_ value: UInt16, at offset: Int) {
    self[offset] = UInt8(truncatingIfNeeded: value)
    self[offset + 1] = UInt8(truncatingIfNeeded: value >> 8)
  }

  /// Replaces the four bytes at `offset`.
  mutating func store(_ value: UInt32, at offset: Int) {
    for index in 0..<4 {
      self[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index)))
    }
  }

  /// Replaces the eight bytes at `offset`.
  mutating func store(_ value: UInt64, at offset: Int) {
    for index in 0..<8 {
      self[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))
    }
  }
}

extension [UInt16] {
  /// The units of UTF-16LE bytes; an odd byte at the end is left out.
  init(littleEndian bytes: ArraySlice<UInt8>) {
    self.init()
    reserveCapacity(bytes.count / 2)
    var index = bytes.startIndex
    while index + 1 < bytes.endIndex {
      append(UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8)
      index += 2
    }
  }

  /// The units as UTF-16LE bytes.
  var littleEndianBytes: [UInt8] {
    flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }
}
