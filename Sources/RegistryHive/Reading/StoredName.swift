/// Where a name is stored, to be compared in place or decoded.
///
/// Names are one byte a unit (Latin-1) where that can hold them, else UTF-16LE.
struct StoredName {
  let start: Int
  let size: Int
  let isCompressed: Bool

  /// How many UTF-16 units the name has.
  var count: Int { isCompressed ? size : size / 2 }

  @inline(__always)
  func unit(at index: Int, in image: HiveImage) -> UInt16 {
    isCompressed ? UInt16(image.byte(at: start + index)) : image.halfWord(at: start + 2 * index)
  }

  /// The exact name.
  func units(in image: HiveImage) -> [UInt16] {
    (0..<count).map { unit(at: $0, in: image) }
  }

  /// Whether the name sorts before another, both being Latin-1.
  @inline(__always)
  func isBefore(_ other: StoredName, in image: HiveImage) -> Bool {
    image.buffer.withBytes(in: start..<start + size) { left in
      image.buffer.withBytes(in: other.start..<other.start + other.size) { right in
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
          let (a, b) = (
            RegistryName.upper(UInt16(left[index])), RegistryName.upper(UInt16(right[index]))
          )
          if a != b { return a < b }
        }
        return left.count < right.count
      }
    }
  }

  /// The name as text; a lone surrogate becomes U+FFFD.
  func text(in image: HiveImage) -> String {
    image.buffer.withBytes(in: start..<start + size) { name in
      if !isCompressed { return Self.utf16(name) }
      return Self.isASCII(name) ? Self.ascii(name) : Self.latin1(name)
    }
  }

  private static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var bits: UInt64 = 0
    var index = 0
    while index + 8 <= bytes.count {
      bits |= bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      index += 8
    }
    while index < bytes.count {
      bits |= UInt64(bytes[index])
      index += 1
    }
    return bits & 0x8080_8080_8080_8080 == 0
  }

  private static func ascii(_ bytes: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: bytes.count) { text in
      UnsafeMutableRawBufferPointer(text).copyMemory(from: bytes)
      return bytes.count
    }
  }

  private static func latin1(_ bytes: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
      var count = 0
      for byte in bytes {
        if byte < 0x80 {
          text[count] = byte
          count += 1
        } else {
          text[count] = 0xC0 | byte >> 6
          text[count + 1] = 0x80 | byte & 0x3F
          count += 2
        }
      }
      return count
    }
  }

  private static func utf16(_ bytes: UnsafeRawBufferPointer) -> String {
    let count = bytes.count / 2
    func unit(_ index: Int) -> UInt32 {
      UInt32(bytes[2 * index]) | UInt32(bytes[2 * index + 1]) << 8
    }
    // A unit takes three bytes of UTF-8 at most, a pair of surrogates four.
    return String(unsafeUninitializedCapacity: 3 * count) { text in
      var (index, size) = (0, 0)
      func append(_ byte: UInt32) {
        text[size] = UInt8(truncatingIfNeeded: byte)
        size += 1
      }
      while index < count {
        var scalar = unit(index)
        index += 1
        if scalar & 0xF800 == 0xD800 {
          if scalar < 0xDC00, index < count, unit(index) & 0xFC00 == 0xDC00 {
            scalar = 0x10000 + (scalar & 0x3FF) * 0x400 + (unit(index) & 0x3FF)
            index += 1
          } else {
            scalar = 0xFFFD
          }
        }
        switch scalar {
        case 0..<0x80:
          append(scalar)
        case 0x80..<0x800:
          append(0xC0 | scalar >> 6)
          append(0x80 | scalar & 0x3F)
        case 0x800..<0x10000:
          append(0xE0 | scalar >> 12)
          append(0x80 | scalar >> 6 & 0x3F)
          append(0x80 | scalar & 0x3F)
        default:
          append(0xF0 | scalar >> 18)
          append(0x80 | scalar >> 12 & 0x3F)
          append(0x80 | scalar >> 6 & 0x3F)
          append(0x80 | scalar & 0x3F)
        }
      }
      return size
    }
  }
}
